import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { TypedScalar } from '../../../../../src/core/kql/values.ts';
import { column, constant, rowsOf, runAggregate } from './runAggregate.ts';

test('count counts rows, also those of null', () => {
  expect(runAggregate('count', [], { rows: rowsOf(null, 5) })).toEqual([2]);
  expect(runAggregate('count', [], { rows: [] })).toEqual([0]);
});

test('count counts rows whatever its argument is, but for a bool', () => {
  expect(runAggregate('count', [column('real')], { rows: rowsOf(null, 5) })).toEqual([2]);
  expect(() => runAggregate('count', [column('bool')], { rows: [] })).toThrow('use countif()');
});

test('countif counts where the predicate is true, not where it is null', () => {
  expect(runAggregate('countif', [column('bool')], { rows: rowsOf(true, false, null, true) })).toEqual([2]);
});

describe.each(['dcount', 'count_distinct'])('%s', (name) => {
  test.each([
    ['of nothing', column('long'), rowsOf(), 0],
    ['leaves nulls out', column('long'), rowsOf(1, null, 1, 2), 2],
    ['counts the empty string, which is not null', column('string'), rowsOf('', 'a', 'A', 'a'), 3],
    ['compares decimals by value', column('decimal'), rowsOf(new Decimal('1.0'), new Decimal('1')), 1],
    ['knows long values beyond numbers', column('long'), rowsOf(2n ** 60n, 2n ** 60n, 2n ** 60n + 1n), 2],
    [
      'compares bags by what is in them',
      column('dynamic'),
      rowsOf({ a: [1, 'x'] }, { a: [1, 'x'] }, { a: [1, 'y'] }),
      2,
    ],
    ['keeps a string and an array apart', column('dynamic'), rowsOf('[1]', [1]), 2],
    [
      'compares datetimes in dynamic values',
      column('dynamic'),
      rowsOf(new TypedScalar('datetime', 5), new TypedScalar('datetime', 5), new TypedScalar('timespan', 5)),
      2,
    ],
  ])('%s', (_, argument, rows, expected) => {
    expect(runAggregate(name, [argument], { rows })).toEqual([expected]);
  });
});

test('dcount takes an accuracy, and dcountif a predicate before it', () => {
  const rows = [
    ['a', true],
    ['b', false],
    ['c', true],
    ['a', true],
  ];
  expect(runAggregate('dcount', [column('string'), constant(4)], { rows })).toEqual([3]);
  expect(runAggregate('dcountif', [column('string'), column('bool', 1), constant(4)], { rows })).toEqual([2]);
  expect(runAggregate('count_distinctif', [column('string'), column('bool', 1)], { rows })).toEqual([2]);
});
