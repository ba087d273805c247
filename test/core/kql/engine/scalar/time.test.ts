import { describe } from 'vitest';
import { time } from '../../../../../src/core/kql/engine/scalar/time.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('the run’s clock', () => {
  testScalarCases(time, [
    ['now', [], 'datetime 2024-02-29T12:30:00.0000000Z'],
    ['now', ['timespan -2.00:00:00'], 'datetime 2024-02-27T12:30:00.0000000Z'],
    ['ago', ['timespan 01:00:00'], 'datetime 2024-02-29T11:30:00.0000000Z'],
    ['ago', ['timespan null'], 'datetime null'],
    ['ago', ['timespan 1000000.00:00:00'], 'datetime null'],
  ]);
  testRefused(time, [['ago', ['real 1']]]);
});

describe('the begin and end of a period', () => {
  const datetime = 'datetime 2017-01-01 10:10:17';
  testScalarCases(time, [
    ['startofday', [datetime], 'datetime 2017-01-01T00:00:00.0000000Z'],
    ['startofday', [datetime, 'long -1'], 'datetime 2016-12-31T00:00:00.0000000Z'],
    ['startofweek', [datetime, 'long -1'], 'datetime 2016-12-25T00:00:00.0000000Z'],
    ['startofweek', [datetime], 'datetime 2017-01-01T00:00:00.0000000Z'],
    ['startofweek', ['datetime 2016-12-31 23:59:59.9999999'], 'datetime 2016-12-25T00:00:00.0000000Z'],
    ['startofmonth', [datetime, 'long -1'], 'datetime 2016-12-01T00:00:00.0000000Z'],
    ['startofmonth', [datetime, 'long 1'], 'datetime 2017-02-01T00:00:00.0000000Z'],
    ['startofyear', [datetime, 'long -1'], 'datetime 2016-01-01T00:00:00.0000000Z'],
    ['startofyear', ['datetime 2020-12-31'], 'datetime 2020-01-01T00:00:00.0000000Z'],
    ['startofyear', [datetime, 'long null'], 'datetime null'],
    ['startofday', ['datetime null'], 'datetime null'],
    ['startofday', ['datetime 0001-01-01 23:00'], 'datetime 0001-01-01T00:00:00.0000000Z'],
    ['startofday', ['datetime 9999-12-31 23:59:59.9999999'], 'datetime 9999-12-31T00:00:00.0000000Z'],
    ['startofday', [datetime, 'long 9223372036854775807'], 'datetime null'],
    ['endofday', [datetime, 'long -1'], 'datetime 2016-12-31T23:59:59.9999999Z'],
    ['endofweek', [datetime], 'datetime 2017-01-07T23:59:59.9999999Z'],
    ['endofweek', [datetime, 'long 1'], 'datetime 2017-01-14T23:59:59.9999999Z'],
    ['endofmonth', [datetime, 'long -1'], 'datetime 2016-12-31T23:59:59.9999999Z'],
    ['endofmonth', [datetime, 'long 1'], 'datetime 2017-02-28T23:59:59.9999999Z'],
    ['endofyear', [datetime, 'long 1'], 'datetime 2018-12-31T23:59:59.9999999Z'],
    ['endofyear', ['datetime 9999-01-01'], 'datetime 9999-12-31T23:59:59.9999999Z'],
    ['endofyear', ['datetime null'], 'datetime null'],
  ]);
});

describe('the place in a period', () => {
  testScalarCases(time, [
    ['dayofweek', ['datetime 1947-11-30 10:00:05'], 'timespan 00:00:00'],
    ['dayofweek', ['datetime 1970-05-11'], 'timespan 1.00:00:00'],
    ['dayofweek', ['datetime null'], 'timespan null'],
    ['dayofmonth', ['datetime 2015-12-14'], 'int 14'],
    ['dayofyear', ['datetime 2015-12-14'], 'int 348'],
    ['dayofyear', ['datetime 2020-12-31'], 'int 366'],
    ['week_of_year', ['datetime 2020-12-31'], 'int 53'],
    ['week_of_year', ['datetime 2020-06-15'], 'int 25'],
    ['week_of_year', ['datetime 1970-01-01'], 'int 1'],
    ['week_of_year', ['datetime 2000-01-01'], 'int 52'],
    ['monthofyear', ['datetime 2015-12-14'], 'int 12'],
    ['getmonth', ['datetime 2015-10-12'], 'int 10'],
    ['getyear', ['datetime 0001-01-01'], 'int 1'],
    ['hourofday', ['datetime 2015-12-14 18:54'], 'int 18'],
    ['hourofday', ['datetime 0900-12-14 23:59:59'], 'int 23'],
    ['hourofday', ['datetime null'], 'int null'],
  ]);
});
