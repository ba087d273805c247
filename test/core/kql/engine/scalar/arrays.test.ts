import { describe } from 'vitest';
import { arrays } from '../../../../../src/core/kql/engine/scalar/arrays.ts';
import { type ScalarCase, testRefused, testScalarCases } from './scalarCases.ts';

const FIVE = 'dynamic [1,2,3,4,5]';
const WORDS = 'dynamic ["this","is","an","example","an","example"]';

describe('arrays made and measured', () => {
  testScalarCases(arrays, [
    ['pack_array', ['long 1', 'string 2', 'timespan 00:00:02'], 'dynamic [1,"2","00:00:02"]'],
    ['pack_array', ['real 2', 'dynamic [1]', 'long null', 'bool true'], 'dynamic [2.0,[1],null,true]'],
    ['array_length', ['dynamic [1,2]'], 'long 2'],
    ['array_length', ['dynamic []'], 'long 0'],
    ['arraylength', ['dynamic [1,2,3,"four"]'], 'long 4'],
    ['array_length', ['dynamic {}'], 'long null'],
    ['array_length', ['dynamic null'], 'long null'],
    ['array_concat', ['dynamic [1,2,4]', 'dynamic [1,[2]]'], 'dynamic [1,2,4,1,[2]]'],
    ['array_sum', ['dynamic [1,2,3,4]'], 'real 10.0'],
    ['array_sum', ['dynamic [1,"2"]'], 'real null'],
    ['array_reverse', ['dynamic ["this","is"]'], 'dynamic ["is","this"]'],
    ['array_reverse', ['dynamic 1'], 'dynamic null'],
    ['zip', ['dynamic [1,3,5]', 'dynamic [2,4,6]'], 'dynamic [[1,2],[3,4],[5,6]]'],
    ['zip', ['dynamic ["A",1,1.5]', 'dynamic [{},"B"]'], 'dynamic [["A",{}],[1,"B"],[1.5,null]]'],
  ]);
  testRefused(arrays, [
    ['array_concat', ['dynamic [1,2,4]', 'dynamic null']],
    ['zip', ['dynamic [1]', 'dynamic null']],
  ]);
});

describe('arrays cut and moved', () => {
  testScalarCases(arrays, [
    ['array_slice', ['dynamic [1,2,3]', 'long 1', 'long 2'], 'dynamic [2,3]'],
    ['array_slice', [FIVE, 'long 2', 'long -1'], 'dynamic [3,4,5]'],
    ['array_slice', [FIVE, 'long -3', 'long -2'], 'dynamic [3,4]'],
    ['array_slice', [FIVE, 'long -9', 'long 0'], 'dynamic [1]'],
    ['array_slice', [FIVE, 'long 3', 'long 9'], 'dynamic [4,5]'],
    ['array_slice', [FIVE, 'long 0', 'long -6'], 'dynamic []'],
    ['array_slice', ['dynamic null', 'long 0', 'long 1'], 'dynamic null'],
    ['array_split', [FIVE, 'long 2'], 'dynamic [[1,2],[3,4,5]]'],
    ['array_split', [FIVE, 'dynamic [1,3]'], 'dynamic [[1],[2,3],[4,5]]'],
    ['array_split', [FIVE, 'long -1'], 'dynamic [[1,2,3,4],[5]]'],
    ['array_split', [FIVE, 'long null'], 'dynamic null'],
    ['array_rotate_left', [FIVE, 'long 2'], 'dynamic [3,4,5,1,2]'],
    ['array_rotate_left', [FIVE, 'long -2'], 'dynamic [4,5,1,2,3]'],
    ['array_rotate_right', [FIVE, 'long 7'], 'dynamic [4,5,1,2,3]'],
    ['array_rotate_right', ['dynamic []', 'long 7'], 'dynamic []'],
    ['array_rotate_left', ['dynamic null', 'long 7'], 'dynamic null'],
    ['array_shift_left', [FIVE, 'long 2'], 'dynamic [3,4,5,null,null]'],
    ['array_shift_left', [FIVE, 'long 2', 'long -1'], 'dynamic [3,4,5,-1,-1]'],
    ['array_shift_left', [FIVE, 'long -2', 'long -1'], 'dynamic [-1,-1,1,2,3]'],
    ['array_shift_right', [FIVE, 'long -2', 'long -1'], 'dynamic [3,4,5,-1,-1]'],
    ['array_shift_right', ['dynamic ["a","b"]', 'long 1'], 'dynamic ["","a"]'],
    ['array_shift_right', ['dynamic null', 'long 1'], 'dynamic null'],
  ]);
  testRefused(arrays, [
    ['array_split', [FIVE, 'dynamic [3,1]']],
    ['array_shift_left', ['dynamic ["a",1]', 'long 1']],
  ]);
});

describe('array_index_of', () => {
  const cases: readonly (readonly [value: string, rest: readonly number[], expected: number])[] = [
    ['an', [], 2],
    ['example', [1, 3], 3],
    ['example', [1, 2], -1],
    ['is', [2, 4], -1],
    ['example', [2, -1], 3],
    ['an', [1, -1, 2], 4],
    ['an', [1, -1, 3], -1],
    ['an', [-3], 4],
    ['is', [-4], -1],
  ];
  testScalarCases(
    arrays,
    cases.map(([value, rest, expected]): ScalarCase => {
      return [
        'array_index_of',
        [WORDS, `string ${value}`, ...rest.map((index) => `long ${index}`)],
        `long ${expected}`,
      ];
    }),
  );
  testScalarCases(arrays, [
    ['array_index_of', ['dynamic [1,"2",2]', 'long 2'], 'long 2'],
    ['array_index_of', [WORDS, 'string an', 'long 0', 'long -2'], 'long null'],
    ['array_index_of', [WORDS, 'string an', 'long 0', 'long -1', 'long -1'], 'long null'],
    ['array_index_of', ['dynamic null', 'string an'], 'long null'],
  ]);
});

describe('array_iff', () => {
  testScalarCases(arrays, [
    ['array_iff', ['dynamic [true,false,true]', 'dynamic [1,2,3]', 'dynamic [4,5,6]'], 'dynamic [1,5,3]'],
    ['array_iff', ['dynamic [1,0,50]', 'string yes', 'string no'], 'dynamic ["yes","no","yes"]'],
    ['array_iff', ['dynamic ["text",null,{}]', 'long 1', 'long 0'], 'dynamic [null,null,null]'],
    ['array_iif', ['dynamic [true,true,true]', 'dynamic [1,2]', 'dynamic [3,4]'], 'dynamic [1,2,null]'],
    ['array_iff', ['dynamic null', 'long 1', 'long 0'], 'dynamic null'],
  ]);
});
