import { describe, expect, test } from 'vitest';
import { QueryError } from '../../../../../src/core/kql/engine/functionTable.ts';
import { rowTexts, table } from '../runQuery.ts';

const NUMBERS = 'range x from 1 to 10 step 1 | extend k = iff(x % 2 == 0, "even", "odd")';

describe('make-series', () => {
  test('gives arrays for each key, with points that have no data', () => {
    expect(table(`${NUMBERS} | make-series n = count(), s = sum(x) on x from 0 to 15 step 3 by k`)).toEqual([
      'k:string n:dynamic s:dynamic x:dynamic',
      'odd [1,2,1,1,0] [1,8,7,9,0] [0,3,6,9,12]',
      'even [1,1,2,1,0] [2,4,14,10,0] [0,3,6,9,12]',
    ]);
  });

  test('leaves out what is before the first point, and at the end', () => {
    expect(rowTexts('range x from 0 to 9 step 1 | make-series n = count() on x from 2 to 6 step 2')).toEqual([
      '[2,2] [2,4]',
    ]);
  });

  test('begins and ends with the data where no ends are given', () => {
    expect(rowTexts('datatable(x: long)[7, 12, 13] | make-series n = count() on x step 5')).toEqual(['[1,2] [5,10]']);
  });

  test('loses no row of a series of real numbers to rounding', () => {
    const series = 'make-series n = count() on x step 0.1 | project array_sum(n), array_length(n)';
    expect(rowTexts(`range x from 0.1 to 2.0 step 0.1 | ${series}`)).toEqual(['20.0 20']);
  });

  test('counts from the first point, also when it is no multiple of the step', () => {
    expect(rowTexts('range x from 1 to 4 step 1 | make-series n = count() on x from 1 to 5 step 2')).toEqual([
      '[2,2] [1,3]',
    ]);
  });

  test('gives averages as real numbers, and the default as one', () => {
    expect(rowTexts('range x from 2 to 3 step 1 | make-series avg(x) on x from 2 to 6 step 2')).toEqual([
      '[2.5,0.0] [2,4]',
    ]);
  });

  test('gives another default', () => {
    const series = 'make-series m = max(x) default = long(null) on x from 0 to 4 step 2';
    expect(rowTexts(`range x from 2 to 3 step 1 | ${series}`)).toEqual(['[null,3] [0,2]']);
  });

  test('gives times', () => {
    const series = 'make-series count() on t from datetime(2020-01-01) to datetime(2020-01-02) step 12h';
    expect(rowTexts(`print t = datetime(2020-01-01T13:00:00) | ${series}`)).toEqual([
      '[0,1] ["2020-01-01T00:00:00.0000000Z","2020-01-01T12:00:00.0000000Z"]',
    ]);
  });

  test('gives the end too with the older way to write it', () => {
    const series = 'make-series n = count() on x in range(0, 9, 3)';
    expect(rowTexts(`range x from 1 to 10 step 1 | ${series}`)).toEqual(['[2,3,3,1] [0,3,6,9]']);
  });

  test('gives no row of no input', () => {
    expect(rowTexts('range x from 1 to 0 step 1 | make-series count() on x from 0 to 4 step 2')).toEqual([]);
  });

  test('gives one row of defaults of no input where it must not be empty', () => {
    const series = 'make-series kind=nonempty n = count() default = 7, a = avg(x) on x from 0 to 4 step 2';
    expect(rowTexts(`range x from 1 to 0 step 1 | ${series}`)).toEqual(['[7,7] [0.0,0.0] [0,2]']);
    expect(rowTexts(`range x from 3 to 3 step 1 | ${series}`)).toEqual(['[7,1] [0.0,3.0] [0,2]']);
    expect(() => table(`print k = 1, x = 2 | take 0 | ${series} by k`)).toThrow(QueryError);
  });

  test('gives arrays of aggregates that the service takes for single values', () => {
    const series = 'make-series take_any(x), percentile(x, 50) on x from 0 to 4 step 2';
    expect(table(`range x from 2 to 3 step 1 | ${series}`)).toEqual([
      'x:dynamic percentile_x_50:dynamic x1:dynamic',
      '[0,2] [0,2] [0,2]',
    ]);
  });

  test('refuses a step of zero', () => {
    expect(() => table('range x from 1 to 2 step 1 | make-series count() on x from 0 to 4 step 0')).toThrow(QueryError);
  });

  test('refuses a series without end', () => {
    const series = 'make-series count() on x from 0 to 100000000 step 1';
    expect(() => table(`range x from 1 to 2 step 1 | ${series}`)).toThrow(/1048576 points at most/);
  });
});
