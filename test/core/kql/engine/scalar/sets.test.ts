import { describe } from 'vitest';
import { sets } from '../../../../../src/core/kql/engine/scalar/sets.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('sets', () => {
  testScalarCases(sets, [
    ['set_union', ['dynamic [1,2,1,4]', 'dynamic [1,2]', 'dynamic [8]'], 'dynamic [1,2,4,8]'],
    ['set_union', ['dynamic ["A4","A2","A7","A2"]', 'dynamic ["A4"]'], 'dynamic ["A4","A2","A7"]'],
    [
      'set_union',
      ['dynamic [1,"1",[1],{"a":1,"b":2}]', 'dynamic [[1],{"b":2,"a":1}]'],
      'dynamic [1,"1",[1],{"a":1,"b":2}]',
    ],
    ['set_intersect', ['dynamic [1,2,1,4]', 'dynamic [4,1]', 'dynamic [1,3]'], 'dynamic [1]'],
    ['set_intersect', ['dynamic [1]', 'dynamic []'], 'dynamic []'],
    ['set_difference', ['dynamic [1,2,1,4]', 'dynamic [1,2]', 'dynamic [1,2,8]'], 'dynamic [4]'],
    ['set_difference', ['dynamic [1,2,3]', 'dynamic [1,2,3]'], 'dynamic []'],
    ['set_has_element', ['dynamic ["this","is","an","example"]', 'string example'], 'bool True'],
    ['set_has_element', ['dynamic ["this","is","an","example"]', 'string Example'], 'bool False'],
    ['set_has_element', ['dynamic [1,2]', 'long 2'], 'bool True'],
    ['set_has_element', ['dynamic [1,"2"]', 'long 2'], 'bool False'],
    ['set_has_element', ['dynamic null', 'long 2'], 'bool null'],
    ['jaccard_index', ['dynamic [1,2,3]', 'dynamic [1,2,3,4,4]'], 'dynamic 0.75'],
    ['jaccard_index', ['dynamic [1]', 'dynamic [1,1]'], 'dynamic 1.0'],
  ]);
  testRefused(sets, [
    ['set_union', ['dynamic [1]', 'dynamic null']],
    ['set_intersect', ['dynamic null', 'dynamic []']],
    ['set_difference', ['dynamic {}', 'dynamic [1]']],
    ['jaccard_index', ['dynamic []', 'dynamic []']],
  ]);
});
