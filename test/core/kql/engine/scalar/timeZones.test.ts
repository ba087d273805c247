import { describe } from 'vitest';
import { timeZones } from '../../../../../src/core/kql/engine/scalar/timeZones.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('time zones', () => {
  const local = 'datetime 2020-02-02 20:02:20';
  const brussels = 'string Europe/Brussels';
  testScalarCases(timeZones, [
    ['datetime_local_to_utc', [local, 'string US/Pacific'], 'datetime 2020-02-03T04:02:20.0000000Z'],
    ['datetime_local_to_utc', [local, 'string America/Chicago'], 'datetime 2020-02-03T02:02:20.0000000Z'],
    ['datetime_local_to_utc', [local, 'string Europe/Paris'], 'datetime 2020-02-02T19:02:20.0000000Z'],
    ['datetime_local_to_utc', ['datetime 2022-03-27 01:00', brussels], 'datetime 2022-03-27T00:00:00.0000000Z'],
    // The clock goes from 2:00 to 3:00.
    ['datetime_local_to_utc', ['datetime 2022-03-27 02:00', brussels], 'datetime 2022-03-27T00:00:00.0000000Z'],
    ['datetime_local_to_utc', ['datetime 2022-03-27 03:00', brussels], 'datetime 2022-03-27T01:00:00.0000000Z'],
    [
      'datetime_utc_to_local',
      ['datetime 2022-03-27 00:59:59.9999999', brussels],
      'datetime 2022-03-27T01:59:59.9999999Z',
    ],
    ['datetime_utc_to_local', ['datetime 2022-03-27 01:00', brussels], 'datetime 2022-03-27T03:00:00.0000000Z'],
    ['datetime_utc_to_local', ['datetime 2024-01-01', 'string Asia/Kolkata'], 'datetime 2024-01-01T05:30:00.0000000Z'],
    ['datetime_utc_to_local', ['datetime 2024-01-01', 'string UTC'], 'datetime 2024-01-01T00:00:00.0000000Z'],
    ['datetime_utc_to_local', ['datetime null', brussels], 'datetime null'],
  ]);
  testRefused(timeZones, [
    ['datetime_local_to_utc', ['datetime 2022-10-30 02:30', brussels]],
    ['datetime_utc_to_local', ['datetime 2022-03-27', 'string Nowhere/Land']],
    ['datetime_utc_to_local', ['datetime 2022-03-27', 'string +05:30']],
    ['datetime_utc_to_local', ['datetime 1900-01-01', brussels]],
  ]);
});
