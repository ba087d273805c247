import { describe } from 'vitest';
import { rounding } from '../../../../../src/core/kql/engine/scalar/rounding.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('absolute values and signs', () => {
  testScalarCases(rounding, [
    ['abs', ['long -5'], 'long 5'],
    ['abs', ['int -5'], 'long 5'],
    ['abs', ['long -9223372036854775807'], 'long 9223372036854775807'],
    ['abs', ['real -1.5'], 'real 1.5'],
    ['abs', ['decimal -1.50'], 'decimal 1.5'],
    ['abs', ['timespan -01:00:00'], 'timespan 01:00:00'],
    ['abs', ['long null'], 'long null'],
    ['sign', ['long -42'], 'real -1.0'],
    ['sign', ['long 0'], 'real 0.0'],
    ['sign', ['real 11.2'], 'real 1.0'],
    ['sign', ['real null'], 'real null'],
  ]);
  testRefused(rounding, [['abs', ['string x']]]);
});

describe('rounding', () => {
  testScalarCases(rounding, [
    ['ceiling', ['real -1.1'], 'real -1.0'],
    ['ceiling', ['real 0.9'], 'real 1.0'],
    ['ceiling', ['real -0.9'], 'real 0.0'],
    ['ceiling', ['long 0'], 'long 0'],
    ['ceiling', ['decimal 1.01'], 'decimal 2'],
    ['ceiling', ['real null'], 'real null'],
    ['round', ['real 2.98765', 'long 3'], 'real 2.988'],
    ['round', ['real 2.15', 'long 1'], 'real 2.2'],
    ['round', ['real 2.15'], 'real 2.0'],
    ['round', ['real -50.55', 'long -2'], 'real -100.0'],
    ['round', ['real 21.5', 'long -1'], 'real 20.0'],
    ['round', ['real 0.49999999999999994'], 'real 0.0'],
    ['round', ['real 1e300', 'long 2'], 'real 1E+300'],
    ['round', ['real NaN'], 'real NaN'],
    ['round', ['long 1250', 'long -2'], 'long 1300'],
    ['round', ['long -1251', 'long -2'], 'long -1300'],
    ['round', ['long 9223372036854775807', 'long 2'], 'long 9223372036854775807'],
    ['round', ['long 7', 'long -30'], 'long 0'],
    ['round', ['decimal 2.345', 'long 2'], 'decimal 2.35'],
    ['round', ['decimal 1234', 'long -2'], 'decimal 1200'],
    ['round', ['real null'], 'real null'],
    ['round', ['real 1.5', 'long null'], 'real null'],
  ]);
});
