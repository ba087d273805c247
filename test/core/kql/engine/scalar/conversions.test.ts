import { describe } from 'vitest';
import { conversions } from '../../../../../src/core/kql/engine/scalar/conversions.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('to another type', () => {
  testScalarCases(conversions, [
    ['tostring', ['long 123'], 'string 123'],
    ['tostring', ['bool true'], 'string True'],
    ['tostring', ['dynamic true'], 'string true'],
    ['tostring', ['long null'], 'string '],
    ['tostring', ['dynamic {"a": [1, "x"]}'], 'string {"a":[1,"x"]}'],
    ['tostring', ['real 5'], 'string 5.0'],
    ['tobool', ['string true'], 'bool True'],
    ['tobool', ['string 2'], 'bool True'],
    ['toboolean', ['string yes'], 'bool null'],
    ['tobool', ['real 1.5'], 'bool True'],
    ['tobool', ['dynamic null'], 'bool null'],
    ['toint', ['string 123'], 'int 123'],
    ['toint', ['string x'], 'int null'],
    ['toint', ['long 2147483648'], 'int -2147483648'],
    ['toint', ['real -5.7'], 'int -5'],
    ['tolong', ['string 0x10'], 'long 16'],
    ['tolong', ['string '], 'long null'],
    ['tolong', ['real 123.5'], 'long 123'],
    ['tolong', ['datetime 2020-01-01'], 'long 637134336000000000'],
    ['tolong', ['timespan 1.00:00:00'], 'long 864000000000'],
    ['todouble', ['string 123.4'], 'real 123.4'],
    ['toreal', ['dynamic [1]'], 'real null'],
    ['todecimal', ['string 123.45678'], 'decimal 123.45678'],
    ['todecimal', ['string x'], 'decimal null'],
    ['todatetime', ['string 2015-12-31 23:59:59.9'], 'datetime 2015-12-31T23:59:59.9000000Z'],
    ['todatetime', ['dynamic "2015-12-31"'], 'datetime 2015-12-31T00:00:00.0000000Z'],
    ['todatetime', ['dynamic 5'], 'datetime null'],
    ['totimespan', ['string 0.00:01:00'], 'timespan 00:01:00'],
    ['totime', ['string junk'], 'timespan null'],
    ['toguid', ['string 70fc66f7-8279-44fc-9092-d364d70fce44'], 'guid 70fc66f7-8279-44fc-9092-d364d70fce44'],
    ['toguid', ['string 70fc66f7'], 'guid null'],
    ['parse_json', ['string {"a":123, "b":"hello"}'], 'dynamic {"a":123,"b":"hello"}'],
    ['parse_json', ['string no json'], 'dynamic no json'],
    ['parse_json', ['dynamic "[1]"'], 'dynamic [1]'],
    ['todynamic', ['string '], 'dynamic null'],
  ]);
  testRefused(conversions, [
    ['toint', ['real 1e10']],
    ['todatetime', ['long 5']],
  ]);
});

describe('gettype', () => {
  testScalarCases(conversions, [
    ['gettype', ['string a'], 'string string'],
    ['gettype', ['long null'], 'string long'],
    ['gettype', ['dynamic {"abc":1}'], 'string dictionary'],
    ['gettype', ['dynamic [1, 2, 3]'], 'string array'],
    ['gettype', ['dynamic null'], 'string null'],
    ['gettype', ['dynamic 1'], 'string long'],
    ['gettype', ['dynamic 1.5'], 'string double'],
    ['gettype', ['dynamic 1.0'], 'string double'],
    ['gettype', ['dynamic true'], 'string bool'],
    ['gettype', ['dynamic "abc"'], 'string string'],
  ]);
});

describe('tohex and dynamic_to_json', () => {
  testScalarCases(conversions, [
    ['tohex', ['long 256'], 'string 100'],
    ['tohex', ['long -256'], 'string ffffffffffffff00'],
    ['tohex', ['int -256', 'long 8'], 'string ffffff00'],
    ['tohex', ['long 256', 'long 8'], 'string 00000100'],
    ['tohex', ['long 256', 'long 2'], 'string 100'],
    ['tohex', ['long 10', 'long 30'], 'string 000000000000000a'],
    ['tohex', ['long null'], 'string '],
    [
      'dynamic_to_json',
      ['dynamic {"Y10":{}, "X8":{"c3":1,"a4":6}, "A14":[15,13], "A1":12}'],
      'string {"A1":12,"A14":[15,13],"X8":{"a4":6,"c3":1},"Y10":{}}',
    ],
    ['dynamic_to_json', ['long 5'], 'string 5'],
    ['dynamic_to_json', ['dynamic null'], 'string '],
  ]);
});
