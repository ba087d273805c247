import { describe, expect, test } from 'vitest';
import { daysLeft, isDay } from '../../../src/core/organization/tokenExpiry.ts';

test.each([
  ['2026-12-31', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['20261231', false],
  ['2026-12-31T00:00', false],
  [' 2026-12-31', false],
  ['', false],
])('%j is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

describe('the days left', () => {
  /** By the clock on the wall, wherever this runs. */
  const at = (hour: number) => new Date(2026, 9, 7, hour, 30).getTime();

  test.each([
    ['2026-10-06', -1],
    ['2026-10-07', 0],
    ['2026-10-08', 1],
    ['2026-11-01', 25],
    ['2027-10-07', 365],
  ])('until %s are %i, at any hour', (day, expected) => {
    for (const hour of [0, 12, 23]) expect(daysLeft(day, at(hour))).toBe(expected);
  });
});
