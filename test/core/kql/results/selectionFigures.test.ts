import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import { wholeResult } from '../../../../src/core/kql/results/resultView.ts';
import { selectionFigures } from '../../../../src/core/kql/results/selectionFigures.ts';
import { tableOf } from './tableOf.ts';

const HOUR = 36_000_000_000;

test.each<[string, Parameters<typeof tableOf>[0], Partial<ReturnType<typeof selectionFigures>>]>([
  [
    'longs, exactly',
    { a: ['long', 2n ** 62n, 2n ** 62n, 1] },
    { sum: '9223372036854775809', average: '3074457345618258603', min: '1', max: '4611686018427387904' },
  ],
  [
    'longs with nulls',
    { a: ['long', 1, null, 2], b: ['int', 4, null, null] },
    { cells: 6, nonEmpty: 3, sum: '7', average: '2.333333', min: '1', max: '4' },
  ],
  [
    'safe integers beyond 2^53 together',
    { a: ['long', 9007199254740991, 9007199254740991, 1] },
    { sum: '18014398509481983' },
  ],
  [
    'reals',
    { a: ['real', 0.1, 0.2], b: ['decimal', new Decimal(1), null] },
    { sum: '1.3', average: '0.433333333333333', min: '0.1', max: '1' },
  ],
  [
    'timespans',
    { a: ['timespan', HOUR, 2 * HOUR] },
    { sum: '03:00:00', average: '01:30:00', min: '01:00:00', max: '02:00:00' },
  ],
  [
    'datetimes',
    { a: ['datetime', 0, HOUR] },
    { sum: undefined, average: undefined, min: '2020-01-01 00:00:00.000', max: '2020-01-01 01:00:00.000' },
  ],
  ['texts', { a: ['string', 'x', ''] }, { cells: 2, nonEmpty: 1, sum: undefined, min: undefined }],
  ['numbers and texts', { a: ['string', 'x'], b: ['long', 1] }, { nonEmpty: 2, sum: undefined, max: undefined }],
  ['nothing but nulls', { a: ['long', null] }, { cells: 1, nonEmpty: 0, sum: undefined }],
])('of %s', (_, columns, expected) => {
  expect(selectionFigures(wholeResult(tableOf(columns)))).toMatchObject(expected);
});
