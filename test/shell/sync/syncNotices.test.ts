import { afterEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { createLog } from '../../../src/shell/log.ts';
import { createDamageTeller } from '../../../src/shell/sync/syncNotices.ts';
import { ACME, NOON_MS } from '../examples.ts';
import { user } from '../fakeUser.ts';

afterEach(() => user.reset());

test('damage is told once, also where its line of the ledger is written a second time', () => {
  const tell = createDamageTeller(createLog());
  const damaged = (id: string) =>
    JSON.stringify({ type: 'damaged', id, atMs: 0, file: '/srv/keys.damaged', window: null });
  tell(ACME, { kind: 'ledger', lines: [damaged('a'), '{"type":"reset","id":"r","atMs":0}'] });
  tell(ACME, { kind: 'ledger', lines: [damaged('a')] });
  expect(user.messages).toHaveLength(1);
  expect(user.log).toEqual([expect.stringMatching(/^warn .*Acme.* \/srv\/keys\.damaged\.$/)]);
  tell(ACME, { kind: 'ledger', lines: [damaged('b')] });
  expect(user.messages).toHaveLength(2);
});

test.each([
  ['/srv/keys/2026-01-01.keys.damaged', { fromMs: NOON_MS, toMs: NOON_MS }, /some from Oct 7, 2026.* may arrive twice/],
  ['/srv/keys', null, /damaged or missing\. No record is lost, but some may arrive twice/],
  ['/srv/ledger.ndjson.damaged', null, /list of runs of Acme was damaged.* none is sent again/],
  ['/srv/quarantine.damaged.ndjson', null, /quarantine of Acme could not be read\. Its records are found again/],
  ['/srv/state.3.json.damaged', null, /^A file of the sync state of Acme was damaged/],
])('damage of %s says what it means', (file, window, sentence) => {
  const line = JSON.stringify({ type: 'damaged', id: file, atMs: 0, file, window });
  createDamageTeller(createLog())(ACME, { kind: 'ledger', lines: [line] });
  expect(user.messages.map(({ text }) => text)).toEqual([expect.stringMatching(sentence)]);
});
