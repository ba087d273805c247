import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/core/sync/ledger.ts';
import { NO_TALLY, type RunSummary } from '../../src/core/sync/run.ts';
import { undefinedAsNull } from '../../src/core/sync/savedJson.ts';
import { tellLine } from '../../src/engine/headlessLedger.ts';

const summary: RunSummary = {
  ...{ run: 'run', kind: 'sync', window: undefined, startedAtMs: 0, endedAtMs: 1, outcome: 'succeeded' },
  ...{ tally: NO_TALLY, lagMs: undefined, lost: undefined, failure: undefined },
};
const window = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 8) };

function tell(entry: LedgerEntry) {
  const written = JSON.stringify(entry, undefinedAsNull);
  const { line, complaint } = tellLine('Acme "1"', written);
  return { written: JSON.parse(written), told: JSON.parse(line), complaint };
}

test('a line is told as it is, with the name of its organization first', () => {
  const { written, told, complaint } = tell({ type: 'run', id: 'run', ...summary });
  expect(told).toEqual({ organization: 'Acme "1"', ...written });
  expect(Object.keys(told)[0]).toBe('organization');
  expect(complaint).toBeUndefined();
  // Also one that only another version can read.
  expect(tellLine('Acme', '{"type":"new"}')).toEqual({
    line: '{"organization":"Acme","type":"new"}',
    complaint: undefined,
  });
});

test('a failure has a sentence beside its code', () => {
  const failure = { code: 'timedOut', detail: { where: 'https://acme.atlassian.net', remark: 'X' } } as const;
  const { written, told } = tell({ type: 'run', id: 'run', ...summary, outcome: 'failed', failure });
  const message = expect.stringMatching(/^acme\.atlassian\.net did not answer in time\. /);
  expect(told).toEqual({ organization: 'Acme "1"', ...written, failure: { ...failure, message } });
});

test('damage, and what can no longer be read, is complained of', () => {
  const damaged = { type: 'damaged', id: 'd', atMs: 0, file: '/state/keys/2026-01-01.keys.damaged' } as const;
  expect(tell({ ...damaged, window }).complaint).toBe(
    'a part of what is remembered of delivered records is damaged or missing. No record is lost, but some from 2026-01-01T00:00:00.000Z to 2026-01-08T00:00:00.000Z may arrive twice when they are read again. What was left of it is /state/keys/2026-01-01.keys.damaged.',
  );
  expect(tell({ ...damaged, window: undefined }).complaint).toContain('but some may arrive twice');
  expect(tell({ ...damaged, window: { fromMs: 0, toMs: 9e15 } }).complaint).toContain('to an unknown time');
  const ledger = tell({ ...damaged, file: '/state/ledger.ndjson.damaged', window: undefined });
  expect(ledger.complaint).toMatch(/^the ledger was damaged\. .* none is sent again\. What was left of it is /);
  expect(tell({ type: 'run', id: 'run', ...summary, lost: window }).complaint).toMatch(
    /^records from 2026-01-01T.* to 2026-01-08T.* can no longer be read: /,
  );
});
