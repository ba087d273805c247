import {
  addInt64,
  type Cell,
  type Int64,
  subtractInt64,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  unixMsOfDatetime,
} from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, datetimeAt } from './callArguments.ts';

/** Between UTC and the time of a zone, by the time zone database of the JavaScript engine, and only in its sure years. */
export const timeZones: ScalarFunctions = {
  datetime_utc_to_local: (call) => convert(call, localOfUtc),
  datetime_local_to_utc: (call) => convert(call, utcOfLocal),
};

/** Milliseconds by which a zone is ahead of UTC at an instant of Unix epoch milliseconds. */
type OffsetAt = (unixMs: number) => number;

function convert(call: ScalarCall, apply: (datetime: Int64, offsetAt: OffsetAt) => Cell): Evaluator {
  const read = datetimeAt(call, 0);
  const { evaluate } = argumentAt(call, 1);
  const zones = new Map<string, OffsetAt>();
  return (row) => {
    const datetime = read(row);
    const zone = evaluate(row);
    if (datetime === null || typeof zone !== 'string') return null;
    let offsetAt = zones.get(zone);
    if (offsetAt === undefined) {
      offsetAt = zoneOffsets(call, zone);
      zones.set(zone, offsetAt);
    }
    return apply(datetime, offsetAt);
  };
}

function localOfUtc(utc: Int64, offsetAt: OffsetAt): Int64 {
  return addInt64(utc, offsetAt(unixMsOfDatetime(utc)) * TICKS_PER_MS);
}

/** A local time that a change of the clock leaves out counts as if the clock had changed before it. */
function utcOfLocal(local: Int64, offsetAt: OffsetAt): Int64 {
  const localMs = unixMsOfDatetime(local);
  const [before, after] = [offsetAt(localMs - DAY_MS), offsetAt(localMs + DAY_MS)];
  const fits = [...new Set([before, after])].filter((offset) => offsetAt(localMs - offset) === offset);
  if (fits.length > 1) {
    throw new QueryError(
      'datetime_local_to_utc() of a local time that happens twice is not supported.',
      'datetime_local_to_utc',
    );
  }
  return subtractInt64(local, (fits[0] ?? after) * TICKS_PER_MS);
}

const DAY_MS = 86_400_000;
/** Changes of the clock happen at full quarters of an hour. */
const QUARTER_MS = (15 * TICKS_PER_MINUTE) / TICKS_PER_MS;
const [FIRST_MS, LAST_MS] = [Date.UTC(1970, 0, 2), Date.UTC(2037, 0, 1)];

function zoneOffsets(call: ScalarCall, zone: string): OffsetAt {
  const clock = clockOf(call, zone);
  const known = new Map<number, number>();
  return (unixMs) => {
    if (!(unixMs >= FIRST_MS && unixMs < LAST_MS)) {
      throw new QueryError(`${call.name}() is supported for the years 1970 to 2036.`, call.name);
    }
    const quarter = Math.floor(unixMs / QUARTER_MS);
    let offset = known.get(quarter);
    if (offset === undefined) {
      offset = offsetOf(clock, quarter * QUARTER_MS);
      known.set(quarter, offset);
    }
    return offset;
  };
}

function clockOf(call: ScalarCall, timeZone: string): Intl.DateTimeFormat {
  // Kusto's zones have names; the engine would also take offsets.
  if (/^[A-Za-z]/.test(timeZone)) {
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    } catch {
      // An unknown name, which is told below.
    }
  }
  throw new QueryError(`The time zone '${timeZone}' is not known to ${call.name}().`, call.name);
}

function offsetOf(clock: Intl.DateTimeFormat, unixMs: number): number {
  const name = clock.formatToParts(unixMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(name) ?? [];
  const offset = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -offset : offset;
}
