import { Decimal } from 'decimal.js';
import { type Cell, type Int64, int64, type ScalarType } from '../values.ts';
import { parseDatetime } from './parseDatetime.ts';
import { parseJson } from './parseJson.ts';
import { parseTimespan } from './parseTimespan.ts';

/** The cell of a text, as tolong(), todatetime() … of a string give it: null where the text is no value of the type. */
export function parseCell(text: string, type: ScalarType): Cell {
  return cellParser(type)(text);
}

/** The same as parseCell, for a type that is known before the texts are. */
export function cellParser(type: ScalarType): (text: string) => Cell {
  return PARSERS[type];
}

const PARSERS: Readonly<Record<ScalarType, (text: string) => Cell>> = {
  bool: parseBool,
  int: (text) => {
    const value = parseLong(text);
    return typeof value === 'number' && value === (value | 0) ? value : null;
  },
  long: parseLong,
  real: parseReal,
  decimal: parseDecimal,
  string: (text) => text,
  datetime: (text) => parseDatetime(text) ?? null,
  timespan: (text) => parseTimespan(text) ?? null,
  guid: parseGuid,
  dynamic: parseDynamic,
};

const INTEGER = /^[+-]?\d+$/;
const HEXADECIMAL = /^0x[\da-f]{1,16}$/i;
/** Digits are matched in one way only: long ones that something else follows would take forever otherwise. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const SPECIAL_REAL = /^([+-]?)(?:inf(?:inity)?|(nan))$/i;

function parseBool(text: string): Cell {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  const value = INTEGER.test(word) ? parseLong(word) : null;
  return value === null ? null : value !== 0;
}

/** Digits only, decimal or hexadecimal after 0x. */
function parseLong(text: string): Int64 | null {
  const digits = text.trim();
  if (!INTEGER.test(digits) && !HEXADECIMAL.test(digits)) return null;
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value + 0;
  if (Math.abs(value) > 2 ** 63) return null;
  const exact = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, exact) === exact ? int64(exact) : null;
}

/** Numbers of 128 bits have no larger exponents; written out, one could fill the memory. */
const MAX_EXPONENT = 6144;

function parseDecimal(text: string): Cell {
  const number = text.trim();
  if (!DECIMAL.test(number)) return null;
  const value = new Decimal(number);
  return value.isFinite() && Math.abs(value.e) <= MAX_EXPONENT ? value : null;
}

function parseReal(text: string): Cell {
  const number = text.trim();
  if (DECIMAL.test(number)) return Number(number);
  const special = SPECIAL_REAL.exec(number);
  if (special === null) return null;
  if (special[2] !== undefined) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const GUID = /^([\da-f]{8})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{12})$/;

function parseGuid(text: string): Cell {
  const trimmed = text.trim().toLowerCase();
  const bare = /^(?:\{.*\}|\(.*\))$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
  return GUID.exec(bare)?.slice(1).join('-') ?? null;
}

/** A text that is no JSON is a string. */
function parseDynamic(text: string): Cell {
  if (text.trim() === '') return null;
  const value = parseJson(text);
  return value === undefined ? text : value;
}
