import { describe } from 'vitest';
import { bits } from '../../../../../src/core/kql/engine/scalar/bits.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('bits', () => {
  testScalarCases(bits, [
    ['binary_and', ['long 45', 'long 61'], 'long 45'],
    ['binary_and', ['long -1', 'long 9223372036854775807'], 'long 9223372036854775807'],
    ['binary_and', ['long -1', 'long 4294967295'], 'long 4294967295'],
    ['binary_or', ['long 1', 'long 4294967296'], 'long 4294967297'],
    ['binary_xor', ['int 1', 'int 1'], 'long 0'],
    ['binary_xor', ['long -1', 'long 1'], 'long -2'],
    ['binary_not', ['long 100'], 'long -101'],
    ['binary_not', ['long null'], 'long null'],
    ['binary_shift_left', ['long 1', 'long 2'], 'long 4'],
    ['binary_shift_left', ['long 1', 'long 63'], 'long -9223372036854775808'],
    ['binary_shift_left', ['long 1', 'long 66'], 'long 4'],
    ['binary_shift_left', ['long 1', 'long -1'], 'long null'],
    ['binary_shift_right', ['long 1', 'long 2'], 'long 0'],
    ['binary_shift_right', ['long 256', 'long 4'], 'long 16'],
    ['binary_shift_right', ['long 1', 'long null'], 'long null'],
    ['bitset_count_ones', ['long 45'], 'long 4'],
    ['bitset_count_ones', ['long -1'], 'long 64'],
    ['bitset_count_ones', ['long null'], 'long null'],
  ]);
  testRefused(bits, [['binary_and', ['real 1.5', 'long 1']]]);
});
