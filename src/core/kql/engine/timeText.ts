import {
  DATETIME_EPOCH_MS,
  type Int64,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
  unixMsOfDatetime,
} from '../values.ts';

/** `2015-12-31T23:59:59.9000000Z`, of a datetime's cell. */
export function datetimeText(datetime: Int64): string {
  const ms = unixMsOfDatetime(datetime);
  const ticks =
    typeof datetime === 'number'
      ? datetime - (ms - DATETIME_EPOCH_MS) * TICKS_PER_MS
      : Number(datetime - BigInt(ms - DATETIME_EPOCH_MS) * 10_000n);
  const text = new Date(ms).toISOString();
  return ticks === 0 ? `${text.slice(0, -1)}0000Z` : `${text.slice(0, -1)}${digits(ticks, 4)}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]`, of a timespan's cell. */
export function timespanText(timespan: Int64): string {
  if (typeof timespan === 'bigint') return longTimespanText(timespan);
  const ticks = Math.abs(timespan);
  const days = Math.floor(ticks / TICKS_PER_DAY);
  return `${timespan < 0 ? '-' : ''}${days === 0 ? '' : `${days}.`}${clockText(ticks - days * TICKS_PER_DAY)}`;
}

function longTimespanText(timespan: bigint): string {
  const ticks = timespan < 0n ? -timespan : timespan;
  const day = BigInt(TICKS_PER_DAY);
  return `${timespan < 0n ? '-' : ''}${ticks / day}.${clockText(Number(ticks % day))}`;
}

/** Of ticks within a day. */
function clockText(ticks: number): string {
  const hours = Math.floor(ticks / TICKS_PER_HOUR);
  const minutes = Math.floor((ticks % TICKS_PER_HOUR) / TICKS_PER_MINUTE);
  const seconds = Math.floor((ticks % TICKS_PER_MINUTE) / TICKS_PER_SECOND);
  const rest = ticks % TICKS_PER_SECOND;
  const text = `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}`;
  return rest === 0 ? text : `${text}.${digits(rest, 7)}`;
}

function digits(value: number, count: number): string {
  return `${value}`.padStart(count, '0');
}
