import { describe } from 'vitest';
import { unixTime } from '../../../../../src/core/kql/engine/scalar/unixTime.ts';
import { testScalarCases } from './scalarCases.ts';

describe('Unix time', () => {
  testScalarCases(unixTime, [
    ['unixtime_seconds_todatetime', ['long 1546300800'], 'datetime 2019-01-01T00:00:00.0000000Z'],
    ['unixtime_seconds_todatetime', ['real 1546300800.5'], 'datetime 2019-01-01T00:00:00.5000000Z'],
    ['unixtime_seconds_todatetime', ['long -1'], 'datetime 1969-12-31T23:59:59.0000000Z'],
    ['unixtime_milliseconds_todatetime', ['long 1546300800000'], 'datetime 2019-01-01T00:00:00.0000000Z'],
    ['unixtime_microseconds_todatetime', ['long 1546300800000001'], 'datetime 2019-01-01T00:00:00.0000010Z'],
    ['unixtime_nanoseconds_todatetime', ['long 1546300800000000100'], 'datetime 2019-01-01T00:00:00.0000001Z'],
    ['unixtime_seconds_todatetime', ['long 1546300800000'], 'datetime null'],
    ['unixtime_seconds_todatetime', ['real 1e300'], 'datetime null'],
    ['unixtime_seconds_todatetime', ['long null'], 'datetime null'],
  ]);
});
