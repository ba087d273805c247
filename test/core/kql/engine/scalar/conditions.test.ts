import { describe } from 'vitest';
import { conditions } from '../../../../../src/core/kql/engine/scalar/conditions.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('iff and case', () => {
  testScalarCases(conditions, [
    ['iff', ['bool true', 'long 1', 'long 2'], 'long 1'],
    ['iif', ['bool false', 'long 1', 'long 2'], 'long 2'],
    ['iff', ['bool null', 'long 1', 'long 2'], 'long 2'],
    ['iff', ['long 1', 'string yes', 'string no'], 'string yes'],
    ['iff', ['bool true', 'dynamic [1]', 'string a'], 'dynamic [1]'],
    ['iff', ['bool true', 'int 3', 'long 5'], 'long 3'],
    ['case', ['bool false', 'string a', 'bool true', 'string b', 'string c'], 'string b'],
    ['case', ['bool null', 'string a', 'string c'], 'string c'],
  ]);
  testRefused(conditions, [['iff', ['string true', 'long 1', 'long 2']]]);
});

describe('coalesce', () => {
  testScalarCases(conditions, [
    ['coalesce', ['long null', 'long 5', 'long 6'], 'long 5'],
    ['coalesce', ['string ', 'string hit', 'string no'], 'string hit'],
    ['coalesce', ['string  ', 'string no'], 'string  '],
    ['coalesce', ['string ', 'string '], 'string '],
    ['coalesce', ['long 0', 'long 5'], 'long 0'],
    ['coalesce', ['bool false', 'bool true'], 'bool False'],
    ['coalesce', ['dynamic []', 'dynamic [1]'], 'dynamic []'],
    ['coalesce', ['long null', 'long null'], 'long null'],
  ]);
});

describe('max_of and min_of', () => {
  testScalarCases(conditions, [
    ['max_of', ['long 10', 'long 1', 'long -3', 'long 17'], 'long 17'],
    ['max_of', ['int 1', 'int null'], 'int 1'],
    ['max_of', ['int null', 'int null'], 'int null'],
    ['min_of', ['long 10', 'long 1', 'long -3', 'long 17'], 'long -3'],
    ['min_of', ['int null', 'int 2'], 'int 2'],
    ['max_of', ['long 2', 'real 1.5'], 'real 2.0'],
    [
      'max_of',
      ['datetime 2024-12-15 07:15:22', 'datetime 2024-12-15 07:15:24'],
      'datetime 2024-12-15T07:15:24.0000000Z',
    ],
  ]);
  testRefused(conditions, [['max_of', ['dynamic 1', 'dynamic 2']]]);
});

describe('whether there is a value', () => {
  testScalarCases(conditions, [
    ['isempty', ['string '], 'bool True'],
    ['isempty', ['string x'], 'bool False'],
    ['isempty', ['dynamic null'], 'bool True'],
    ['isempty', ['dynamic ""'], 'bool True'],
    ['isempty', ['dynamic []'], 'bool False'],
    ['isempty', ['dynamic {}'], 'bool False'],
    ['isempty', ['dynamic 0'], 'bool False'],
    ['isempty', ['long null'], 'bool True'],
    ['isnotempty', ['dynamic ""'], 'bool False'],
    ['notempty', ['string x'], 'bool True'],
    ['isnull', ['string '], 'bool False'],
    ['isnull', ['long null'], 'bool True'],
    ['isnull', ['dynamic ""'], 'bool False'],
    ['isnotnull', ['long null'], 'bool False'],
    ['notnull', ['string '], 'bool True'],
  ]);
});

describe('assert', () => {
  testScalarCases(conditions, [['assert', ['bool true', 'string too short'], 'bool True']]);
  testRefused(conditions, [['assert', ['bool false', 'string too short']]]);
});
