import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAuditRecord } from '../../../src/core/audit/auditRecord.ts';
import { catalogue, isKnownEvent } from '../../../src/core/audit/catalogue.ts';
import { sampleStories } from '../../../src/core/audit/sample/sampleStories.ts';
import {
  createSampleHistory,
  SAMPLE_CHUNK_MS,
  type SampleRecord,
  spreadSampleRecords,
} from '../../../src/core/audit/sampleRecords.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 24 * SAMPLE_CHUNK_MS;

function history(days: number, seed = 1): readonly SampleRecord[] {
  const hourAt = createSampleHistory(seed);
  return Array.from({ length: days * 24 }, (_, hour) => hourAt(MONDAY_MS + hour * SAMPLE_CHUNK_MS).records()).flat();
}

const twoMonths = history(60);
const recordsPerDay = (records: readonly SampleRecord[], days: number): number[] =>
  Array.from({ length: days }, (_, day) => {
    const fromMs = MONDAY_MS + day * DAY_MS;
    return records.filter(({ creationDate }) => creationDate >= fromMs && creationDate < fromMs + DAY_MS).length;
  });

describe('the history of the sample organization', () => {
  test('depends on the seed and the hour only', () => {
    const inOrder = history(2);
    const hourAt = createSampleHistory(1);
    const backwards = Array.from({ length: 48 }, (_, hour) => hourAt(MONDAY_MS + (47 - hour) * SAMPLE_CHUNK_MS + 1234));
    expect(backwards.reverse().flatMap((chunk) => chunk.records())).toEqual(inOrder);
    expect(history(2, 2)).not.toEqual(inOrder);
  });

  test('runs from the oldest record to the newest, each within its hour', () => {
    const hourAt = createSampleHistory(7);
    for (let hour = 0; hour < 24 * 14; hour += 1) {
      const { window, records } = hourAt(MONDAY_MS + hour * SAMPLE_CHUNK_MS);
      let beforeMs = window.fromMs;
      for (const { creationDate } of records()) {
        expect(creationDate).toBeGreaterThanOrEqual(beforeMs);
        expect(creationDate).toBeLessThanOrEqual(window.toMs);
        beforeMs = creationDate;
      }
    }
  });

  test('keeps office hours', () => {
    const perDay = recordsPerDay(twoMonths, 56);
    const isWeekend = (day: number): boolean => day % 7 >= 5;
    for (const [day, count] of perDay.entries()) {
      expect(count).toBeGreaterThan(isWeekend(day) ? 10 : 140);
      expect(count).toBeLessThan(isWeekend(day) ? 120 : 280);
    }
    const hourOf = ({ creationDate }: SampleRecord): number => new Date(creationDate).getUTCHours();
    const byNight = twoMonths.filter((record) => hourOf(record) < 6);
    expect(byNight.length).toBeGreaterThan(100);
    expect(byNight.length).toBeLessThan(twoMonths.length / 10);
  });

  test('tells every story', () => {
    const text = JSON.stringify(twoMonths);
    for (const trace of ['Anonymous', 'confluence-administrators:', 'Audit Log configuration', 'admin key']) {
      expect(text).toContain(trace);
    }
    const nightExports = twoMonths.filter(
      ({ summary, remoteAddress }) => summary === 'Space exported' && remoteAddress?.startsWith('203.0.113.'),
    );
    expect(nightExports.length).toBeGreaterThanOrEqual(6);
    expect(new Set(sampleStories.map(({ name }) => name)).size).toBe(sampleStories.length);
  });
});

describe.each([
  ['the history', twoMonths],
  ['a spread', spread({ seed: 3, count: 2000, fromMs: MONDAY_MS, toMs: MONDAY_MS + 30 * DAY_MS })],
])('%s', (_, records) => {
  test('holds the whole catalogue', () => {
    const seen = new Set(records.map(({ category, summary }) => `${category}: ${summary}`));
    const listed = catalogue.flatMap(({ name, summaries }) => summaries.map((summary) => `${name}: ${summary}`));
    expect(listed.filter((event) => !seen.has(event))).toEqual([]);
  });

  test('is made of records as a site sends them', () => {
    for (const record of records) {
      expect(parseAuditRecord(JSON.parse(JSON.stringify(record)))).toEqual({ ok: true, record });
    }
  });

  test('names nobody and nothing real', () => {
    const text = JSON.stringify(records);
    expect(text.match(/[\w.+-]+@(?!example\.com\b)[\w-]+\.\w+/gu)).toBeNull();
    expect(text.match(/https?:\/\/(?!example\.com\b)[^"\s]*/gu)).toBeNull();
    const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$|^2001:db8:|^$/u;
    expect(records.filter(({ remoteAddress }) => !documentation.test(remoteAddress ?? ''))).toEqual([]);
  });

  test.each(quirks())('has %s', (_quirk, occurs) => {
    expect(records.some(occurs)).toBe(true);
  });
});

type Occurs = (record: SampleRecord, index: number, all: readonly SampleRecord[]) => boolean;

function quirks(): readonly (readonly [string, Occurs])[] {
  const text = (record: SampleRecord): string => JSON.stringify(record);
  const values = ({ changedValues }: SampleRecord): string => JSON.stringify(changedValues);
  return [
    [
      'System without ids',
      ({ author }) => author?.displayName === 'System' && !('accountId' in author) && !author.userKey,
    ],
    [
      'an unknown public name of a known person',
      ({ author }) => author?.publicName === 'Unknown user' && !!author.accountId,
    ],
    ['an empty account type', ({ author }) => author?.accountType === ''],
    ['operations that are null', ({ author }) => author?.operations === null],
    [
      'operations that are an object',
      ({ author }) => typeof author?.operations === 'object' && author.operations !== null,
    ],
    ['a user name that is the account id', ({ author }) => !!author?.accountId && author.username === author.accountId],
    ['a guest', ({ author }) => author?.isGuest === true],
    ['an author without the guest flag', ({ author }) => author != null && !('isGuest' in author)],
    ['no superAdmin', (record) => !('superAdmin' in record)],
    [
      'a deactivation that names nobody, explained milliseconds later',
      ({ summary, affectedObject, creationDate }, index, all) =>
        summary === 'User deactivated' &&
        affectedObject?.name === '' &&
        all
          .slice(index + 1, index + 6)
          .some((next) => next.summary === 'User details updated' && next.creationDate - creationDate < 100),
    ],
    [
      'two records of one deed',
      ({ summary, affectedObject, creationDate }, index, all) =>
        summary === 'Space created' &&
        all
          .slice(index + 1, index + 6)
          .some(
            (next) =>
              next.summary === 'Space configuration updated' &&
              next.affectedObject?.name === affectedObject?.name &&
              next.creationDate - creationDate < 100,
          ),
    ],
    [
      'a group with its id, and the user beside it',
      ({ summary, affectedObject, associatedObjects }) =>
        summary === 'User added to group' &&
        /:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/u.test(affectedObject?.name ?? '') &&
        JSON.stringify(associatedObjects).includes('"User"'),
    ],
    ['changed values that are empty', ({ changedValues }) => changedValues?.length === 0],
    ['an e-mail address emptied', (record) => /"Email","oldValue":"[^"]+","newValue":""/u.test(values(record))],
    ['identical twins', (record, index, all) => index > 0 && text(record) === text(all[index - 1] ?? record)],
    [
      'different records of one millisecond',
      (record, index, all) => {
        const previous = all[index - 1];
        return previous?.creationDate === record.creationDate && text(previous) !== text(record);
      },
    ],
    ['an unknown field', (record) => 'traceId' in record],
    ['an unknown category', ({ category }) => !catalogue.some(({ name }) => name === category)],
    ['an unknown summary', ({ category, summary }) => category === 'Spaces' && !isKnownEvent('Spaces', summary ?? '')],
    ['HTML', (record) => text(record).includes('<script>')],
    ['a Markdown command link', (record) => text(record).includes('](command:')],
    ['a formula', ({ affectedObject }) => /^[=+@-]/u.test(affectedObject?.name ?? '')],
    ['a right-to-left mark', (record) => text(record).includes('\u202E')],
    ['an emoji of several code points', (record) => text(record).includes('👩‍👩‍👧‍👦')],
    ['a line break in a name', ({ affectedObject }) => /\n/u.test(affectedObject?.name ?? '')],
    ['a title of 255 characters', ({ affectedObject }) => affectedObject?.name?.length === 255],
    ['a long description', ({ description }) => (description?.length ?? 0) > 3000],
    ['an IPv6 address', ({ remoteAddress }) => remoteAddress?.startsWith('2001:db8:') ?? false],
  ];
}

describe('a spread', () => {
  test('has exactly as many records as asked for, in chunks that cover the window', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.integer({ min: 0, max: DAY_MS }), fc.nat(), (count, spanMs, seed) => {
        const window = { fromMs: MONDAY_MS, toMs: MONDAY_MS + spanMs };
        const chunks = spreadSampleRecords({ seed, count, window });
        let nextMs = window.fromMs;
        let found = 0;
        for (const chunk of chunks) {
          expect(chunk.window.fromMs).toBe(nextMs);
          nextMs = chunk.window.toMs + 1;
          const times = chunk.records().map(({ creationDate }) => creationDate);
          expect(times.length).toBe(chunk.count);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(times.every((timeMs) => timeMs >= chunk.window.fromMs && timeMs <= chunk.window.toMs)).toBe(true);
          found += times.length;
        }
        expect(nextMs).toBe(window.toMs + 1);
        expect(found).toBe(count);
      }),
      { numRuns: 40 },
    );
  });

  test('makes its chunks only when asked: a million records cost nothing yet', () => {
    const chunks = spreadSampleRecords({
      seed: 1,
      count: 1_000_000,
      window: { fromMs: MONDAY_MS, toMs: MONDAY_MS + 365 * DAY_MS },
    });
    expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBe(1_000_000);
    expect(chunks.at(-1)?.records()).toEqual(chunks.at(-1)?.records());
  });
});

interface SpreadOptions {
  readonly seed: number;
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function spread({ seed, count, ...window }: SpreadOptions): readonly SampleRecord[] {
  return spreadSampleRecords({ seed, count, window }).flatMap((chunk) => chunk.records());
}
