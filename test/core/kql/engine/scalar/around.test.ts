import { describe } from 'vitest';
import { around } from '../../../../../src/core/kql/engine/scalar/around.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('around', () => {
  testScalarCases(around, [
    ['around', ['long 100', 'long 99', 'long 2'], 'bool True'],
    ['around', ['long 97', 'long 99', 'long 2'], 'bool True'],
    ['around', ['long 102', 'long 99', 'long 2'], 'bool False'],
    ['around', ['real 1.5', 'long 1', 'real 0.4'], 'bool False'],
    ['around', ['datetime 2021-01-01T01:31:00Z', 'datetime 2021-01-01T01:30:00Z', 'timespan 00:01:00'], 'bool True'],
    ['around', ['datetime 2021-01-01T01:32:00Z', 'datetime 2021-01-01T01:30:00Z', 'timespan 00:01:00'], 'bool False'],
    ['around', ['long null', 'long 99', 'long 2'], 'bool null'],
    ['around', ['long 1', 'long null', 'long 2'], 'bool null'],
  ]);
  testRefused(around, [['around', ['string a', 'string b', 'string c']]]);
});
