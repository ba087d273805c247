import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/protocol/rpc.ts';
import { CHUNK_ROWS, type Row, type RowSource, rowSource } from '../../../webview/grid/rowSource.ts';

interface Request {
  readonly offset: number;
  readonly count: number;
  answer(): Promise<void>;
  fail(): Promise<void>;
}

/** A source of so many rows whose requests are answered by the test. */
function joined(count: number): {
  readonly source: RowSource;
  readonly requests: readonly Request[];
  readonly told: readonly string[];
} {
  const requests: Request[] = [];
  const told: string[] = [];
  const source = rowSource({
    count,
    fetch: (offset, wanted) => {
      const { promise, resolve } = Promise.withResolvers<Outcome<readonly Row[]>>();
      const settle = async (outcome: Outcome<readonly Row[]>): Promise<void> => {
        resolve(outcome);
        // Lets what waits for the answer run.
        await new Promise((done) => setImmediate(done));
      };
      const rows = Array.from({ length: wanted }, (_, index) => [`row ${offset + index}`]);
      requests.push({
        offset,
        count: wanted,
        answer: () => settle({ ok: true, value: rows }),
        fail: () => settle({ ok: false, message: 'gone' }),
      });
      return promise;
    },
    onRows: () => told.push('rows'),
    onFailure: (message) => told.push(message),
  });
  return { source, requests, told };
}

const ranges = (requests: readonly Request[]): readonly (readonly number[])[] =>
  requests.map(({ offset, count }) => [offset, count]);

describe('rows', () => {
  test('are asked for once, in whole chunks, the last one as long as it is', async () => {
    const { source, requests, told } = joined(450);
    source.want(190, 449);
    source.want(190, 449);
    expect(ranges(requests)).toEqual([
      [0, 200],
      [200, 200],
    ]);
    expect(source.row(200)).toBeUndefined();
    await requests[1]?.answer();
    await requests[0]?.answer();
    await requests[2]?.answer();
    expect(ranges(requests.slice(2))).toEqual([[400, 50]]);
    expect([source.row(0), source.row(200), source.row(449), source.row(450)]).toEqual([
      ['row 0'],
      ['row 200'],
      ['row 449'],
      undefined,
    ]);
    expect(told).toEqual(['rows', 'rows', 'rows']);
    source.want(0, 449);
    expect(requests.length).toBe(3);
  });

  test('that were only passed by are not asked for', async () => {
    const { source, requests } = joined(100_000);
    for (let first = 0; first < 100_000; first += 1000) source.want(first, first + 40);
    expect(ranges(requests)).toEqual([
      [0, 200],
      [1000, 200],
    ]);
    await requests[0]?.answer();
    expect(ranges(requests.slice(2))).toEqual([[99_000, 200]]);
  });

  test('that failed are asked for again only on demand', async () => {
    const { source, requests, told } = joined(100);
    source.want(0, 50);
    await requests[0]?.fail();
    source.want(0, 60);
    expect(requests.length).toBe(1);
    expect(told).toEqual(['gone']);
    source.retry();
    await requests[1]?.answer();
    expect(source.row(5)).toEqual(['row 5']);
  });

  test('that come after the end are dropped', async () => {
    const { source, requests, told } = joined(100);
    source.want(0, 50);
    source.dispose();
    await requests[0]?.answer();
    expect(source.row(0)).toBeUndefined();
    expect(told).toEqual([]);
  });

  test('of long ago are forgotten, those in sight are not', async () => {
    const { source, requests } = joined(100 * CHUNK_ROWS);
    for (let chunk = 0; chunk < 100; chunk++) {
      source.want(chunk * CHUNK_ROWS, chunk * CHUNK_ROWS);
      await requests[chunk]?.answer();
    }
    expect(source.row(0)).toBeUndefined();
    expect(source.row(99 * CHUNK_ROWS)).toEqual([`row ${99 * CHUNK_ROWS}`]);
    expect(source.row(60 * CHUNK_ROWS)).toEqual([`row ${60 * CHUNK_ROWS}`]);
  });
});
