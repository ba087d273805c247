import { describe } from 'vitest';
import { timeParts } from '../../../../../src/core/kql/engine/scalar/timeParts.ts';
import { type ScalarCase, testRefused, testScalarCases } from './scalarCases.ts';

describe('datetime_part', () => {
  const parts: readonly (readonly [string, string])[] = [
    ['year', '2017'],
    ['quarter', '4'],
    ['month', '10'],
    ['week_of_year', '44'],
    ['day', '30'],
    ['dayofyear', '303'],
    ['hour', '1'],
    ['minute', '2'],
    ['second', '3'],
    ['millisecond', '765'],
    ['microsecond', '765432'],
    ['nanosecond', '765432100'],
    ['Year', '2017'],
  ];
  testScalarCases(
    timeParts,
    parts.map(([part, value]): ScalarCase => {
      return ['datetime_part', [`string ${part}`, 'datetime 2017-10-30 01:02:03.7654321'], `int ${value}`];
    }),
  );
  testScalarCases(timeParts, [
    ['datetime_part', ['string nanosecond', 'datetime 0900-01-01 00:00:00.0000001'], 'int 100'],
    ['datetime_part', ['string year', 'datetime null'], 'int null'],
    ['datepart', ['string Day', 'datetime 2017-10-30'], 'int 30'],
  ]);
  testRefused(timeParts, [['datetime_part', ['string decade', 'datetime 2017-10-30']]]);
});

describe('datetime_add', () => {
  const day = 'datetime 2017-01-01';
  testScalarCases(timeParts, [
    ['datetime_add', ['string year', 'long -5', day], 'datetime 2012-01-01T00:00:00.0000000Z'],
    ['datetime_add', ['string quarter', 'long 12', day], 'datetime 2020-01-01T00:00:00.0000000Z'],
    ['datetime_add', ['string month', 'long -15', day], 'datetime 2015-10-01T00:00:00.0000000Z'],
    ['datetime_add', ['string week', 'long 100', day], 'datetime 2018-12-02T00:00:00.0000000Z'],
    ['datetime_add', ['string day', 'long 1', day], 'datetime 2017-01-02T00:00:00.0000000Z'],
    ['datetime_add', ['string hour', 'int 1', day], 'datetime 2017-01-01T01:00:00.0000000Z'],
    ['datetime_add', ['string minute', 'long 1', day], 'datetime 2017-01-01T00:01:00.0000000Z'],
    ['datetime_add', ['string second', 'long 1', day], 'datetime 2017-01-01T00:00:01.0000000Z'],
    ['datetime_add', ['string millisecond', 'long 1', day], 'datetime 2017-01-01T00:00:00.0010000Z'],
    ['datetime_add', ['string microsecond', 'long 1', day], 'datetime 2017-01-01T00:00:00.0000010Z'],
    ['datetime_add', ['string nanosecond', 'long 100', day], 'datetime 2017-01-01T00:00:00.0000001Z'],
    ['datetime_add', ['string month', 'long 1', 'datetime 2024-01-31 07:00'], 'datetime 2024-02-29T07:00:00.0000000Z'],
    ['datetime_add', ['string year', 'long 1', 'datetime 2024-02-29'], 'datetime 2025-02-28T00:00:00.0000000Z'],
    ['datetime_add', ['string year', 'long 9000', day], 'datetime null'],
    ['datetime_add', ['string day', 'long -9223372036854775808', day], 'datetime null'],
    ['datetime_add', ['string day', 'long null', day], 'datetime null'],
    ['datetime_add', ['string day', 'long 1', 'datetime null'], 'datetime null'],
  ]);
  testRefused(timeParts, [['datetime_add', ['string nanosecond', 'long 50', day]]]);
});

describe('datetime_diff', () => {
  const cases: readonly (readonly [part: string, left: string, right: string, expected: string])[] = [
    ['year', '2017-01-01', '2000-12-31', '17'],
    ['quarter', '2017-07-01', '2017-03-30', '2'],
    ['month', '2017-01-01', '2015-12-30', '13'],
    ['week', '2017-10-29 00:00', '2017-09-30 23:59', '5'],
    ['day', '2017-10-29 00:00', '2017-09-30 23:59', '29'],
    ['hour', '2017-10-31 01:00', '2017-10-30 23:59', '2'],
    ['minute', '2017-10-30 23:05:01', '2017-10-30 23:00:59', '5'],
    ['second', '2017-10-30 23:00:10.100', '2017-10-30 23:00:00.900', '10'],
    ['millisecond', '2017-10-30 23:00:00.200100', '2017-10-30 23:00:00.100900', '100'],
    ['microsecond', '2017-10-30 23:00:00.1009001', '2017-10-30 23:00:00.1008009', '100'],
    ['nanosecond', '2017-10-30 23:00:00.0000000', '2017-10-30 23:00:00.0000007', '-700'],
    ['day', '9999-12-31', '0001-01-01', '3652058'],
    ['Day', '2017-10-29', '2017-10-30', '-1'],
    ['day', 'null', '2017-10-30', 'null'],
    ['day', '2017-10-30', 'null', 'null'],
  ];
  testScalarCases(
    timeParts,
    cases.map(([part, left, right, expected]): ScalarCase => {
      return ['datetime_diff', [`string ${part}`, `datetime ${left}`, `datetime ${right}`], `long ${expected}`];
    }),
  );
});

describe('datetimes and timespans of parts', () => {
  testScalarCases(timeParts, [
    ['make_datetime', ['long 2017', 'long 10', 'long 1'], 'datetime 2017-10-01T00:00:00.0000000Z'],
    [
      'make_datetime',
      ['long 2017', 'long 10', 'long 1', 'long 12', 'long 10'],
      'datetime 2017-10-01T12:10:00.0000000Z',
    ],
    [
      'make_datetime',
      ['long 2017', 'long 10', 'long 1', 'long 12', 'long 11', 'real 0.1234567'],
      'datetime 2017-10-01T12:11:00.1234567Z',
    ],
    ['make_datetime', ['long 2023', 'long 2', 'long 29'], 'datetime null'],
    ['make_datetime', ['long 2024', 'long 2', 'long 29'], 'datetime 2024-02-29T00:00:00.0000000Z'],
    ['make_datetime', ['long 0', 'long 1', 'long 1'], 'datetime null'],
    ['make_datetime', ['long 2017', 'long 13', 'long 1'], 'datetime null'],
    ['make_datetime', ['long 2017', 'long 10', 'long 1', 'long 24', 'long 0'], 'datetime null'],
    ['make_datetime', ['long 2017', 'long 10', 'long 1', 'long 0', 'long 0', 'real 60'], 'datetime null'],
    ['make_datetime', ['long null', 'long 10', 'long 1'], 'datetime null'],
    ['make_timespan', ['long 1', 'long 12', 'long 30', 'real 55.123'], 'timespan 1.12:30:55.1230000'],
    ['make_timespan', ['long 1', 'long 12'], 'timespan 01:12:00'],
    ['make_timespan', ['long 1', 'long 12', 'long 30'], 'timespan 01:12:30'],
    ['make_timespan', ['long 24', 'long 0'], 'timespan null'],
    ['make_timespan', ['long 1', 'long null', 'long 30'], 'timespan null'],
  ]);
  testRefused(timeParts, [
    ['make_datetime', ['long 2017', 'long 10', 'long 1', 'long 12']],
    ['make_datetime', ['string 2017-01-01']],
    ['make_datetime', ['real 2017.5', 'long 10', 'long 1']],
    ['make_timespan', ['string 1.00:00:00']],
  ]);
});
