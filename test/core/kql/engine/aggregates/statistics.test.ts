import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { TypedScalar } from '../../../../../src/core/kql/values.ts';
import { column, constant, rowsOf, runAggregate } from './runAggregate.ts';

const oneTo = (last: number) => rowsOf(...Array.from({ length: last }, (_, index) => last - index));

describe('percentiles by nearest rank', () => {
  test.each([
    [0, 1],
    [5, 5],
    [50, 50],
    [99, 99],
    [99.9, 100],
    [100, 100],
  ])('number %d of 1 to 100', (percentile, expected) => {
    const args = [column('long'), constant(percentile)];
    expect(runAggregate('percentile', args, { rows: oneTo(100), types: ['long'] })).toEqual([expected]);
  });

  test('99.9 of a thousand is not moved by binary fractions', () => {
    const args = [column('long'), constant(99.9), constant(50)];
    expect(runAggregate('percentiles', args, { rows: oneTo(1000) })).toEqual([999, 500]);
  });

  test('of nothing are null', () => {
    const args = [column('long'), constant(50), constant(90)];
    expect(runAggregate('percentiles', args, { rows: rowsOf(null) })).toEqual([null, null]);
  });

  test('of a column with bigints', () => {
    expect(
      runAggregate('percentile', [column('long'), constant(50)], { rows: rowsOf(2n ** 60n, 1, -(2n ** 60n)) }),
    ).toEqual([1]);
  });

  test('as an array, also of an array of percentiles', () => {
    const rows = rowsOf(1.5, 2, 3);
    const expected = [[1.5, new TypedScalar('real', 3)]];
    expect(runAggregate('percentiles_array', [column('real'), constant(0), constant(100)], { rows })).toEqual(expected);
    expect(runAggregate('percentiles_array', [column('real'), constant([0, 100])], { rows })).toEqual(expected);
  });

  test('of weighted values', () => {
    const rows = [
      [8, 10],
      [6, 20],
      [3, 30],
      [1, 40],
    ];
    const args = [column('long', 1), column('long', 0), constant(50), constant(75), constant(99.9)];
    expect(runAggregate('percentilesw', args, { rows })).toEqual([20, 20, 40]);
    expect(runAggregate('percentilesw_array', args, { rows })).toEqual([[20, 20, 40]]);
  });

  test('refuses strings and percentiles that are none', () => {
    expect(() => runAggregate('percentile', [column('string'), constant(50)], { rows: [] })).toThrow('not supported');
    expect(() => runAggregate('percentile', [column('long'), constant(101)], { rows: [] })).toThrow('from 0 to 100');
  });
});

describe('deviations', () => {
  test.each([
    ['variance', rowsOf(1, 2, null, 3, 4, 5), 2.5],
    ['variancep', rowsOf(1, 2, 3, 4, 5), 2],
    ['stdev', rowsOf(1, 2, 3, 4, 5), 1.58113883008419],
    ['stdevp', rowsOf(1, 2, 3, 4, 5), Math.SQRT2],
    ['variance', [], 0],
    ['stdev', [], 0],
    ['variance', rowsOf(1e9 + 1, 1e9 + 2, 1e9 + 3), 1],
    ['variance', rowsOf(new Decimal(1), new Decimal(3)), 2],
  ])('%s', (name, rows, expected) => {
    const [result] = runAggregate(name, [column(rows[0]?.[0] instanceof Decimal ? 'decimal' : 'real')], { rows });
    expect(result).toBeCloseTo(expected, 12);
  });

  test('stdevif looks where the predicate is true', () => {
    const rows = oneTo(100).map(([value]) => [value ?? null, Number(value) % 2 === 0]);
    expect(runAggregate('stdevif', [column('long'), column('bool', 1)], { rows })[0]).toBeCloseTo(29.1547594742265, 10);
  });

  test('refuse what no documentation tells', () => {
    expect(() => runAggregate('stdevp', [column('real')], { rows: [] })).toThrow('not documented');
    expect(() => runAggregate('stdev', [column('datetime')], { rows: [] })).toThrow('not supported');
  });
});

describe('covariances', () => {
  const rows = [
    [1, 14],
    [2, 10],
    [3, 17],
    [null, 1000],
    [4, 20],
    [5, 50],
    [9, null],
  ];
  test.each([
    ['covariance', 20.5],
    ['covariancep', 16.4],
  ])('%s', (name, expected) => {
    expect(runAggregate(name, [column('real', 0), column('real', 1)], { rows })[0]).toBeCloseTo(expected, 12);
  });

  test('covarianceif has its predicate last', () => {
    const args = [column('real', 0), column('real', 1), column('bool', 2)];
    const withFlag = [...rows.map((row) => [...row, true]), [1000, 1000, false]];
    expect(runAggregate('covarianceif', args, { rows: withFlag })[0]).toBeCloseTo(20.5, 12);
  });
});
