import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import { TypedScalar } from '../../src/core/kql/values.ts';
import { comparedTable } from '../conformance/comparedTable.ts';
import type { Compare, ConformanceCase } from '../conformance/conformanceCases.ts';
import { runCases } from '../conformance/runCases.ts';

function conformanceCase(id: string, query: string, wanted: unknown): ConformanceCase {
  return { id, query, features: ['print', 'area:core'], wanted };
}

const compare: Compare = ({ wanted }, { rows }) => {
  const ok = rows[0]?.[0] === wanted;
  return { ok, why: ok ? '' : `got ${rows[0]?.[0]}` };
};

test('a case passes, is refused by name, or is wrong', () => {
  const cases = [
    conformanceCase('right', 'print 1 + 1', 2),
    conformanceCase('wrong', 'print 1 + 1', 3),
    conformanceCase('unsupported', 'print geo_geohash_to_polygon("abc")', 2),
    conformanceCase('no query', 'print nonsense(1)', 2),
  ];
  expect(runCases(cases, compare)).toEqual({
    cases: [
      { id: 'right', outcome: 'pass' },
      { id: 'wrong', outcome: 'wrong', why: 'got 2' },
      { id: 'unsupported', outcome: 'refused', names: ['geo_geohash_to_polygon'] },
      { id: 'no query', outcome: 'refused', names: [expect.stringContaining('nonsense')] },
    ],
    totals: {
      total: { pass: 1, refused: 2, wrong: 1 },
      'area:core': { pass: 1, refused: 2, wrong: 1 },
    },
  });
});

test('cells are given to the comparator as it asks for them', () => {
  const columns = [
    { name: 'a', type: 'datetime' },
    { name: 'b', type: 'timespan' },
    { name: 'c', type: 'decimal' },
    { name: 'd', type: 'dynamic' },
    { name: 'e', type: 'long' },
    { name: 'f', type: 'real' },
  ] as const;
  const row = [1, -10_000_000, new Decimal('1.50'), { x: [new TypedScalar('datetime', 0), null] }, 2n ** 60n, null];
  expect(comparedTable({ columns, rows: [row] }).rows).toEqual([
    [
      '2020-01-01T00:00:00.0000001Z',
      '-00:00:01',
      '1.5',
      { x: ['2020-01-01T00:00:00.0000000Z', null] },
      2n ** 60n,
      null,
    ],
  ]);
});
