import { Decimal } from 'decimal.js';
import { type Dynamic, TypedScalar } from '../values.ts';

/** The number that a dynamic value is, as a real one; undefined for anything else, null and datetimes too. */
export function numberIn(value: Dynamic | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (!(value instanceof TypedScalar)) return undefined;
  if (value.type === 'real' && typeof value.value === 'number') return value.value;
  return value.value instanceof Decimal ? value.value.toNumber() : undefined;
}

/** A real number inside a dynamic value, where an integer would be a long. */
export function realElement(value: number): Dynamic {
  return Number.isInteger(value) ? new TypedScalar('real', value) : value;
}

/** Whether it is an int or a long inside a dynamic value. */
export function isIntegerElement(value: Dynamic | undefined): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}
