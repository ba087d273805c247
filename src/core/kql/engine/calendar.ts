import type { Int64 } from '../values.ts';
import { TICKS_PER_DAY } from '../values.ts';

/*
 * The Gregorian calendar over the years 1 to 9999, on datetimes' cells, exact and without BigInt where a cell is a number.
 * A day is counted from 2020-01-01, the epoch of cells; negative before.
 */

/** 0001-01-01 and 9999-12-31. */
export const FIRST_DAY = -737_424;
export const LAST_DAY = 2_914_634;

export function dayOf(datetime: Int64): number {
  if (typeof datetime === 'number') return Math.floor(datetime / TICKS_PER_DAY);
  return Number((datetime - BigInt(ticksOfDay(datetime))) / 864_000_000_000n);
}

/** Ticks since midnight. */
export function ticksOfDay(datetime: Int64): number {
  if (typeof datetime === 'number') return datetime - Math.floor(datetime / TICKS_PER_DAY) * TICKS_PER_DAY;
  const rest = Number(datetime % 864_000_000_000n);
  return rest < 0 ? rest + TICKS_PER_DAY : rest;
}

/** The datetime's cell of a day and ticks since its midnight; null outside of the calendar. */
export function datetimeOf(day: number, ticks: number): Int64 | null {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) return null;
  const sum = day * TICKS_PER_DAY + ticks;
  if (Number.isSafeInteger(sum)) return sum;
  return BigInt(day) * 864_000_000_000n + BigInt(ticks);
}

/** A date in one number, so that none is allocated: `yearOf`, `monthOf` and `dayOfMonthOf` read it. */
export function dateOf(day: number): number {
  // Years here begin in March, so that the leap day is their last; eras have 400 years.
  const days = day + DAYS_FROM_MARCH_0000;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return (year << 9) | (month << 5) | (dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1);
}

const DAYS_FROM_MARCH_0000 = 737_730;

export function yearOf(date: number): number {
  return date >> 9;
}

/** 1 to 12. */
export function monthOf(date: number): number {
  return (date >> 5) & 15;
}

export function dayOfMonthOf(date: number): number {
  return date & 31;
}

/** The day of a date; months and days outside of their year and month count on. */
export function dayOfDate(year: number, month: number, dayOfMonth: number): number {
  const months = month - 3;
  const march = year + Math.floor(months / 12);
  const era = Math.floor(march / 400);
  const yearOfEra = march - era * 400;
  const dayOfYear = Math.floor((153 * (months - Math.floor(months / 12) * 12) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - DAYS_FROM_MARCH_0000;
}

export function daysInMonth(year: number, month: number): number {
  return dayOfDate(year, month + 1, 1) - dayOfDate(year, month, 1);
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The day of the month that is so many months later, or the month's last when it has no such day. */
export function addMonths(day: number, months: number): number {
  const date = dateOf(day);
  const first = dayOfDate(yearOf(date), monthOf(date) + months, 1);
  const target = dateOf(first);
  return first + Math.min(dayOfMonthOf(date), daysInMonth(yearOf(target), monthOf(target))) - 1;
}

/** The number of the ISO 8601 week: weeks begin on Monday, and the first one holds the year's first Thursday. */
export function isoWeekOf(day: number): number {
  const thursday = day - ((weekdayOf(day) + 6) % 7) + 3;
  return Math.floor((thursday - dayOfDate(yearOf(dateOf(thursday)), 1, 1)) / 7) + 1;
}
