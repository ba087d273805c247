import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditSlice, SETTLE_MS } from '../../../src/core/audit/auditWindow.ts';
import { createAuditSource } from '../../../src/core/confluence/auditSource.ts';
import { createMemorySite, type MemoryRecord } from './memorySite.ts';
import { gapIn, readParts, splitInstants } from './readParts.ts';

const FROM_MS = 1_700_000_000_000;
const LENGTH_MS = 200;
const WINDOW = { fromMs: FROM_MS, toMs: FROM_MS + LENGTH_MS - 1 };
const MEMORY = 'https://memory.example';
const never = new AbortController().signal;

/** Now and then, many in one instant. */
const AT_MS = fc.oneof({ weight: 3, arbitrary: fc.nat(LENGTH_MS - 1) }, fc.constant(77));
const RECORD = fc.record({ atMs: AT_MS, text: fc.constantFrom('a', 'b', 'c', 'd') });
const SITE = fc.record({
  records: fc.array(RECORD, { maxLength: 300 }),
  pageCap: fc.integer({ min: 1, max: 40 }),
  /** Records that stand where they do not belong: which, and where. */
  displaced: fc.array(fc.tuple(fc.nat(299), fc.nat(299)), { maxLength: 3 }),
  order: fc.constantFrom('newest', 'newest', 'newest', 'oldest', 'scrambled'),
});

function siteOf({ records, pageCap, displaced, order }: typeof SITE extends fc.Arbitrary<infer T> ? T : never) {
  const list: MemoryRecord[] = records.map(({ atMs, text }) => ({ creationDate: FROM_MS + atMs, summary: text }));
  const at = ({ creationDate }: MemoryRecord): number => creationDate ?? 0;
  if (order === 'newest') list.sort((a, b) => at(b) - at(a));
  if (order === 'oldest') list.sort((a, b) => at(a) - at(b));
  for (const [from, to] of displaced) {
    const [moved] = list.splice(from, 1);
    if (moved !== undefined) list.splice(to, 0, moved);
  }
  return createMemorySite({ records: list, pageCap });
}

async function readAll(slices: AsyncIterable<AuditSlice>): Promise<readonly AuditSlice[]> {
  const all: AuditSlice[] = [];
  for await (const slice of slices) all.push(slice);
  return all;
}
const bag = (records: readonly unknown[]): readonly string[] => records.map((record) => JSON.stringify(record)).sort();

test('whatever the order of the site, a sync reads exactly what is there', async () => {
  await fc.assert(
    fc.asyncProperty(SITE, async (given) => {
      const site = siteOf(given);
      const { parts, records, whole } = await readParts(createAuditSource(site, MEMORY).parts(WINDOW, never));
      expect(bag(records)).toEqual(bag(site.records));
      expect(gapIn(whole, WINDOW)).toBeUndefined();
      expect(splitInstants(parts, site.records)).toEqual([]);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('a preview of an orderly site shows exactly what is there, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(SITE, async (given) => {
      const site = siteOf({ ...given, displaced: [] });
      const slices = await readAll(createAuditSource(site, MEMORY).newestFirst(WINDOW, never));
      const read = slices.flatMap(({ records }) => records);
      expect(bag(read)).toEqual(bag(site.records));
      const times = read.map(({ creationDate }) => creationDate ?? 0);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }),
    { numRuns: 200 },
  );
}, 60_000);

const EVENTS = fc.array(
  fc.record({ request: fc.nat(12), arriving: fc.array(RECORD, { maxLength: 3 }), vanishing: fc.nat(3) }),
  { maxLength: 5 },
);

test('what arrives while pages are read, and what the site throws away, neither hides nor repeats the rest', async () => {
  await fc.assert(
    fc.asyncProperty(SITE, EVENTS, fc.boolean(), async (given, events, isPreview) => {
      const first = siteOf({ ...given, order: 'newest', displaced: [] }).records;
      const arrived: MemoryRecord[] = [];
      const gone: MemoryRecord[] = [];
      const site = createMemorySite({
        records: first,
        pageCap: given.pageCap,
        beforeAnswer(request, records) {
          for (const event of events.filter((one) => one.request === request)) {
            for (const { atMs, text } of event.arriving) {
              const record = { creationDate: FROM_MS + atMs, summary: text };
              const place = records.findIndex(({ creationDate }) => (creationDate ?? 0) < record.creationDate);
              records.splice(place < 0 ? records.length : place, 0, record);
              arrived.push(record);
            }
            gone.push(...records.splice(Math.max(0, records.length - event.vanishing)));
          }
        },
      });
      const source = createAuditSource(site, MEMORY);
      let read: ReadonlyMap<string, number>;
      if (isPreview) {
        const slices = await readAll(source.newestFirst(WINDOW, never));
        read = countOf(slices.flatMap(({ records }) => records));
      } else {
        const { records, whole } = await readParts(source.parts(WINDOW, never));
        expect(gapIn(whole, WINDOW)).toBeUndefined();
        read = countOf(records);
      }
      const [there, vanished, all] = [countOf(first), countOf(gone), countOf([...first, ...arrived])];
      for (const [record, count] of there)
        expect(read.get(record) ?? 0).toBeGreaterThanOrEqual(count - (vanished.get(record) ?? 0));
      for (const [record, count] of read) expect(count).toBeLessThanOrEqual(all.get(record) ?? 0);
    }),
    { numRuns: 500 },
  );
}, 60_000);

test('a record that vanishes from the top between two pages takes none with it', async () => {
  const records = steady(2500);
  const site = createMemorySite({
    records,
    pageCap: 1000,
    beforeAnswer: (request, now) => {
      if (request === 1) now.splice(0, 1);
    },
  });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  // That one was read before it vanished.
  expect(bag(read.records)).toEqual(bag(records));
  // Two pages that disagree, and the three of the same slice read again.
  expect(site.starts).toEqual([0, 999, 0, 999, 1998]);
});

test('what pushes the others down without being one of them makes the slice be read again', async () => {
  const records = steady(2500);
  const odd = { creationDate: (records[0]?.creationDate ?? 0) + 5, summary: 'in no place of its own' };
  const site = createMemorySite({
    records,
    pageCap: 1000,
    beforeAnswer: (request, now) => {
      if (request === 1) now.splice(999, 0, odd);
    },
  });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  expect(bag(read.records)).toEqual(bag([...records, odd]));
});

test('a preview whose order breaks late repeats nothing of what it has shown', async () => {
  const records = steady(3000);
  records.splice(2500, 0, ...records.splice(100, 1));
  const site = createMemorySite({ records, pageCap: 1000 });
  const slices = await readAll(createAuditSource(site, MEMORY).newestFirst(YEAR, never));
  const read = bag(slices.flatMap(({ records: some }) => some));
  expect(new Set(read).size).toBe(read.length);
  for (const [index, { window }] of slices.entries()) {
    if (index > 0) expect(window.toMs).toBe((slices[index - 1]?.window.fromMs ?? 0) - 1);
  }
});

test('a record of the very last seconds does not disprove the clock of the site', async () => {
  const siteTimeMs = YEAR.fromMs + 100 * 60_000;
  const records = [{ creationDate: siteTimeMs + 2000, summary: 'just now' }];
  const site = createMemorySite({ records, pageCap: 1000, siteTimeMs });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  expect(read.whole).toEqual([{ fromMs: YEAR.fromMs, toMs: siteTimeMs - SETTLE_MS }]);
});

test('ties that stand in another order for each cut of the pages are read whole', async () => {
  const instant = Array.from({ length: 1500 }, (_, index) => ({ creationDate: FROM_MS, summary: `${index}` }));
  const site = createMemorySite({ records: instant, pageCap: 1000 });
  const answer = site.getJson;
  // As a sort that keeps the best few does: which ones come last depends on how many are asked for.
  site.getJson = (path, signal) => {
    const asked = new URL(path, MEMORY).searchParams;
    const turn = (Number(asked.get('start')) + Number(asked.get('limit'))) % instant.length;
    site.records.splice(0, site.records.length, ...instant.slice(turn), ...instant.slice(0, turn));
    return answer(path, signal);
  };
  const reading = readParts(createAuditSource(site, MEMORY).parts(WINDOW, never));
  const outcome = await reading.then(
    ({ records }) => bag(records),
    (error: unknown) => error,
  );
  // Whole or an error; never a part of it.
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'siteUnstableAnswer' });
  else expect(outcome).toEqual(bag(instant));
});

test('an instant of many small pages is read', async () => {
  const crowd = Array.from({ length: 2600 }, (_, index) => ({ creationDate: FROM_MS + 5, summary: `${index}` }));
  const site = createMemorySite({ records: crowd, pageCap: 25 });
  const read = await readParts(createAuditSource(site, MEMORY).parts(WINDOW, never));
  expect(bag(read.records)).toEqual(bag(crowd));
});

test('more records without a date than a page holds are an error, not an endless search', async () => {
  const undated = Array.from({ length: 60 }, (_, index) => ({ creationDate: null, summary: `${index}` }));
  const site = createMemorySite({ records: undated, pageCap: 25 });
  const reading = readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  await expect(reading).rejects.toMatchObject({ code: 'siteUnexpectedAnswer' });
  expect(site.starts.length).toBe(1);
});

function countOf(records: readonly unknown[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of bag(records)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

const MINUTE_MS = 60_000;
const YEAR = { fromMs: FROM_MS, toMs: FROM_MS + 365 * 24 * 60 * MINUTE_MS - 1 };
/** So many records, newest first, a minute apart. */
const steady = (count: number): MemoryRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    creationDate: YEAR.fromMs + (count - index) * MINUTE_MS,
    summary: `${index}`,
  }));

test.each<[string, (records: MemoryRecord[]) => void]>([
  ['one without a date', (records) => records.splice(20_000, 1, { creationDate: null, summary: 'undated' })],
  ['one that was dated forward', (records) => records.push(...records.splice(100, 1))],
  [
    'a burst of a round number in few instants',
    (records) => {
      const atMs = records[0]?.creationDate ?? 0;
      const burst = Array.from({ length: 1003 }, (_, index) => ({
        creationDate: atMs + 10 - Math.floor(index / 325),
        summary: `burst ${index}`,
      }));
      records.unshift(...burst);
    },
  ],
])('%s among many does not make slices large or offsets deep', async (_name, change) => {
  const records = steady(60_000);
  change(records);
  const site = createMemorySite({ records, pageCap: 1000 });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  // Without a date, it is in every window, and each time known by its key.
  // As text: the differences of so many records take minutes to print.
  expect(bag(read.records).join('\n') === bag(site.records).join('\n')).toBe(true);
  expect(Math.max(...read.parts.map(({ records: some }) => some.length))).toBeLessThanOrEqual(1000);
  expect(Math.max(...site.starts)).toBeLessThanOrEqual(128_000);
  expect(site.starts.length).toBeLessThan(400);
});

test('slices widen again after a burst', async () => {
  const records = [
    ...steady(3000),
    ...Array.from({ length: 9000 }, (_, index) => ({
      creationDate: YEAR.fromMs + (9 - Math.floor(index / 1000)),
      summary: `burst ${index}`,
    })),
  ];
  const site = createMemorySite({ records, pageCap: 1000 });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  expect(bag(read.records)).toEqual(bag(records));
  expect(site.starts.length).toBeLessThan(110);
});

test('records that arrive while a slice is read move the others between pages, and each is read once', async () => {
  const records = steady(2500);
  const late = { creationDate: (records[0]?.creationDate ?? 0) + 5, summary: 'late' };
  const site = createMemorySite({
    records,
    pageCap: 1000,
    beforeAnswer: (request, now) => {
      if (request === 1) now.unshift(late);
    },
  });
  const read = await readParts(createAuditSource(site, MEMORY).parts(YEAR, never));
  expect(bag(read.records)).toEqual(bag(records));
  expect(site.starts.length).toBe(3);
});

test('a clock of the site that its own records disprove vouches for nothing, and hides nothing', async () => {
  const records = steady(500);
  const wrong = createMemorySite({ records, pageCap: 1000, siteTimeMs: YEAR.fromMs - 5 * 365 * 24 * 60 * MINUTE_MS });
  const read = await readParts(createAuditSource(wrong, MEMORY).parts(YEAR, never));
  expect(read.records).toHaveLength(500);
  const silent = createMemorySite({ records: [], pageCap: 1000, siteTimeMs: 0 });
  const reading = readParts(createAuditSource(silent, MEMORY).parts(YEAR, never));
  await expect(reading).rejects.toMatchObject({ code: 'siteClockWrong' });
});
