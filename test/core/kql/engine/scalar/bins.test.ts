import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bins } from '../../../../../src/core/kql/engine/scalar/bins.ts';
import { int64, TICKS_BEFORE_EPOCH } from '../../../../../src/core/kql/values.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('bin', () => {
  testScalarCases(bins, [
    ['bin', ['real 4.5', 'long 1'], 'real 4.0'],
    ['bin', ['real -4.5', 'real 1.5'], 'real -4.5'],
    ['bin', ['real -4.4', 'real 1.5'], 'real -4.5'],
    ['bin', ['decimal 4.55', 'decimal 0.1'], 'decimal 4.5'],
    ['bin', ['long -1', 'long 3'], 'long -3'],
    ['bin', ['long 2', 'long 3'], 'long 0'],
    ['bin', ['long 4', 'int 3'], 'long 3'],
    ['bin', ['long 9223372036854775807', 'long 10'], 'long 9223372036854775800'],
    ['bin', ['long -9223372036854775808', 'long 8'], 'long -9223372036854775808'],
    ['bin', ['long 9007199254740991', 'long 9007199254740991'], 'long 9007199254740991'],
    ['bin', ['long 9007199254740990', 'long 9007199254740991'], 'long 0'],
    ['bin', ['timespan 16.00:00:00', 'timespan 7.00:00:00'], 'timespan 14.00:00:00'],
    ['bin', ['timespan -01:00:00', 'timespan 1.00:00:00'], 'timespan -1.00:00:00'],
    ['bin', ['datetime 1970-05-11 13:45:07', 'timespan 1.00:00:00'], 'datetime 1970-05-11T00:00:00.0000000Z'],
    ['bin', ['datetime 2022-03-02 23:04', 'timespan 01:00:00'], 'datetime 2022-03-02T23:00:00.0000000Z'],
    // Bins of a week begin on Monday, because 0001-01-01 was one.
    ['bin', ['datetime 2024-02-29', 'timespan 7.00:00:00'], 'datetime 2024-02-26T00:00:00.0000000Z'],
    ['bin', ['datetime 2019-12-31 23:59:59.9999999', 'timespan 7.00:00:00'], 'datetime 2019-12-30T00:00:00.0000000Z'],
    ['bin', ['datetime 0001-01-02', 'timespan 7.00:00:00'], 'datetime 0001-01-01T00:00:00.0000000Z'],
    ['bin', ['datetime 9999-12-31 23:00', 'timespan 1.00:00:00'], 'datetime 9999-12-31T00:00:00.0000000Z'],
    ['bin', ['datetime 2024-02-29', 'timespan 10000.00:00:00'], 'datetime 1999-09-04T00:00:00.0000000Z'],
    ['bin', ['long null', 'long 1'], 'long null'],
    ['bin', ['long 1', 'long null'], 'long null'],
    ['bin', ['long 1', 'long -1'], 'long null'],
    ['bin', ['datetime null', 'timespan 01:00:00'], 'datetime null'],
    ['floor', ['long -1', 'long 3'], 'long -3'],
  ]);
  testRefused(bins, [['bin', ['datetime 2024-02-29', 'datetime 2024-02-29']]]);
});

describe('bins of any size', () => {
  const run = { now: 0, checkStop: () => {} };
  const size = fc.oneof(fc.bigInt(1n, 1000n), fc.bigInt(1n, 864_000_000_000n), fc.bigInt(1n, 2n ** 62n));

  test.each(['long', 'datetime'] as const)('of a %s begin where whole numbers say so', (type) => {
    const origin = type === 'datetime' ? TICKS_BEFORE_EPOCH : 0n;
    const value =
      type === 'datetime' ? fc.bigInt(-origin, 2_518_244_000_000_000_000n) : fc.bigInt(-(2n ** 62n), 2n ** 62n);
    fc.assert(
      fc.property(fc.oneof(value, fc.bigInt(-(2n ** 53n), 2n ** 53n)), size, (cell, width) => {
        const rest = (((cell + origin) % width) + width) % width;
        const widthType = type === 'datetime' ? 'timespan' : 'long';
        const evaluate = () => int64(cell);
        const constant = { value: int64(width) };
        const args = [
          { type, evaluate, constant: undefined },
          { type: widthType, evaluate: () => constant.value, constant },
        ] as const;
        expect(bins['bin']?.({ name: 'bin', args, type, run })([])).toBe(int64(cell - rest));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bin_at', () => {
  testScalarCases(bins, [
    ['bin_at', ['real 6.5', 'real 2.5', 'long 7'], 'real 4.5'],
    ['bin_at', ['long 13', 'long 10', 'long 11'], 'long 11'],
    ['bin_at', ['timespan 01:00:00', 'timespan 1.00:00:00', 'timespan 12:00:00'], 'timespan -12:00:00'],
    [
      'bin_at',
      ['datetime 2017-05-15 10:20', 'timespan 1.00:00:00', 'datetime 1970-01-01 12:00'],
      'datetime 2017-05-14T12:00:00.0000000Z',
    ],
    [
      'bin_at',
      ['datetime 2017-05-17 10:20', 'timespan 7.00:00:00', 'datetime 2017-06-04'],
      'datetime 2017-05-14T00:00:00.0000000Z',
    ],
    ['bin_at', ['long 13', 'long 10', 'long null'], 'long null'],
    ['bin_at', ['long 13', 'long 0', 'long 1'], 'long null'],
    ['bin_at', ['real null', 'real 1', 'real 1'], 'real null'],
  ]);
  testRefused(bins, [['bin_at', ['timespan 01:00:00', 'long 5', 'timespan 01:00:00']]]);
});
