import { addInt64, type Cell, type Int64, subtractInt64, TICKS_PER_DAY, TICKS_PER_HOUR } from '../../values.ts';
import {
  addMonths,
  dateOf,
  datetimeOf,
  dayOf,
  dayOfDate,
  dayOfMonthOf,
  isoWeekOf,
  monthOf,
  ticksOfDay,
  weekdayOf,
  yearOf,
} from '../calendar.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { countAt, datetimeAt, int64At } from './callArguments.ts';

/** The clock of the run, the begin and end of calendar periods, and where in one a datetime lies. */
export const time: ScalarFunctions = {
  now,
  ago,
  startofday: periodStart((day, offset) => day + offset),
  startofweek: periodStart(startOfWeek),
  startofmonth: periodStart(startOfMonth),
  startofyear: periodStart(startOfYear),
  endofday: periodEnd((day, offset) => day + offset),
  endofweek: periodEnd(startOfWeek),
  endofmonth: periodEnd(startOfMonth),
  endofyear: periodEnd(startOfYear),
  dayofweek: ofDay((day) => weekdayOf(day) * TICKS_PER_DAY),
  dayofmonth: ofDay((day) => dayOfMonthOf(dateOf(day))),
  dayofyear: ofDay(dayOfYear),
  week_of_year: ofDay(isoWeekOf),
  monthofyear: ofDay((day) => monthOf(dateOf(day))),
  getmonth: ofDay((day) => monthOf(dateOf(day))),
  getyear: ofDay((day) => yearOf(dateOf(day))),
  hourofday,
};

function now(call: ScalarCall): Evaluator {
  const { now: datetime } = call.run;
  if (call.args.length === 0) return () => datetime;
  const offset = int64At(call, 0);
  return (row) => shifted(datetime, offset(row), addInt64);
}

function ago(call: ScalarCall): Evaluator {
  const offset = int64At(call, 0);
  return (row) => shifted(call.run.now, offset(row), subtractInt64);
}

function shifted(datetime: Int64, offset: Int64 | null, shift: (a: Int64, b: Int64) => Int64): Cell {
  if (offset === null) return null;
  const sum = shift(datetime, offset);
  // Outside of the years 1 to 9999 there are no datetimes.
  return datetimeOf(dayOf(sum), ticksOfDay(sum));
}

/** The first day of the period which is so many periods after the one that holds a day. */
type StartOfPeriod = (day: number, offset: number) => number;

function startOfWeek(day: number, offset: number): number {
  return day - weekdayOf(day) + offset * 7;
}

function startOfMonth(day: number, offset: number): number {
  const first = day - dayOfMonthOf(dateOf(day)) + 1;
  return offset === 0 ? first : addMonths(first, offset);
}

function startOfYear(day: number, offset: number): number {
  return dayOfDate(yearOf(dateOf(day)) + offset, 1, 1);
}

function periodStart(start: StartOfPeriod): (call: ScalarCall) => Evaluator {
  return (call) => {
    const read = datetimeAt(call, 0);
    const offsetOf = offsetAt(call);
    return (row) => {
      const datetime = read(row);
      const offset = offsetOf(row);
      return datetime === null || offset === null ? null : datetimeOf(start(dayOf(datetime), offset), 0);
    };
  };
}

/** The last tick before the next period. */
function periodEnd(start: StartOfPeriod): (call: ScalarCall) => Evaluator {
  return (call) => {
    const read = datetimeAt(call, 0);
    const offsetOf = offsetAt(call);
    return (row) => {
      const datetime = read(row);
      const offset = offsetOf(row);
      if (datetime === null || offset === null) return null;
      return datetimeOf(start(dayOf(datetime), offset + 1) - 1, TICKS_PER_DAY - 1);
    };
  };
}

const FARTHEST_OFFSET = 4_000_000;

/** More days than the calendar has lead out of it, whatever the period. */
function offsetAt(call: ScalarCall): (row: readonly Cell[]) => number | null {
  if (call.args.length < 2) return () => 0;
  const read = countAt(call, 1);
  return (row) => {
    const offset = read(row);
    return offset === null ? null : Math.max(-FARTHEST_OFFSET, Math.min(FARTHEST_OFFSET, offset));
  };
}

function ofDay(apply: (day: number) => number): (call: ScalarCall) => Evaluator {
  return (call) => {
    const read = datetimeAt(call, 0);
    return (row) => {
      const datetime = read(row);
      return datetime === null ? null : apply(dayOf(datetime));
    };
  };
}

function dayOfYear(day: number): number {
  return day - dayOfDate(yearOf(dateOf(day)), 1, 1) + 1;
}

function hourofday(call: ScalarCall): Evaluator {
  const read = datetimeAt(call, 0);
  return (row) => {
    const datetime = read(row);
    return datetime === null ? null : Math.floor(ticksOfDay(datetime) / TICKS_PER_HOUR);
  };
}
