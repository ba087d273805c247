import type { Decimal } from 'decimal.js';

/** Kusto's scalar types. A bag, an array and any JSON value are all `dynamic`. */
export type ScalarType =
  | 'bool'
  | 'int'
  | 'long'
  | 'real'
  | 'decimal'
  | 'string'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic';

/**
 * A 64-bit integer: a number as long as a number can hold it exactly, a bigint beyond, and never a bigint that a number
 * could hold. So equal values are `===`, and are the same key of a Map.
 */
export type Int64 = number | bigint;

/**
 * One value of a column, by the column's type, null being Kusto's null:
 * bool boolean · int number · long Int64 · real number (NaN and infinities too) · decimal Decimal ·
 * string string, never null: Kusto has no null strings · datetime Int64, ticks since DATETIME_EPOCH · timespan Int64, ticks ·
 * guid string in lower case with hyphens · dynamic Dynamic.
 */
export type Cell = null | boolean | Int64 | string | Decimal | Dynamic;

/** The values of one row, in the order of its columns. Rows are shared between operators, and never changed. */
export type Row = readonly Cell[];

/**
 * A dynamic value. Numbers are long when they are integers, else real. Bags are plain objects; make them with
 * Object.fromEntries, because an assignment to `__proto__` makes no property, and names come from hostile records.
 */
export type Dynamic = null | boolean | Int64 | string | TypedScalar | readonly Dynamic[] | DynamicBag;

export interface DynamicBag {
  readonly [name: string]: Dynamic;
}

/** A value inside a dynamic one whose type JSON does not have; `real` for a real number that is an integer. */
export class TypedScalar {
  readonly type: 'datetime' | 'timespan' | 'guid' | 'decimal' | 'real';
  readonly value: Exclude<Cell, null>;

  constructor(type: TypedScalar['type'], value: Exclude<Cell, null>) {
    this.type = type;
    this.value = value;
  }
}

/** A tick is 100 nanoseconds. */
export const TICKS_PER_MS = 10_000;
export const TICKS_PER_SECOND = 10_000_000;
export const TICKS_PER_MINUTE = 600_000_000;
export const TICKS_PER_HOUR = 36_000_000_000;
export const TICKS_PER_DAY = 864_000_000_000;

/**
 * Datetimes count from 2020-01-01 UTC, so that those from 1991 to 2048 are exact as plain numbers; others are bigints.
 * Unix epoch milliseconds.
 */
export const DATETIME_EPOCH_MS = Date.UTC(2020, 0, 1);
/** Ticks from 0001-01-01, where Kusto's calendar and its bins begin, to the epoch above. */
export const TICKS_BEFORE_EPOCH = 637_134_336_000_000_000n;

/** The Int64 of this value, wrapped around at 64 bits as Kusto does. */
export function int64(value: bigint): Int64 {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= MIN_SAFE && wrapped <= MAX_SAFE ? Number(wrapped) : wrapped;
}

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

export function addInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return int64(BigInt(a) + BigInt(b));
}

export function subtractInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return int64(BigInt(a) - BigInt(b));
}

export function multiplyInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return int64(BigInt(a) * BigInt(b));
}

/** Rounds towards zero. The divisor is not zero. */
export function divideInt64(a: Int64, b: Int64): Int64 {
  // The quotient of safe integers, cut off, is exact: rounding never reaches the next integer below 2^53.
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return int64(BigInt(a) / BigInt(b));
}

/** A datetime's cell of Unix epoch milliseconds, which may have a fraction. */
export function datetimeOfUnixMs(ms: number): Int64 {
  const ticks = Math.round((ms - DATETIME_EPOCH_MS) * TICKS_PER_MS);
  if (Number.isSafeInteger(ticks)) return ticks;
  return int64(BigInt(Math.floor(ms) - DATETIME_EPOCH_MS) * 10_000n + BigInt(Math.round((ms % 1) * TICKS_PER_MS)));
}

/** Unix epoch milliseconds of a datetime's cell, rounded down. */
export function unixMsOfDatetime(datetime: Int64): number {
  if (typeof datetime === 'number') return Math.floor(datetime / TICKS_PER_MS) + DATETIME_EPOCH_MS;
  const rest = ((datetime % 10_000n) + 10_000n) % 10_000n;
  return Number((datetime - rest) / 10_000n) + DATETIME_EPOCH_MS;
}
