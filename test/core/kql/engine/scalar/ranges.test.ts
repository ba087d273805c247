import { describe, expect, test } from 'vitest';
import { isArray } from '../../../../../src/core/kql/engine/cellTypes.ts';
import { ranges } from '../../../../../src/core/kql/engine/scalar/ranges.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('range', () => {
  testScalarCases(ranges, [
    ['range', ['long 1', 'long 8', 'long 3'], 'dynamic [1,4,7]'],
    ['range', ['long 1', 'long 3'], 'dynamic [1,2,3]'],
    ['range', ['long 3', 'long 1'], 'dynamic []'],
    ['range', ['real 1', 'long 3', 'long 1'], 'dynamic [1.0,2.0,3.0]'],
    ['range', ['real 0', 'real 1', 'real 0.25'], 'dynamic [0.0,0.25,0.5,0.75,1.0]'],
    [
      'range',
      ['timespan 01:00:00', 'timespan 05:00:00'],
      'dynamic ["01:00:00","02:00:00","03:00:00","04:00:00","05:00:00"]',
    ],
    [
      'range',
      ['datetime 2015-12-30', 'datetime 2015-12-31 12:00', 'timespan 1.00:00:00'],
      'dynamic ["2015-12-30T00:00:00.0000000Z","2015-12-31T00:00:00.0000000Z"]',
    ],
    [
      'range',
      ['long 9223372036854775806', 'long 9223372036854775807'],
      'dynamic [9223372036854775806,9223372036854775807]',
    ],
    ['range', ['long null', 'long 3'], 'dynamic null'],
    ['range', ['long 1', 'long 3', 'long null'], 'dynamic null'],
  ]);
  testRefused(ranges, [
    ['range', ['long 3', 'long 1', 'long -1']],
    ['range', ['long 3', 'long 1', 'long 0']],
    ['range', ['long 1', 'real 3.5']],
    ['range', ['datetime 2015-12-30', 'datetime 2015-12-31', 'long 1']],
  ]);

  test('is cut off at 2^20 elements', () => {
    const args = ['long 1', 'long 1000000000'];
    const array = evaluate(ranges, { name: 'range', args, type: 'dynamic', isConstant: true });
    expect(isArray(array) ? array.length : undefined).toBe(1_048_576);
  });
});

describe('repeat', () => {
  testScalarCases(ranges, [
    ['repeat', ['long 1', 'long 3'], 'dynamic [1,1,1]'],
    ['repeat', ['timespan 01:00:00', 'long 2'], 'dynamic ["01:00:00","01:00:00"]'],
    ['repeat', ['real null', 'long 2'], 'dynamic [null,null]'],
    ['repeat', ['long 1', 'long 0'], 'dynamic []'],
    ['repeat', ['long 1', 'long -1'], 'dynamic null'],
    ['repeat', ['long 1', 'long null'], 'dynamic null'],
  ]);
  testRefused(ranges, [['repeat', ['long 1', 'long 1000000000']]]);
});
