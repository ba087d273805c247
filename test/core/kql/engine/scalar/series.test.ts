import { describe } from 'vitest';
import { series } from '../../../../../src/core/kql/engine/scalar/series.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

const UP = 'dynamic [1,2,4]';
const DOWN = 'dynamic [4,2,1]';

describe('two series', () => {
  testScalarCases(series, [
    ['series_add', [UP, DOWN], 'dynamic [5,4,5]'],
    ['series_add', [UP, 'long 1'], 'dynamic [2,3,5]'],
    ['series_add', [UP, 'dynamic [1.5]'], 'dynamic [2.5,null,null]'],
    ['series_add', ['dynamic [1,"x",null]', UP], 'dynamic [2,null,null]'],
    ['series_add', [UP, 'dynamic null'], 'dynamic null'],
    ['series_subtract', [UP, DOWN], 'dynamic [-3,0,3]'],
    ['series_subtract', ['real 1', UP], 'dynamic [0.0,-1.0,-3.0]'],
    ['series_multiply', [UP, DOWN], 'dynamic [4,4,4]'],
    ['series_multiply', ['dynamic [9223372036854775807]', 'long 2'], 'dynamic [-2]'],
    ['series_divide', [UP, DOWN], 'dynamic [0.25,1.0,4.0]'],
    ['series_divide', ['dynamic [2]', 'long 0'], 'dynamic ["Infinity"]'],
    ['series_pow', ['dynamic [1,2,3,4]', 'dynamic [1,2,3,0.5]'], 'dynamic [1.0,4.0,27.0,2.0]'],
    ['series_equals', [UP, DOWN], 'dynamic [false,true,false]'],
    ['series_not_equals', [UP, DOWN], 'dynamic [true,false,true]'],
    ['series_less', [UP, DOWN], 'dynamic [true,false,false]'],
    ['series_less_equals', [UP, DOWN], 'dynamic [true,true,false]'],
    ['series_greater', [UP, DOWN], 'dynamic [false,false,true]'],
    ['series_greater_equals', [UP, 'real 1.5'], 'dynamic [false,true,true]'],
    ['series_greater_equals', [UP, 'dynamic ["1",2]'], 'dynamic [null,true,null]'],
    ['series_equals', ['dynamic null', UP], 'dynamic null'],
  ]);
});

describe('one series', () => {
  testScalarCases(series, [
    ['series_abs', ['dynamic [-6.5,0,8.2,-3]'], 'dynamic [6.5,0,8.2,3]'],
    ['series_sign', ['dynamic [-6,0,8]'], 'dynamic [-1,0,1]'],
    ['series_exp', ['dynamic [0,1]'], 'dynamic [1.0,2.718281828459045]'],
    ['series_log', ['dynamic [1,2]'], 'dynamic [0.0,0.6931471805599453]'],
    ['series_floor', ['dynamic [-1.5,1,2.5]'], 'dynamic [-2.0,1.0,2.0]'],
    ['series_ceiling', ['dynamic [-1.5,1,2.5]'], 'dynamic [-1.0,1.0,3.0]'],
    ['series_sin', ['dynamic [0]'], 'dynamic [0.0]'],
    ['series_cos', ['dynamic [0]'], 'dynamic [1.0]'],
    ['series_tan', ['dynamic [0,"x"]'], 'dynamic [0.0,null]'],
    ['series_asin', ['dynamic [-1,0,1]'], 'dynamic [-1.5707963267948966,0.0,1.5707963267948966]'],
    ['series_acos', ['dynamic [-1,0,1]'], 'dynamic [3.141592653589793,1.5707963267948966,0.0]'],
    ['series_atan', ['dynamic [1]'], 'dynamic [0.7853981633974483]'],
    ['series_abs', ['dynamic {}'], 'dynamic null'],
    ['series_exp', ['dynamic null'], 'dynamic null'],
  ]);
  testRefused(series, [
    ['series_log', ['dynamic [-1]']],
    ['series_acos', ['dynamic [2]']],
  ]);
});
