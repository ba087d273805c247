import { describe } from 'vitest';
import { byteFormats } from '../../../../../src/core/kql/engine/scalar/formatBytes.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('format_bytes', () => {
  testScalarCases(byteFormats, [
    ['format_bytes', ['long 564'], 'string 564 Bytes'],
    ['format_bytes', ['long 10332', 'long 1'], 'string 10.1 KB'],
    ['format_bytes', ['long 20010332'], 'string 19 MB'],
    ['format_bytes', ['long 20010332', 'long 2'], 'string 19.08 MB'],
    ['format_bytes', ['long 20010332', 'long 0', 'string KB'], 'string 19541 KB'],
    ['format_bytes', ['real 1024'], 'string 1 KB'],
    ['format_bytes', ['long null'], 'string '],
  ]);
  testRefused(byteFormats, [
    ['format_bytes', ['long 1024', 'long 2']],
    ['format_bytes', ['long -1']],
    ['format_bytes', ['long 1', 'long 0', 'string XB']],
  ]);
});
