import { describe } from 'vitest';
import { seriesFills } from '../../../../../src/core/kql/engine/scalar/seriesFills.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

const LONGS = 'dynamic [null,111,null,36,41,null,null,16,61,33,null,null]';
const GAPS = 'dynamic [null,null,36,41,null,null,16,61,33,null,null]';
const NOTHING = 'dynamic [null,null]';

describe('series filled', () => {
  testScalarCases(seriesFills, [
    ['series_fill_const', ['dynamic [111,null,36,null]', 'real 0'], 'dynamic [111,0.0,36,0.0]'],
    ['series_fill_const', ['dynamic [111,null,36,null]', 'long -1'], 'dynamic [111,-1,36,-1]'],
    ['series_fill_const', ['dynamic [111,0,36,null]', 'long -1', 'long 0'], 'dynamic [111,-1,36,null]'],
    ['series_fill_const', ['dynamic null', 'long -1'], 'dynamic null'],
    ['series_fill_forward', [GAPS], 'dynamic [null,null,36,41,41,41,16,61,33,33,33]'],
    ['series_fill_forward', ['dynamic [0,7,0]', 'long 0'], 'dynamic [0,7,7]'],
    ['series_fill_backward', [GAPS], 'dynamic [36,36,36,41,16,16,16,61,33,null,null]'],
    ['series_fill_backward', ['dynamic null'], 'dynamic null'],
    ['series_fill_linear', [LONGS], 'dynamic [111,111,73,36,41,32,24,16,61,33,33,33]'],
    ['series_fill_linear', [LONGS, 'real null', 'bool true'], 'dynamic [111,111,73,36,41,32,24,16,61,33,33,33]'],
    ['series_fill_linear', [LONGS, 'real null', 'bool false'], 'dynamic [null,111,73,36,41,32,24,16,61,33,null,null]'],
    ['series_fill_linear', ['dynamic [111.0,null,36.0]'], 'dynamic [111.0,73.5,36.0]'],
    ['series_fill_linear', [NOTHING], 'dynamic [0.0,0.0]'],
    ['series_fill_linear', [NOTHING, 'real null', 'bool true', 'real 3.14159'], 'dynamic [3.14159,3.14159]'],
    ['series_fill_linear', [NOTHING, 'real null', 'bool true', 'real null'], 'dynamic [null,null]'],
    ['series_fill_linear', ['dynamic null'], 'dynamic null'],
  ]);
  testRefused(seriesFills, [
    ['series_fill_linear', ['dynamic [-1,null,-2]']],
    ['series_fill_forward', ['dynamic ["x",null]']],
  ]);
});
