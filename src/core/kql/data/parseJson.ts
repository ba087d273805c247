import { int64, TypedScalar } from '../values.ts';

/**
 * Parses JSON without losing what Kusto keeps: integers of 64 bits are bigints where a number cannot hold them, and
 * reals that are integers, like `1.0`, are typed. Throws a SyntaxError.
 */
export function parseJson(text: string): unknown {
  // Looking at every number takes five times as long, and hardly any text needs it.
  return UNUSUAL_NUMBER.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
}

/** A number with a point, an exponent or more digits than are exact; where a text holds such, it does no harm. */
const UNUSUAL_NUMBER = /(?:"\s*:|[,[])\s*-?\d+(?:[.eE]|\d{15})/;

function exactNumber(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  if (/^-?\d+$/.test(source)) {
    if (Number.isSafeInteger(value)) return value + 0;
    const integer = BigInt(source);
    return BigInt.asIntN(64, integer) === integer ? int64(integer) : new TypedScalar('real', value);
  }
  return Number.isInteger(value) ? new TypedScalar('real', value) : value;
}

/** What JSON.parse would have given. */
export function plainJson(value: unknown): unknown {
  return hasExact(value) ? JSON.parse(JSON.stringify(value, plainNumber)) : value;
}

function hasExact(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof TypedScalar || Object.values(value).some(hasExact);
}

function plainNumber(_name: string, value: unknown): unknown {
  if (value instanceof TypedScalar) return value.value;
  return typeof value === 'bigint' ? Number(value) : value;
}
