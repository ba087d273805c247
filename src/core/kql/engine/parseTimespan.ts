import { type Int64, int64 } from '../values.ts';

/**
 * Ticks of `[-][d.]hh:mm[:ss[.fffffff]]`, or of a number with a unit as in a literal (`1.5h`, `100ms`); undefined for any
 * other text, and for one beyond 64 bits.
 */
export function parseTimespan(text: string): Int64 | undefined {
  const trimmed = text.trim();
  return clock(trimmed) ?? withUnit(trimmed);
}

const CLOCK = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

function clock(text: string): Int64 | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, minus, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const wholeSeconds = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = wholeSeconds * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
  return inRange(minus === undefined ? ticks : -ticks);
}

const WITH_UNIT = /^(-?\d+(?:\.\d+)?)\s*([a-z]+)$/i;

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  d: 86_400_000_000_000n,
  day: 86_400_000_000_000n,
  days: 86_400_000_000_000n,
  h: 3_600_000_000_000n,
  hr: 3_600_000_000_000n,
  hrs: 3_600_000_000_000n,
  hour: 3_600_000_000_000n,
  hours: 3_600_000_000_000n,
  m: 60_000_000_000n,
  min: 60_000_000_000n,
  minute: 60_000_000_000n,
  minutes: 60_000_000_000n,
  s: 1_000_000_000n,
  sec: 1_000_000_000n,
  second: 1_000_000_000n,
  seconds: 1_000_000_000n,
  ms: 1_000_000n,
  milli: 1_000_000n,
  millis: 1_000_000n,
  millisecond: 1_000_000n,
  milliseconds: 1_000_000n,
  micro: 1_000n,
  micros: 1_000n,
  microsecond: 1_000n,
  microseconds: 1_000n,
  tick: 100n,
  ticks: 100n,
};

function withUnit(text: string): Int64 | undefined {
  const match = WITH_UNIT.exec(text);
  if (match === null) return undefined;
  const [, count = '0', unit = ''] = match;
  const size = Object.hasOwn(NANOSECONDS, unit) ? NANOSECONDS[unit] : undefined;
  if (size === undefined) return undefined;
  const [whole = '0', fraction = ''] = count.split('.');
  const nanoseconds = (BigInt(whole + fraction) * size) / 10n ** BigInt(fraction.length);
  return inRange(nanoseconds / 100n);
}

function inRange(ticks: bigint): Int64 | undefined {
  return BigInt.asIntN(64, ticks) === ticks ? int64(ticks) : undefined;
}
