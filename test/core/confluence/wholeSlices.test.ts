import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { createAuditSource } from '../../../src/core/confluence/auditSource.ts';
import { createDownwardReader } from '../../../src/core/confluence/downwardReader.ts';
import { createSlicer } from '../../../src/core/confluence/wholeSlices.ts';
import { Failure } from '../../../src/core/failure.ts';
import { createMemorySite, type MemoryRecord, type MemorySite } from './memorySite.ts';
import { gapIn, readParts } from './readParts.ts';

const SITE = 'https://memory.example';
const DAY_MS = 24 * 60 * 60 * 1000;
const FROM_MS = 1_700_000_000_000;
const YEAR = { fromMs: FROM_MS, toMs: FROM_MS + 365 * DAY_MS - 1 };
const never = new AbortController().signal;
const bag = (records: readonly unknown[]): readonly string[] => records.map((record) => JSON.stringify(record)).sort();

/** As text: the differences of so many records take minutes to print. */
const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  bag(some).join('\n') === bag(others).join('\n');

/** So many records spread evenly, newest first. */
function spread(count: number, { fromMs, toMs }: AuditWindow, name = ''): readonly MemoryRecord[] {
  const stepMs = (toMs - fromMs) / count;
  return Array.from({ length: count }, (_, index) => ({
    creationDate: Math.floor(toMs - index * stepMs),
    summary: `${name}${index}`,
  }));
}

function siteOf(...groups: readonly (readonly MemoryRecord[])[]): MemorySite {
  const records = groups.flat().sort((a, b) => (b.creationDate ?? 0) - (a.creationDate ?? 0));
  return createMemorySite({ records, pageCap: 1000 });
}

/** What the slices hold that were given whole, and how many items were given in all. */
async function readSlices(
  site: MemorySite,
  asked: { targetRecords: number; from: 'oldest' | 'newest' },
  window = YEAR,
) {
  const slicer = createSlicer({ http: site, site: SITE, reader: createDownwardReader(site, SITE), ...asked });
  const whole: { readonly window: AuditWindow; readonly records: readonly unknown[] }[] = [];
  let held: unknown[] = [];
  let given = 0;
  for await (const { slice, items, isFirst, isLast } of slicer(window, asked.from, never)) {
    if (isFirst) held = [];
    held.push(...items.map(({ raw }) => raw));
    given += items.length;
    if (isLast) whole.push({ window: slice, records: held });
  }
  return { whole, given };
}

const BURSTS = fc.array(
  fc.record({ atMs: fc.nat(9999), count: fc.nat(120), overMs: fc.integer({ min: 1, max: 400 }) }),
  { maxLength: 6 },
);

test('slices of any size, also those cut from bursts, hold exactly what is there', async () => {
  const window = { fromMs: FROM_MS, toMs: FROM_MS + 9999 };
  await fc.assert(
    fc.asyncProperty(
      BURSTS,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom('oldest', 'newest'),
      async (bursts, pageCap, targetRecords, from) => {
        const records = bursts
          .flatMap(({ atMs, count, overMs }, index) => {
            const toMs = Math.min(window.toMs, window.fromMs + atMs + overMs);
            return spread(count, { fromMs: window.fromMs + atMs, toMs }, `${index} `);
          })
          .sort((a, b) => (b.creationDate ?? 0) - (a.creationDate ?? 0));
        const site = createMemorySite({ records, pageCap });
        const { whole } = await readSlices(site, { targetRecords, from }, window);
        const ascending = from === 'oldest' ? whole : whole.toReversed();
        expect(
          gapIn(
            ascending.map((one) => one.window),
            window,
          ),
        ).toBeUndefined();
        for (const { window: own, records: held } of whole) {
          const there = records.filter(({ creationDate: at }) => at !== null && at >= own.fromMs && at <= own.toMs);
          expect(bag(held)).toEqual(bag(there));
        }
      },
    ),
    { numRuns: 120 },
  );
}, 60_000);

test.each<[string, readonly (readonly MemoryRecord[])[], number]>([
  ['evenly', [spread(100_000, YEAR)], 1.1],
  ['evenly, after a long silence', [spread(100_000, { fromMs: YEAR.toMs - 60 * DAY_MS, toMs: YEAR.toMs })], 1.15],
  [
    'with bursts',
    [
      spread(60_000, YEAR),
      ...Array.from({ length: 8 }, (_, index) => {
        const fromMs = YEAR.fromMs + (20 + 43 * index) * DAY_MS;
        return spread(5000, { fromMs, toMs: fromMs + 60_000 }, `${index} `);
      }),
    ],
    1.2,
  ],
])(
  'few pages are wasted where records are spread %s',
  async (_name, groups, most) => {
    const site = siteOf(...groups);
    const { whole } = await readSlices(site, { targetRecords: 16_000, from: 'oldest' });
    expect(
      isSame(
        whole.flatMap(({ records }) => records),
        site.records,
      ),
    ).toBe(true);
    expect(Math.max(...site.starts)).toBeLessThanOrEqual(4 * 16_000);
    expect(site.starts.length / (site.records.length / 1000)).toBeLessThanOrEqual(most);
  },
  30_000,
);

test('a burst at the top of a quiet slice costs one request more', async () => {
  const fromMs = YEAR.toMs - 60_000;
  const site = siteOf(spread(500, YEAR), spread(1500, { fromMs, toMs: YEAR.toMs }, 'burst '));
  const { whole } = await readSlices(site, { targetRecords: 1000, from: 'oldest' });
  expect(whole.map(({ window }) => window)).toEqual([YEAR]);
  expect(site.starts).toEqual([0, 4000, 999, 1998]);
});

test('a slice that turns out too large is given up after its first page', async () => {
  const site = siteOf(spread(50_000, YEAR));
  const { given } = await readSlices(site, { targetRecords: 8000, from: 'oldest' });
  expect(given - site.records.length).toBeLessThanOrEqual(3 * 999);
  expect(Math.max(...site.starts)).toBeLessThanOrEqual(4 * 8000);
});

test('parts come as soon as they are read, and none is whole before the last page of its slice', async () => {
  const site = siteOf(spread(2500, YEAR));
  const seen: [requests: number, records: number, whole: AuditWindow | undefined][] = [];
  for await (const { records, whole } of createAuditSource(site, SITE).parts(YEAR, never)) {
    seen.push([site.starts.length, records.length, whole]);
  }
  expect(seen).toEqual([
    [1, 999, undefined],
    [2, 999, undefined],
    [3, 502, YEAR],
  ]);
});

test('a slice whose last page shows nothing new is whole by a part without records', async () => {
  // A single instant at the beginning of the window: when it was read by itself, the end is still to be seen.
  const instant = Array.from({ length: 1200 }, (_, index) => ({ creationDate: YEAR.fromMs, summary: `${index}` }));
  const site = siteOf(instant);
  const { parts } = await readParts(createAuditSource(site, SITE).parts(YEAR, never));
  expect(parts.map(({ records, whole }) => [records.length, whole])).toEqual([
    [1200, undefined],
    [0, YEAR],
  ]);
});

test('what was learnt of the pages of a site spares a quiet pass its second request', async () => {
  const quiet = { fromMs: YEAR.toMs - DAY_MS, toMs: YEAR.toMs };
  const site = siteOf(spread(2500, { fromMs: YEAR.fromMs, toMs: quiet.fromMs - 1 }), spread(50, quiet, 'quiet '));
  const first = createAuditSource(site, SITE);
  await readParts(first.parts(quiet, never));
  expect(site.starts.splice(0)).toEqual([0, 49]);
  await readParts(first.parts(YEAR, never));
  expect(first.pages).toEqual({ largest: 1000 });
  site.starts.splice(0);
  const later = createAuditSource(site, SITE, { ...first.pages });
  expect((await readParts(later.parts(quiet, never))).records).toHaveLength(50);
  expect(site.starts).toEqual([0]);
});

test('an instant that is read with other limits is no lesson about full pages', async () => {
  const instant = Array.from({ length: 2300 }, (_, index) => ({ creationDate: FROM_MS + 5, summary: `${index}` }));
  const site = siteOf(instant);
  const pages = { largest: 0 };
  const { records } = await readParts(createAuditSource(site, SITE, pages).parts(YEAR, never));
  expect(isSame(records, instant)).toBe(true);
  expect(pages).toEqual({ largest: 1000 });
});

/** A site that has had enough at an offset. */
function shallow(site: MemorySite, depth: number, beyond: 'nothing' | number): MemorySite {
  return {
    ...site,
    async getJson(path, signal) {
      const start = Number(new URL(path, SITE).searchParams.get('start'));
      if (beyond !== 'nothing') {
        if (start < depth) return site.getJson(path, signal);
        throw new Failure('siteUnexpectedStatus', { where: SITE, status: beyond });
      }
      const page = await site.getJson(path, signal);
      if (typeof page !== 'object' || page === null || !('results' in page) || !Array.isArray(page.results))
        return page;
      const results = page.results.slice(0, Math.max(0, depth - start));
      return results.length === page.results.length ? page : { ...page, results, _links: {} };
    },
  };
}

test.each(['nothing', 400, 500] as const)(
  'a site that answers %s to deep offsets is read whole by shallower ones',
  async (beyond) => {
    const site = siteOf(spread(40_000, YEAR));
    const { records, whole } = await readParts(
      createAuditSource(shallow(site, 10_000, beyond), SITE).parts(YEAR, never),
    );
    expect(isSame(records, site.records)).toBe(true);
    expect(gapIn(whole, YEAR)).toBeUndefined();
    expect(site.starts.length).toBeLessThan(200);
  },
  30_000,
);

test('the end that a site gives a window is believed where the rest, asked for by itself, is empty', async () => {
  const site = siteOf(spread(6000, YEAR));
  const { whole } = await readParts(createAuditSource(site, SITE).parts(YEAR, never));
  expect(whole).toEqual([YEAR]);
  expect(site.starts).toEqual([0, 999, 1998, 2997, 3996, 4995, 5994, 1]);
});

test('a refusal at a shallow offset is the failure that it is', async () => {
  const site = shallow(siteOf(spread(4000, YEAR)), 2000, 400);
  const reading = readParts(createAuditSource(site, SITE).parts(YEAR, never));
  await expect(reading).rejects.toMatchObject({ code: 'siteUnexpectedStatus' });
});

test('what is beyond the clock of the site is given, but not vouched for, nor what would follow', async () => {
  const siteTimeMs = YEAR.fromMs + 200 * DAY_MS;
  const records = spread(2500, { fromMs: YEAR.fromMs, toMs: siteTimeMs + 2000 });
  const site = createMemorySite({ records, pageCap: 1000, siteTimeMs });
  const { parts, whole, records: read } = await readParts(createAuditSource(site, SITE).parts(YEAR, never));
  expect(whole).toEqual([{ fromMs: YEAR.fromMs, toMs: siteTimeMs - 5000 }]);
  expect(isSame(read, records)).toBe(true);
  expect(parts.filter((part) => part.whole !== undefined)).toEqual(parts.slice(-1));
});

test('where slices are many, the reading ends with the one that the clock of the site has not passed', async () => {
  const siteTimeMs = YEAR.fromMs + 200 * DAY_MS;
  // Oldest first: slices shrink until a page holds them.
  const records = spread(2500, { fromMs: YEAR.fromMs, toMs: siteTimeMs }).toReversed();
  const site = createMemorySite({ records, pageCap: 1000, siteTimeMs });
  const { whole, records: read } = await readParts(createAuditSource(site, SITE).parts(YEAR, never));
  expect(whole.length).toBeGreaterThan(2);
  expect(gapIn(whole, { fromMs: YEAR.fromMs, toMs: siteTimeMs - 5000 })).toBeUndefined();
  expect(isSame(read, records)).toBe(true);
});
