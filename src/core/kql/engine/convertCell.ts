import { Decimal } from 'decimal.js';
import { type Cell, type Int64, int64, type ScalarType, TICKS_BEFORE_EPOCH, TypedScalar } from '../values.ts';
import { dynamicOf, textWriter } from './cellText.ts';
import { toDynamic } from './cellTypes.ts';
import { QueryError } from './functionTable.ts';
import { cellParser } from './parseCell.ts';

/**
 * A cell as to*() converts it from one type to another: null where it cannot be. Throws a QueryError for two types of
 * which nobody has said how one becomes the other.
 */
export function convertCell(cell: Cell, from: ScalarType, to: ScalarType): Cell {
  return cellConverter(from, to)(cell);
}

/** The same as convertCell, for types that are known before the cells are. */
export function cellConverter(from: ScalarType, to: ScalarType): (cell: Cell) => Cell {
  if (from === to) return (cell) => cell;
  if (to === 'string') return textWriter(from);
  if (from === 'string') return ofString(cellParser(to));
  if (from === 'dynamic') return ofDynamic(to);
  if (to === 'dynamic') return (cell) => toDynamic(cell, from);
  const convert = CONVERSIONS[`${from} ${to}`];
  if (convert === undefined) throw new QueryError(`A ${from} cannot be converted to ${to} here.`, `to${to}`);
  return (cell) => (cell === null ? null : convert(cell));
}

type Value = Exclude<Cell, null>;

function ofString(parse: (text: string) => Cell): (cell: Cell) => Cell {
  return (cell) => (typeof cell === 'string' ? parse(cell) : null);
}

/** By what the dynamic value holds: an array or a bag is no number, datetime or guid. */
function ofDynamic(to: ScalarType): (cell: Cell) => Cell {
  const parse = cellParser(to);
  return (cell) => {
    const value = dynamicOf(cell);
    if (typeof value === 'string') return parse(value);
    if (value === null) return null;
    const type = typeOfScalar(value);
    if (type === undefined) return null;
    const scalar = value instanceof TypedScalar ? value.value : value;
    return type === to ? scalar : (CONVERSIONS[`${type} ${to}`]?.(scalar) ?? null);
  };
}

function typeOfScalar(value: Value): ScalarType | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'long' : 'real';
    case 'bigint':
      return 'long';
    default:
      return value instanceof TypedScalar ? value.type : undefined;
  }
}

const CONVERSIONS: Readonly<Record<string, (value: Value) => Cell>> = {
  'bool int': (value) => Number(value),
  'bool long': (value) => Number(value),
  'bool real': (value) => Number(value),
  'bool decimal': (value) => new Decimal(Number(value)),
  'int bool': (value) => value !== 0,
  'int long': (value) => value,
  'int real': (value) => value,
  'int decimal': decimalOf,
  'long bool': (value) => value !== 0,
  'long int': intOfLong,
  'long real': (value) => Number(value),
  'long decimal': decimalOf,
  'real bool': (value) => value !== 0,
  'real int': (value) => clampedInt(Number(value)),
  'real long': (value) => longOfReal(Number(value)),
  'real decimal': (value) => (Number.isFinite(value) ? new Decimal(Number(value)) : null),
  'decimal bool': (value) => !decimalOf(value).isZero(),
  'decimal int': (value) => inInt(longOfDecimal(decimalOf(value))),
  'decimal long': (value) => longOfDecimal(decimalOf(value)),
  'decimal real': (value) => decimalOf(value).toNumber(),
  'datetime int': (value) => intOfLong(ticksOfDatetime(value)),
  'datetime long': ticksOfDatetime,
  'datetime real': (value) => Number(ticksOfDatetime(value)),
  'timespan int': intOfLong,
  'timespan long': (value) => value,
  'timespan real': (value) => Number(value),
};

/** The lowest 32 bits. */
function intOfLong(value: Value): number {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value));
  // The operator takes a number modulo 2^32, exactly.
  return Number(value) | 0;
}

/** A real number that is too large becomes the largest int, or the smallest. */
function clampedInt(value: number): number | null {
  return Number.isNaN(value) ? null : Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)) + 0;
}

function longOfReal(value: number): Int64 | null {
  if (Number.isNaN(value)) return null;
  if (value >= 2 ** 63) return MAX_LONG;
  if (value <= -(2 ** 63)) return MIN_LONG;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : int64(BigInt(whole));
}

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

function longOfDecimal(value: Decimal): Int64 | null {
  const whole = BigInt(value.trunc().toFixed());
  return BigInt.asIntN(64, whole) === whole ? int64(whole) : null;
}

function inInt(value: Int64 | null): number | null {
  return typeof value === 'number' && value === (value | 0) ? value : null;
}

function decimalOf(value: Value): Decimal {
  return value instanceof Decimal ? value : new Decimal(`${value}`);
}

/** Since 0001-01-01. */
function ticksOfDatetime(value: Value): Int64 {
  return typeof value === 'number' || typeof value === 'bigint' ? int64(BigInt(value) + TICKS_BEFORE_EPOCH) : 0;
}
