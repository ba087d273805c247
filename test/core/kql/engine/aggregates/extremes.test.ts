import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import type { Cell, ScalarType } from '../../../../../src/core/kql/values.ts';
import { column, rowsOf, runAggregate } from './runAggregate.ts';

describe('min and max', () => {
  test.each<[string, ScalarType, readonly Cell[], Cell, Cell]>([
    ['of nothing', 'long', [], null, null],
    ['of no strings, which are never null', 'string', [], '', ''],
    ['leave nulls out', 'int', [null, 3, 1, null, 2], 1, 3],
    ['of numbers and bigints', 'long', [5, 2n ** 60n, -(2n ** 60n)], -(2n ** 60n), 2n ** 60n],
    ['of strings by code', 'string', ['b', 'a', 'B'], 'B', 'b'],
    ['of bools', 'bool', [true, false], false, true],
    ['of datetimes', 'datetime', [7, -7, null], -7, 7],
    ['of infinities', 'real', [1, Infinity, -Infinity], -Infinity, Infinity],
  ])('%s', (_, type, values, least, most) => {
    expect(runAggregate('min', [column(type)], { rows: rowsOf(...values), types: [type] })).toEqual([least]);
    expect(runAggregate('max', [column(type)], { rows: rowsOf(...values), types: [type] })).toEqual([most]);
  });

  test('of decimals go by value', () => {
    const rows = rowsOf(new Decimal('9'), new Decimal('10'));
    expect(String(runAggregate('max', [column('decimal')], { rows })[0])).toBe('10');
  });

  test('minif and maxif look where the predicate is true', () => {
    const rows = [
      [1, false],
      [2, true],
      [3, true],
      [4, null],
    ];
    expect(runAggregate('minif', [column('int'), column('bool', 1)], { rows })).toEqual([2]);
    expect(runAggregate('maxif', [column('int'), column('bool', 1)], { rows })).toEqual([3]);
  });

  test.each([rowsOf(1, Number.NaN), rowsOf(Number.NaN, 1)])('refuse to order NaN', (...rows) => {
    expect(() => runAggregate('max', [column('real')], { rows })).toThrow('NaN');
  });

  test('refuse dynamic values', () => {
    expect(() => runAggregate('max', [column('dynamic')], { rows: [] })).toThrow('no order');
  });
});
