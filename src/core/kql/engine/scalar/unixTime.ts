import {
  addInt64,
  divideInt64,
  type Int64,
  int64,
  multiplyInt64,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
} from '../../values.ts';
import { datetimeOf, dayOf, ticksOfDay } from '../calendar.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { argumentAt, int64At, isIntegerType, realAt } from './callArguments.ts';

/** Datetimes of what has passed since 1970; null outside of the years 1 to 9999. */
export const unixTime: ScalarFunctions = {
  unixtime_seconds_todatetime: unixTimeIn(TICKS_PER_SECOND),
  unixtime_milliseconds_todatetime: unixTimeIn(TICKS_PER_MS),
  unixtime_microseconds_todatetime: unixTimeIn(10),
  unixtime_nanoseconds_todatetime: unixTimeIn(0.01),
};

/** 1970-01-01, as a cell. */
const UNIX_EPOCH = -15_778_368_000_000_000n;
/** More lead out of the calendar. */
const MOST_TICKS = 3.2e18;

function unixTimeIn(ticksPerUnit: number): (call: ScalarCall) => Evaluator {
  return (call) => {
    if (isIntegerType(argumentAt(call, 0).type)) return wholeUnits(call, ticksPerUnit);
    const read = realAt(call, 0);
    return (row) => {
      const units = read(row);
      const ticks = units === null ? Number.NaN : Math.trunc(units * ticksPerUnit);
      return Math.abs(ticks) < MOST_TICKS ? datetimeAfter(int64(BigInt(ticks))) : null;
    };
  };
}

function wholeUnits(call: ScalarCall, ticksPerUnit: number): Evaluator {
  const read = int64At(call, 0);
  const ticksOf = (units: Int64): Int64 =>
    ticksPerUnit < 1 ? divideInt64(units, 100) : multiplyInt64(units, ticksPerUnit);
  return (row) => {
    const units = read(row);
    if (units === null || Math.abs(Number(units) * ticksPerUnit) > MOST_TICKS) return null;
    return datetimeAfter(ticksOf(units));
  };
}

function datetimeAfter(ticks: Int64): Int64 | null {
  const datetime = addInt64(UNIX_EPOCH, ticks);
  return datetimeOf(dayOf(datetime), ticksOfDay(datetime));
}
