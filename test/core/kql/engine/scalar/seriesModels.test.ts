import { describe, expect, test } from 'vitest';
import { seriesModels } from '../../../../../src/core/kql/engine/scalar/seriesModels.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('filters', () => {
  const spike = 'dynamic [0,0,0,0,10,20,40,100,40,20,10,0,0,0,0]';
  testScalarCases(seriesModels, [
    ['series_iir', ['dynamic [1,2,3,4]', 'dynamic [1]', 'dynamic [1,-1]'], 'dynamic [1.0,3.0,6.0,10.0]'],
    ['series_iir', ['dynamic null', 'dynamic [1]', 'dynamic [1,-1]'], 'dynamic null'],
    [
      'series_fir',
      [spike, 'dynamic [1,1,1,1,1]'],
      'dynamic [0.0,0.0,0.0,0.0,2.0,6.0,14.0,34.0,42.0,44.0,42.0,34.0,14.0,6.0,2.0]',
    ],
    [
      'series_fir',
      [spike, 'dynamic [1,1,1]', 'bool false', 'bool true'],
      'dynamic [0.0,0.0,0.0,10.0,30.0,70.0,160.0,180.0,160.0,70.0,30.0,10.0,0.0,0.0,0.0]',
    ],
    ['series_fir', ['dynamic [0,2,2,3]', 'dynamic [1,-1]'], 'dynamic [0.0,2.0,0.0,1.0]'],
    ['series_fir', ['dynamic [0,2,2,3]', 'dynamic [1,-1]', 'bool true'], 'dynamic null'],
    ['series_fir', ['dynamic null', 'dynamic [1]'], 'dynamic null'],
  ]);
  testRefused(seriesModels, [
    ['series_iir', ['dynamic [1]', 'dynamic [1]', 'dynamic [0,1]']],
    ['series_fir', ['dynamic [1,2,3]', 'dynamic [1,1]']],
  ]);
});

describe('fits', () => {
  test('series_fit_line gives a value for each of its columns', () => {
    const args = ['dynamic [2,5,6,8,11,15,17,18,25,26,30,30]'];
    const call = { name: 'series_fit_line', args, type: 'dynamic', isConstant: true } as const;
    const text = JSON.stringify(evaluate(seriesModels, call), (_key, value) => value?.value ?? value);
    const [rsquare, slope, variance, rvariance, interception, line] = JSON.parse(text);
    const figures = [rsquare, slope, variance, rvariance, interception, line[0], line[11]];
    // Kusto's documentation writes these with three digits, some of them cut off.
    const documented = [0.982, 2.73, 98.628, 1.686, -1.666, 1.064, 31.102];
    for (const [index, figure] of figures.entries()) {
      expect(Math.abs(figure - (documented[index] ?? Number.NaN))).toBeLessThan(0.001);
    }
  });

  testScalarCases(seriesModels, [
    ['series_fit_line', ['dynamic null'], 'dynamic null'],
    ['series_fit_line_dynamic', ['dynamic null'], 'dynamic null'],
    ['series_seasonal', ['dynamic [1,3,5,1,3,5,2,4,6]', 'long 3'], 'dynamic [1.0,3.0,5.0,1.0,3.0,5.0,1.0,3.0,5.0]'],
    ['series_seasonal', ['dynamic [1,3,5,2,4,6,1]', 'long 3'], 'dynamic [1.0,3.5,5.5,1.0,3.5,5.5,1.0]'],
    ['series_seasonal', ['dynamic null', 'long 3'], 'dynamic null'],
  ]);
  testRefused(seriesModels, [
    ['series_fit_line', ['dynamic [3,3]']],
    ['series_seasonal', ['dynamic [1,3,5]']],
    ['series_seasonal', ['dynamic [1,3,5]', 'long -1']],
  ]);
});
