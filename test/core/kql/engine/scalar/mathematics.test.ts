import { describe, expect, test } from 'vitest';
import { mathematics } from '../../../../../src/core/kql/engine/scalar/mathematics.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('functions of real numbers', () => {
  const close: readonly (readonly [name: string, args: readonly string[], expected: number])[] = [
    ['sqrt', ['long 16'], 4],
    ['exp', ['long 2'], 7.38905609893065],
    ['exp2', ['real 0.5'], Math.SQRT2],
    ['exp10', ['long -2'], 0.01],
    ['log', ['long 5'], 1.6094379124341003],
    ['log2', ['long 5'], 2.321928094887362],
    ['log10', ['decimal 1000'], 3],
    ['pow', ['long 2', 'long 3'], 8],
    ['cos', ['long 1'], 0.5403023058681398],
    ['sin', ['real 1.5707963267948966'], 1],
    ['tan', ['real 0.7853981633974483'], 1],
    ['cot', ['long 1'], 0.6420926159343306],
    ['asin', ['real 0.5'], 0.5235987755982989],
    ['acos', ['real 0.5'], 1.0471975511965979],
    ['atan', ['long 1'], 0.7853981633974483],
    ['atan2', ['long 1', 'long 1'], 0.7853981633974483],
    ['atan2', ['long 1', 'long -1'], 2.356194490192345],
    ['degrees', ['real 0.7853981633974483'], 45],
    ['radians', ['long 90'], 1.5707963267948966],
    ['pi', [], Math.PI],
    ['loggamma', ['long 5'], 3.1780538303479458],
    ['loggamma', ['real 0.5'], 0.5723649429247001],
    ['loggamma', ['real -0.5'], 1.2655121234846454],
    ['loggamma', ['long 1000'], 5905.220423209181],
    ['gamma', ['real 0.5'], 1.772453850905516],
    ['gamma', ['real -1.5'], 2.3632718012073544],
    ['gamma', ['real 4.5'], 11.631728396567448],
    ['gamma', ['real 170.5'], 5.56209241456e305],
    ['erf', ['real 0.5'], 0.5204998778130465],
    ['erf', ['long -3'], -0.9999779095030014],
    ['erfc', ['long -3'], 1.999977909503001],
    ['erfc', ['long -2'], 1.995322265018953],
    ['erfc', ['long 1'], 0.157299207050285],
    ['erfc', ['long 2'], 0.00467773498104727],
    ['erfc', ['long 3'], 2.20904969985854e-5],
    ['erfc', ['long 10'], 2.088487583762545e-45],
  ];
  test.each(close)('%s %j is %d', (name, args, expected) => {
    const value = evaluate(mathematics, { name, args, type: 'real', isConstant: false });
    expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-12);
  });

  testScalarCases(mathematics, [
    ['gamma', ['int 5'], 'real 24.0'],
    ['gamma', ['long 11'], 'real 3628800.0'],
    ['gamma', ['long 200'], 'real Infinity'],
    ['gamma', ['real 800.5'], 'real Infinity'],
    ['gamma', ['real 1500.5'], 'real Infinity'],
    ['erfc', ['long 0'], 'real 1.0'],
    ['sqrt', ['real -1'], 'real null'],
    ['log', ['real -1'], 'real null'],
    ['log2', ['real -1'], 'real null'],
    ['log10', ['long -1'], 'real null'],
    ['log', ['long 0'], 'real -Infinity'],
    ['acos', ['real 1.5'], 'real null'],
    ['asin', ['real -1.5'], 'real null'],
    ['pow', ['long 2', 'long null'], 'real null'],
    ['exp', ['real null'], 'real null'],
    ['isnan', ['real NaN'], 'bool True'],
    ['isnan', ['long 1'], 'bool False'],
    ['isnan', ['real null'], 'bool False'],
    ['isinf', ['real -Infinity'], 'bool True'],
    ['isinf', ['real NaN'], 'bool False'],
    ['isfinite', ['real 1.5'], 'bool True'],
    ['isfinite', ['real Infinity'], 'bool False'],
    ['isfinite', ['real NaN'], 'bool False'],
  ]);
  testRefused(mathematics, [
    ['gamma', ['long 0']],
    ['loggamma', ['long -1']],
    ['sqrt', ['string 4']],
  ]);
});
