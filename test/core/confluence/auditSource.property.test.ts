import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuditSource } from '../../../src/core/confluence/auditSource.ts';
import { createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';
import { gapIn, readParts } from './readParts.ts';

const FROM_MS = Date.UTC(2026, 2, 1);

/** A site: when its records were made (few instants, so that ties and twins are many), and how it pages. */
const SITE = fc.record({
  records: fc.array(fc.record({ atMs: fc.nat(12), text: fc.constantFrom('a', 'b', 'c') }), { maxLength: 60 }),
  pageCap: fc.integer({ min: 1, max: 25 }),
  size: fc.constantFrom('page', 'total'),
  nextLink: fc.constantFrom('relative', 'absolute', 'foreign', 'missing'),
  order: fc.constantFrom('newestFirst', 'newestFirst', 'oldestFirst', 'shuffled'),
  /** How many records arrive inside the window before each of the first requests. */
  arriving: fc.array(fc.nat(3), { maxLength: 4 }),
  lengthMs: fc.integer({ min: 1, max: 14 }),
} as const);

test('what is read is what is there, however the site pages and whatever arrives meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(SITE, async ({ records, arriving, lengthMs, ...site }) => {
      const window = { fromMs: FROM_MS, toMs: FROM_MS + lengthMs - 1 };
      const sandbox = await startTrustedSandbox({ records: 0, site });
      const { url, users, faults, addRecords, records: there } = sandbox.site;
      const http = createConfluenceHttp({
        site: url,
        credential: { userName: users.administrator.email, apiToken: users.administrator.token },
        userAgent: 'test',
        nowMs: Date.now,
        network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
      });
      try {
        addRecords(records.map(({ atMs, text }) => ({ summary: text, creationDate: FROM_MS + atMs })));
        const inside = () => countOf(there().filter(({ creationDate }) => creationDate <= window.toMs));
        const before = inside();
        for (const count of arriving) faults.next('audit', { kind: count === 0 ? 'none' : 'recordsArrive', count });
        const { records: all, whole } = await readParts(
          createAuditSource(http, url).parts(window, new AbortController().signal),
        );
        const read = countOf(all);
        const after = inside();
        for (const [record, count] of before) expect(read.get(record) ?? 0).toBeGreaterThanOrEqual(count);
        for (const [record, count] of read) expect(count).toBeLessThanOrEqual(after.get(record) ?? 0);
        expect(gapIn(whole, window)).toBeUndefined();
        for (const { creationDate } of all) {
          expect(creationDate).toBeGreaterThanOrEqual(window.fromMs);
          expect(creationDate).toBeLessThanOrEqual(window.toMs);
        }
      } finally {
        await http.close();
        await sandbox.stop();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

/** How often each record is there. */
function countOf(records: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    const text = JSON.stringify(record);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}
