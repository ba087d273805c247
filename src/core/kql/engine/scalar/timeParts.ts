import {
  addInt64,
  type Cell,
  divideInt64,
  type Int64,
  int64,
  multiplyInt64,
  type Row,
  subtractInt64,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
} from '../../values.ts';
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
} from '../calendar.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, constantText, countAt, datetimeAt, int64At, isIntegerType, realAt } from './callArguments.ts';

/** Datetimes and timespans made of parts, taken apart, and counted in them. */
export const timeParts: ScalarFunctions = {
  datetime_part: datetimePart,
  datepart: datetimePart,
  datetime_add: datetimeAdd,
  datetime_diff: datetimeDiff,
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
};

function datetimePart(call: ScalarCall): Evaluator {
  const part = PARTS[constantText(call, 0).toLowerCase()];
  if (part === undefined) return refusePart(call);
  const read = datetimeAt(call, 1);
  return (row) => {
    const datetime = read(row);
    return datetime === null ? null : part(dayOf(datetime), ticksOfDay(datetime));
  };
}

function refusePart(call: ScalarCall): never {
  throw new QueryError(`'${constantText(call, 0)}' is no part of a datetime that ${call.name}() knows.`, call.name);
}

type Part = (day: number, ticks: number) => number;

const PARTS: Readonly<Record<string, Part>> = {
  year: (day) => yearOf(dateOf(day)),
  quarter: (day) => Math.ceil(monthOf(dateOf(day)) / 3),
  month: (day) => monthOf(dateOf(day)),
  week_of_year: isoWeekOf,
  day: (day) => dayOfMonthOf(dateOf(day)),
  dayofyear: (day) => day - dayOfDate(yearOf(dateOf(day)), 1, 1) + 1,
  hour: (_day, ticks) => Math.floor(ticks / TICKS_PER_HOUR),
  minute: (_day, ticks) => Math.floor(ticks / TICKS_PER_MINUTE) % 60,
  second: (_day, ticks) => Math.floor(ticks / TICKS_PER_SECOND) % 60,
  millisecond: (_day, ticks) => Math.floor(ticks / TICKS_PER_MS) % 1000,
  microsecond: (_day, ticks) => Math.floor((ticks % TICKS_PER_SECOND) / 10),
  nanosecond: (_day, ticks) => (ticks % TICKS_PER_SECOND) * 100,
};

/** Periods of a fixed length, in ticks. A nanosecond is shorter than a tick, and treated on its own. */
const PERIODS: Readonly<Record<string, number>> = {
  week: 7 * TICKS_PER_DAY,
  day: TICKS_PER_DAY,
  hour: TICKS_PER_HOUR,
  minute: TICKS_PER_MINUTE,
  second: TICKS_PER_SECOND,
  millisecond: TICKS_PER_MS,
  microsecond: 10,
};

const MONTHS: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };
const NANOSECONDS_PER_TICK = 100;

function datetimeAdd(call: ScalarCall): Evaluator {
  const name = constantText(call, 0).toLowerCase();
  const amountOf = int64At(call, 1);
  const read = datetimeAt(call, 2);
  const add = adder(call, name);
  return (row) => {
    const amount = amountOf(row);
    const datetime = read(row);
    return amount === null || datetime === null ? null : add(datetime, amount);
  };
}

function adder(call: ScalarCall, name: string): (datetime: Int64, amount: Int64) => Cell {
  const months = MONTHS[name];
  if (months !== undefined) return (datetime, amount) => addMonthsTo(datetime, Number(amount) * months);
  const ticks = PERIODS[name];
  if (ticks !== undefined) return (datetime, amount) => addTicks(datetime, BigInt(amount) * BigInt(ticks));
  if (name !== 'nanosecond') return refusePart(call);
  return (datetime, amount) => {
    const nanoseconds = BigInt(amount);
    if (nanoseconds % 100n !== 0n)
      throw new QueryError('datetime_add() adds nanoseconds in hundreds only.', 'datetime_add');
    return addTicks(datetime, nanoseconds / 100n);
  };
}

function addMonthsTo(datetime: Int64, months: number): Cell {
  if (Math.abs(months) > 120_000) return null;
  return datetimeOf(addMonths(dayOf(datetime), months), ticksOfDay(datetime));
}

function addTicks(datetime: Int64, ticks: bigint): Cell {
  const sum = BigInt(datetime) + ticks;
  return sum < BigInt(FIRST_DAY) * DAY || sum >= BigInt(LAST_DAY + 1) * DAY ? null : int64(sum);
}

const DAY = BigInt(TICKS_PER_DAY);

/** How many boundaries of the period lie between the two. */
function datetimeDiff(call: ScalarCall): Evaluator {
  const count = counter(call, constantText(call, 0).toLowerCase());
  const [left, right] = [datetimeAt(call, 1), datetimeAt(call, 2)];
  return (row) => {
    const a = left(row);
    const b = right(row);
    return a === null || b === null ? null : subtractInt64(count(a), count(b));
  };
}

/** Numbers the periods in their order; weeks begin on Sunday. */
function counter(call: ScalarCall, name: string): (datetime: Int64) => Int64 {
  const months = MONTHS[name];
  if (months !== undefined) return (datetime) => Math.floor(monthNumber(dayOf(datetime)) / months);
  if (name === 'week') {
    return (datetime) => (dayOf(datetime) - weekdayOf(dayOf(datetime))) / 7;
  }
  if (name === 'nanosecond') return (datetime) => multiplyInt64(datetime, NANOSECONDS_PER_TICK);
  const ticks = PERIODS[name];
  return ticks === undefined ? refusePart(call) : periodNumber(ticks);
}

function monthNumber(day: number): number {
  const date = dateOf(day);
  return yearOf(date) * 12 + monthOf(date) - 1;
}

function periodNumber(ticks: number): (datetime: Int64) => Int64 {
  const perDay = TICKS_PER_DAY / ticks;
  return (datetime) => addInt64(multiplyInt64(dayOf(datetime), perDay), divideInt64(ticksOfDay(datetime), ticks));
}

function makeDatetime(call: ScalarCall): Evaluator {
  const { args } = call;
  if (args.length !== 3 && args.length !== 5 && args.length !== 6) return refuseParts(call);
  const parts = wholeParts(call, Math.min(args.length, 5));
  const secondOf = args.length === 6 ? realAt(call, 5) : () => 0;
  return (row) => {
    const [year, month, dayOfMonth, hour = 0, minute = 0] = parts.map((part) => part(row) ?? Number.NaN);
    const ticks = clockTicks(hour, minute, secondOf(row));
    if (year === undefined || month === undefined || dayOfMonth === undefined || ticks === undefined) return null;
    if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12)) return null;
    if (!(dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month))) return null;
    return datetimeOf(dayOfDate(year, month, dayOfMonth), ticks);
  };
}

/** Undefined for a time of day that does not exist. */
function clockTicks(hour: number, minute: number, second: number | null): number | undefined {
  if (second === null || !(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0)) return undefined;
  const ticks = Math.round(second * TICKS_PER_SECOND);
  return ticks < TICKS_PER_MINUTE ? hour * TICKS_PER_HOUR + minute * TICKS_PER_MINUTE + ticks : undefined;
}

function wholeParts(call: ScalarCall, count: number): readonly ((row: Row) => number | null)[] {
  return Array.from({ length: count }, (_, index) =>
    isIntegerType(argumentAt(call, index).type) ? countAt(call, index) : refuseParts(call),
  );
}

function refuseParts(call: ScalarCall): never {
  throw new QueryError(
    `${call.name}() is supported with whole numbers, and a number of seconds at the end.`,
    call.name,
  );
}

/** Of hours and minutes, perhaps seconds, and days before all three. */
function makeTimespan(call: ScalarCall): Evaluator {
  const { length } = call.args;
  if (length < 2 || length > 4) return refuseParts(call);
  const parts = wholeParts(call, length === 3 ? 2 : Math.min(length, 3));
  const secondOf = length > 2 ? realAt(call, length - 1) : () => 0;
  return (row) => {
    const values = parts.map((part) => part(row) ?? Number.NaN);
    const [days = 0, hour = 0, minute = 0] = length === 4 ? values : [0, ...values];
    const ticks = clockTicks(hour, minute, secondOf(row));
    if (ticks === undefined || !(days >= 0 && days <= MOST_DAYS)) return null;
    return addInt64(multiplyInt64(days, TICKS_PER_DAY), ticks);
  };
}

/** Of the longest timespan, without its last day, which is not a whole one. */
const MOST_DAYS = 10_675_198;
