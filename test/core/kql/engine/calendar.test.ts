import { describe, expect, test } from 'vitest';
import {
  addMonths,
  dateOf,
  datetimeOf,
  dayOf,
  dayOfDate,
  dayOfMonthOf,
  daysInMonth,
  FIRST_DAY,
  isoWeekOf,
  LAST_DAY,
  monthOf,
  ticksOfDay,
  weekdayOf,
  yearOf,
} from '../../../../src/core/kql/engine/calendar.ts';
import { TICKS_BEFORE_EPOCH, TICKS_PER_DAY } from '../../../../src/core/kql/values.ts';

const DAY_MS = 86_400_000;

describe('the calendar', () => {
  test('agrees with Date on every seventh day of the years 1 to 9999', () => {
    for (let day = FIRST_DAY; day <= LAST_DAY; day += 7) {
      const date = new Date(Date.UTC(2020, 0, 1) + day * DAY_MS);
      const found = dateOf(day);
      const [year, month, dayOfMonth] = [yearOf(found), monthOf(found), dayOfMonthOf(found)];
      if (
        year !== date.getUTCFullYear() ||
        month !== date.getUTCMonth() + 1 ||
        dayOfMonth !== date.getUTCDate() ||
        weekdayOf(day) !== date.getUTCDay() ||
        dayOfDate(year, month, dayOfMonth) !== day
      ) {
        expect(`${year}-${month}-${dayOfMonth}`).toBe(date.toISOString());
      }
    }
  });

  test('splits cells into days and ticks, also where they are bigints', () => {
    expect([dayOf(0), ticksOfDay(0)]).toEqual([0, 0]);
    expect([dayOf(-1), ticksOfDay(-1)]).toEqual([-1, TICKS_PER_DAY - 1]);
    expect([dayOf(-TICKS_BEFORE_EPOCH), ticksOfDay(-TICKS_BEFORE_EPOCH)]).toEqual([FIRST_DAY, 0]);
    expect([dayOf(1n - TICKS_BEFORE_EPOCH), ticksOfDay(1n - TICKS_BEFORE_EPOCH)]).toEqual([FIRST_DAY, 1]);
    expect(datetimeOf(FIRST_DAY, 0)).toBe(-TICKS_BEFORE_EPOCH);
    expect(datetimeOf(1, 5)).toBe(TICKS_PER_DAY + 5);
    expect(datetimeOf(FIRST_DAY - 1, 0)).toBeNull();
    expect(datetimeOf(LAST_DAY + 1, 0)).toBeNull();
  });

  test('counts months on, to the last day where there is no such day', () => {
    const [january, february] = [dayOfDate(2024, 1, 31), dayOfDate(2024, 2, 29)];
    expect(addMonths(january, 1)).toBe(february);
    expect(addMonths(february, 12)).toBe(dayOfDate(2025, 2, 28));
    expect(addMonths(january, -11)).toBe(dayOfDate(2023, 2, 28));
    expect([daysInMonth(1900, 2), daysInMonth(2000, 2), daysInMonth(2023, 12)]).toEqual([28, 29, 31]);
  });

  test.each([
    [2020, 12, 31, 53],
    [2021, 1, 3, 53],
    [2021, 1, 4, 1],
    [2018, 12, 31, 1],
    [2005, 1, 1, 53],
    [2008, 12, 29, 1],
  ])('%d-%d-%d is in week %d', (year, month, day, week) => {
    expect(isoWeekOf(dayOfDate(year, month, day))).toBe(week);
  });
});
