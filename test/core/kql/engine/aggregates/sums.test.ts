import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import type { Cell, ScalarType } from '../../../../../src/core/kql/values.ts';
import { column, rowsOf, runAggregate } from './runAggregate.ts';

const HOUR = 36_000_000_000;
const MAX_LONG = 2n ** 63n - 1n;

describe('sum', () => {
  test.each<[string, ScalarType, readonly Cell[], Cell]>([
    ['of nothing is zero', 'long', [], 0],
    ['of nulls is zero', 'long', [null], 0],
    ['leaves nulls out', 'real', [null, 5, 5, 5], 15],
    ['goes beyond what a number holds', 'long', [2 ** 53 - 1, 1, 1], 2n ** 53n + 1n],
    ['comes back from there', 'long', [2 ** 53 - 1, 2, -2], 2 ** 53 - 1],
    ['wraps around at 64 bits', 'long', [MAX_LONG, 1], -(2n ** 63n)],
    ['adds timespans', 'timespan', [HOUR, 2 * HOUR], 3 * HOUR],
  ])('%s', (_, type, values, expected) => {
    expect(runAggregate('sum', [column(type)], { rows: rowsOf(...values) })).toEqual([expected]);
  });

  test('keeps 34 digits of decimals', () => {
    const values = ['1234567890123456789012345678901234', '-1234567890123456789012345678901233'];
    const [sum] = runAggregate('sum', [column('decimal')], {
      rows: rowsOf(...values.map((text) => new Decimal(text))),
    });
    expect(String(sum)).toBe('1');
  });

  test('refuses datetimes', () => {
    expect(() => runAggregate('sum', [column('datetime')], { rows: [] })).toThrow(
      'sum() of a datetime is not supported',
    );
  });

  test('sumif adds where the predicate is true', () => {
    const rows = [
      [1, true],
      [2, false],
      [4, null],
      [8, true],
    ];
    expect(runAggregate('sumif', [column('int'), column('bool', 1)], { rows })).toEqual([9]);
  });
});

describe('avg', () => {
  test.each<[string, ScalarType, readonly Cell[], Cell]>([
    ['of no numbers is NaN', 'long', [], Number.NaN],
    ['leaves nulls out', 'real', [null, 5, 5, 5], 5],
    ['of integers is a real', 'int', [1, 2], 1.5],
    ['of datetimes', 'datetime', [10 * HOUR, 20 * HOUR], 15 * HOUR],
    ['of datetimes far away', 'datetime', [2n ** 60n, 2n ** 60n + 4n, 2n ** 60n + 2n], 2n ** 60n + 2n],
    ['of no datetime', 'datetime', [null], null],
    ['of timespans', 'timespan', [HOUR, 2 * HOUR], 1.5 * HOUR],
  ])('%s', (_, type, values, expected) => {
    expect(runAggregate('avg', [column(type)], { rows: rowsOf(...values) })).toEqual([expected]);
  });

  test('divides decimals', () => {
    const rows = rowsOf(new Decimal('0.1'), new Decimal('0.2'));
    expect(String(runAggregate('avg', [column('decimal')], { rows })[0])).toBe('0.15');
  });

  test('avgif', () => {
    const rows = [
      [1, true],
      [100, false],
      [3, true],
    ];
    expect(runAggregate('avgif', [column('int'), column('bool', 1)], { rows })).toEqual([2]);
  });
});

describe('binary_all', () => {
  const rows = rowsOf(0xffffffff, 0xfffff00f, 0xcffffffd, 0xfafeffff);
  test.each<[string, readonly (readonly Cell[])[], Cell]>([
    ['binary_all_and', rows, 0xcafef00d],
    ['binary_all_or', rowsOf(0x88888888, 0x44444444, 2), 0xccccccce],
    ['binary_all_xor', rowsOf(1, 3, null, 8), 10],
    ['binary_all_xor', rowsOf(-1, 2n ** 62n), -1n ^ (2n ** 62n)],
    ['binary_all_and', [], null],
  ])('%s', (name, given, expected) => {
    expect(runAggregate(name, [column('long')], { rows: given })).toEqual([expected]);
  });
});
