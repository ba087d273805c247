import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { createRecordStore, type RecordStore } from './recordStore.ts';

const WINDOW = { fromMs: 1_000_000, toMs: 1_000_999 };
const EVERYTHING = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function recordAt(creationDate: number, summary: string): SampleRecord {
  return { creationDate, summary };
}

function readAll(store: RecordStore, window: AuditWindow, limit: number): string[] {
  const read: string[] = [];
  for (;;) {
    const { json, total } = store.page({ window, start: read.length, limit });
    read.push(...json);
    if (read.length >= total) return read;
    if (json.length === 0) throw new Error('An empty page before the end.');
  }
}

describe('the record store', () => {
  test('pages through exactly the records of a window, newest first', () => {
    const store = createRecordStore({ seed: 1, count: 1700, window: WINDOW });
    store.add([
      recordAt(10, 'long ago'),
      recordAt(1_000_500, 'inside'),
      recordAt(1_000_500, 'too'),
      recordAt(5e6, 'new'),
    ]);
    const all = [...store.oldestFirst()].reverse();
    expect(all.length).toBe(1704);
    const timeOf = (json: string): number => JSON.parse(json).creationDate;
    const bound = fc.integer({ min: WINDOW.fromMs - 5, max: WINDOW.toMs + 5 });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 700 }), (fromMs, toMs, limit) => {
        const expected = all.filter((json) => timeOf(json) >= fromMs && timeOf(json) <= toMs);
        expect(readAll(store, { fromMs, toMs }, limit)).toEqual(expected);
      }),
    );
    expect(readAll(store, EVERYTHING, 999)).toEqual(all);
  });

  test('gives what was added last first, within a millisecond', () => {
    const store = createRecordStore({ seed: 1, count: 0, window: WINDOW });
    store.add([recordAt(1_000_500, 'first'), recordAt(1_000_500, 'second')]);
    expect(store.page({ window: EVERYTHING, start: 0, limit: 10 }).total).toBe(2);
    store.add([recordAt(1_000_500, 'third'), recordAt(1_000_499, 'before')]);
    const { json } = store.page({ window: EVERYTHING, start: 0, limit: 10 });
    expect(json.map((text) => JSON.parse(text).summary)).toEqual(['third', 'second', 'first', 'before']);
  });

  test.each(['oldestFirst', 'shuffled'] as const)('pages through a window in another order: %s', (order) => {
    const store = createRecordStore({ seed: 1, count: 1700, window: WINDOW });
    store.add([recordAt(1_000_500, 'twin'), recordAt(1_000_500, 'twin')]);
    const all = [...store.oldestFirst()];
    const read = (): string[] => {
      const pages = [0, 800, 1600].map((start) => store.page({ window: EVERYTHING, start, limit: 800, order }));
      expect(pages.map(({ total }) => total)).toEqual([1702, 1702, 1702]);
      return pages.flatMap(({ json }) => json);
    };
    if (order === 'oldestFirst') expect(read()).toEqual(all);
    else expect([all, all.toReversed()]).not.toContainEqual(read());
    expect(read().sort()).toEqual(all.toSorted());
    expect(read()).toEqual(read());
  });

  test('searches the text of records', () => {
    const store = createRecordStore({ seed: 1, count: 900, window: WINDOW });
    store.add([recordAt(1_000_700, 'A needle'), recordAt(1_000_100, 'NEEDLES')]);
    const search = (start: number) => store.page({ window: EVERYTHING, start, limit: 1, search: 'needle' });
    expect(search(0).total).toBe(2);
    expect(JSON.parse(search(0).json[0] ?? '').summary).toBe('A needle');
    expect(JSON.parse(search(1).json[0] ?? '').summary).toBe('NEEDLES');
    expect(search(2).json).toEqual([]);
  });

  test('reads a deep page of a million records without making them all', () => {
    const store = createRecordStore({ seed: 1, count: 1_000_000, window: { fromMs: 0, toMs: 31_536_000_000 } });
    const { json, total } = store.page({ window: EVERYTHING, start: 777_000, limit: 1000 });
    expect(total).toBe(1_000_000);
    expect(json.length).toBe(1000);
    expect(store.count()).toBe(1_000_000);
  });
});
