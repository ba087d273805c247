import { describe, expect, test } from 'vitest';
import { distributions } from '../../../../../src/core/kql/engine/scalar/distributions.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('the beta distribution', () => {
  const cases: readonly (readonly [name: string, x: number, alpha: number, beta: number, expected: number])[] = [
    ['beta_cdf', 0.9, 10, 20, 0.999999999999959],
    ['beta_cdf', 0.5, 3, 3, 0.5],
    ['beta_cdf', 0.25, 1, 2, 0.4375],
    ['beta_pdf', 0.5, 10, 20, 0.746176019310951],
    ['beta_pdf', 0.5, 1, 1, 1],
    ['beta_inv', 0.1, 10, 20, 0.226415022388749],
    ['beta_inv', 0.4375, 1, 2, 0.25],
  ];
  test.each(cases)('%s of %d with %d and %d', (name, x, alpha, beta, expected) => {
    const args = [x, alpha, beta].map((value) => `real ${value}`);
    const value = evaluate(distributions, { name, args, type: 'real', isConstant: false });
    expect(Number(value)).toBeCloseTo(expected, 11);
  });

  testScalarCases(distributions, [
    ['beta_cdf', ['real 1.5', 'real 10', 'real 20'], 'real NaN'],
    ['beta_cdf', ['real 0.5', 'real -1', 'real 20'], 'real NaN'],
    ['beta_cdf', ['long 0', 'long 10', 'long 20'], 'real 0.0'],
    ['beta_cdf', ['long 1', 'long 10', 'long 20'], 'real 1.0'],
    ['beta_cdf', ['real 0.5', 'real 10001', 'real 20'], 'real NaN'],
    ['beta_pdf', ['long 0', 'real 10', 'real 20'], 'real NaN'],
    ['beta_pdf', ['real 0.1', 'real -1', 'real 20'], 'real NaN'],
    ['beta_cdf', ['real null', 'real 10', 'real 20'], 'real null'],
    ['beta_inv', ['real 0.1', 'real null', 'real 20'], 'real null'],
  ]);
  testRefused(distributions, [['beta_inv', ['real 1.5', 'real 10', 'real 20']]]);
});

describe('welch_test', () => {
  test('gives the p-value of both tails', () => {
    // The first and second series of the documentation, by their means, variances and counts.
    const first = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4];
    const second = [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];
    const args = [first, second].flatMap((values) => {
      const mean = values.reduce((sum, value) => sum + value) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      return [`real ${mean}`, `real ${variance}`, `long ${values.length}`];
    });
    const value = evaluate(distributions, { name: 'welch_test', args, type: 'real', isConstant: false });
    expect(Number(value)).toBeCloseTo(0.021, 3);
  });

  testScalarCases(distributions, [
    ['welch_test', ['long 1', 'long 1', 'long 5', 'long 1', 'long 1', 'long 5'], 'real 1.0'],
    ['welch_test', ['real null', 'long 1', 'long 5', 'long 1', 'long 1', 'long 5'], 'real null'],
  ]);
  testRefused(distributions, [['welch_test', ['long 1', 'long 1', 'long 1', 'long 1', 'long 1', 'long 5']]]);
});
