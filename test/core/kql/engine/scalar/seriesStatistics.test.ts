import { describe, expect, test } from 'vitest';
import { seriesStatistics } from '../../../../../src/core/kql/engine/scalar/seriesStatistics.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

const SERIES = 'dynamic [23,46,23,87,4,8,3,75,2,56,13,75,32,16,29]';

describe('figures of series', () => {
  testScalarCases(seriesStatistics, [
    ['series_sum', ['dynamic [1,2,3,4]'], 'real 10.0'],
    ['series_product', ['dynamic [1,2,3,4]'], 'real 24.0'],
    ['series_magnitude', ['dynamic [1,2,3,4]'], 'real 5.477225575051661'],
    ['series_sum', ['dynamic null'], 'real null'],
    ['series_dot_product', ['dynamic [1,2,4]', 'dynamic [4,2,1]'], 'real 12.0'],
    ['series_dot_product', ['dynamic [1,2,4]', 'dynamic [4]'], 'real 4.0'],
    ['series_dot_product', ['dynamic [3,6,12]', 'long 3'], 'real 63.0'],
    ['series_dot_product', ['dynamic []', 'dynamic [4]'], 'real null'],
    ['series_dot_product', ['dynamic [1,"x"]', 'dynamic [4,5]'], 'real 4.0'],
    ['series_cosine_similarity', ['dynamic []', 'dynamic [1]'], 'real null'],
    ['series_pearson_correlation', ['dynamic [1,2,3,4,5]', 'dynamic [2,4,6,8,10]'], 'real 1.0'],
    ['series_pearson_correlation', ['dynamic [1,2]', 'dynamic [2,4,6]'], 'real null'],
    ['series_pearson_correlation', ['dynamic [1,null]', 'dynamic [2,4]'], 'real null'],
    ['series_stats', ['dynamic [1,null,2]'], 'dynamic [null,null,null,null,null,null,null]'],
    ['series_stats', ['dynamic [null,3,1]', 'bool true'], 'dynamic [1.0,2,3.0,1,2.0,1.4142135623730951,2.0]'],
    ['series_stats_dynamic', ['dynamic null'], 'dynamic null'],
  ]);
  testRefused(seriesStatistics, [
    ['series_sum', ['dynamic [1,"x"]']],
    ['series_stats', ['dynamic [1]']],
  ]);

  const similar: readonly (readonly [string, number])[] = [
    ['dynamic [0.11,0.2,0.11,0.21]', 0.99935343825504],
    ['dynamic [1,2,3,4]', 0.923760430703401],
  ];
  test.each(similar)('series_cosine_similarity with %s is %d', (other, expected) => {
    const args = ['dynamic [0.1,0.2,0.1,0.2]', other];
    const call = { name: 'series_cosine_similarity', args, type: 'real', isConstant: true } as const;
    expect(Number(evaluate(seriesStatistics, call))).toBeCloseTo(expected, 12);
  });

  test('series_stats gives a value for each of its columns', () => {
    const call = { name: 'series_stats', args: [SERIES], type: 'dynamic', isConstant: true } as const;
    const text = JSON.stringify(evaluate(seriesStatistics, call), (_key, value) => value?.value ?? value);
    const [min, minIndex, max, maxIndex, avg, stdev, variance] = JSON.parse(text);
    expect([min, minIndex, max, maxIndex, avg]).toEqual([2, 8, 87, 3, 32.8]);
    expect(stdev).toBeCloseTo(28.5036338535483, 10);
    expect(variance).toBeCloseTo(812.457142857143, 10);
  });

  test('series_stats takes a series of a year of minutes', () => {
    const args = [`dynamic [${'1,'.repeat(525_599)}2]`];
    const stats = evaluate(seriesStatistics, { name: 'series_stats', args, type: 'dynamic', isConstant: true });
    const [min, minIndex, max, maxIndex] = Array.isArray(stats) ? stats : [];
    expect([min, minIndex, max, maxIndex]).toMatchObject([{ value: 1 }, 0, { value: 2 }, 525_599]);
  });

  test('series_stats_dynamic also gives the sum and the length', () => {
    const call = { name: 'series_stats_dynamic', args: [SERIES], type: 'dynamic', isConstant: true } as const;
    const text = JSON.stringify(evaluate(seriesStatistics, call), (_key, value) => value?.value ?? value);
    expect(JSON.parse(text)).toMatchObject({ min: 2, min_idx: 8, max: 87, max_idx: 3, avg: 32.8, sum: 492, len: 15 });
  });
});
