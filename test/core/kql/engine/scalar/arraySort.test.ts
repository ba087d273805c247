import { describe } from 'vitest';
import { arraySort } from '../../../../../src/core/kql/engine/scalar/arraySort.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('sorted arrays', () => {
  const colours = 'dynamic [null,"blue","yellow","green",null]';
  const numbers = 'dynamic [1,3,4,5,2]';
  testScalarCases(arraySort, [
    ['array_sort_asc', [numbers], 'dynamic [1,2,3,4,5]'],
    ['array_sort_asc', [numbers, 'dynamic ["a","b","c","d","e"]'], 'dynamic [[1,2,3,4,5],["a","e","b","c","d"]]'],
    ['array_sort_desc', [numbers, 'dynamic ["a","b","c","d","e"]'], 'dynamic [[5,4,3,2,1],["d","c","b","e","a"]]'],
    ['array_sort_asc', ['dynamic ["John","Paul","George","Ringo"]'], 'dynamic ["George","John","Paul","Ringo"]'],
    ['array_sort_asc', [colours], 'dynamic ["blue","green","yellow",null,null]'],
    ['array_sort_asc', [colours, 'bool false'], 'dynamic [null,null,"blue","green","yellow"]'],
    ['array_sort_desc', [colours], 'dynamic ["yellow","green","blue",null,null]'],
    ['array_sort_desc', [colours, 'bool false'], 'dynamic [null,null,"yellow","green","blue"]'],
    ['array_sort_asc', ['dynamic [1,3,2,"a","c","b"]'], 'dynamic [1,2,3,"a","b","c"]'],
    ['array_sort_desc', ['dynamic [1,3,2,"a","c","b"]'], 'dynamic [3,2,1,"c","b","a"]'],
    ['array_sort_asc', ['dynamic [2.5,1,10,-0.5]'], 'dynamic [-0.5,1,2.5,10]'],
    ['array_sort_asc', ['dynamic ["b","B","a"]'], 'dynamic ["B","a","b"]'],
    ['array_sort_asc', [numbers, 'dynamic [1,2]', 'dynamic null'], 'dynamic [[1,2,3,4,5],null,null]'],
    ['array_sort_asc', ['dynamic []'], 'dynamic []'],
    ['array_sort_asc', ['dynamic null'], 'dynamic null'],
    ['array_sort_asc', ['dynamic {}'], 'dynamic null'],
  ]);
  testRefused(arraySort, [['array_sort_asc', ['dynamic [true,false]']]]);
});
