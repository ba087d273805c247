import { describe } from 'vitest';
import { timeFormats } from '../../../../../src/core/kql/engine/scalar/timeFormats.ts';
import { type ScalarCase, testRefused, testScalarCases } from './scalarCases.ts';

describe('format_datetime', () => {
  const cases: readonly (readonly [datetime: string, format: string, expected: string])[] = [
    ['2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]', '17-01-29 [09:00:05]'],
    ['2017-01-29 09:00:05', 'yyyy-M-dd [H:mm:ss]', '2017-1-29 [9:00:05]'],
    ['2017-01-29 09:00:05', 'yy-MM-dd [hh:mm:ss tt]', '17-01-29 [09:00:05 AM]'],
    ['2009-06-15 13:45:09', 'h.hh_H,HH/tt', '1.01_13,13/PM'],
    ['2009-06-15 00:30', 'h:m tt', '12:30 AM'],
    ['2009-06-15 12:05', 'h:m tt', '12:5 PM'],
    ['2009-06-01 13:45:09', 'd dd m s', '1 01 45 9'],
    ['2009-06-15 13:45:30.617', 'f ff fff', '6 61 617'],
    ['2009-06-15 13:45:30.6175425', 'ffff fffff ffffff fffffff', '6175 61754 617542 6175425'],
    ['2009-06-15 13:45:30.000115', 'FFFFFFF', '000115'],
    ['2009-06-15 13:45:30.05', 'F', ''],
    ['2009-06-15 13:45:30.617', 'ss.FFF', '30.617'],
    ['0001-01-01', 'y yy yyyy', '1 01 0001'],
    ['0900-01-01', 'y yy yyyy', '0 00 0900'],
    ['2019-06-15', 'y yy', '19 19'],
    ['null', 'yyyy', ''],
  ];
  testScalarCases(
    timeFormats,
    cases.map(([datetime, format, expected]): ScalarCase => {
      return ['format_datetime', [`datetime ${datetime}`, `string ${format}`], `string ${expected}`];
    }),
  );
  testRefused(timeFormats, [
    ['format_datetime', ['datetime 2009-06-15', 'string ddd']],
    ['format_datetime', ['datetime 2009-06-15', 'string yyyy-MM-ddTHH']],
    ['format_datetime', ['datetime 2009-06-15', 'string ss.FFF']],
    ['format_datetime', ['timespan 01:00:00', 'string HH']],
  ]);
});

describe('format_timespan', () => {
  testScalarCases(timeFormats, [
    ['format_timespan', ['timespan 29.09:00:05.12345', 'string dd.hh:mm:ss:FF'], 'string 29.09:00:05:12'],
    ['format_timespan', ['timespan 29.09:00:05.12345', 'string ddd.h:mm:ss [fffffff]'], 'string 029.9:00:05 [1234500]'],
    ['format_timespan', ['timespan 15.13:45:30', 'string d dd ddd H HH'], 'string 15 15 015 13 13'],
    ['format_timespan', ['timespan 15.01:09:09', 'string m mm s ss'], 'string 9 09 9 09'],
    ['format_timespan', ['timespan null', 'string d'], 'string '],
  ]);
  testRefused(timeFormats, [
    ['format_timespan', ['timespan -01:00:00', 'string d']],
    ['format_timespan', ['timespan 01:00:00', 'string yyyy']],
  ]);
});
