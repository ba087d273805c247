import { Decimal } from 'decimal.js';
import { type Cell, type Dynamic, type DynamicBag, type Int64, type ScalarType, TypedScalar } from '../values.ts';

/** What a column of this type holds where there is no value: null, or an empty string, since strings are never null. */
export function emptyCell(type: ScalarType): Cell {
  return type === 'string' ? '' : null;
}

export function isInt64(cell: Cell): cell is Int64 {
  return typeof cell === 'number' || typeof cell === 'bigint';
}

export function isArray(cell: Cell | undefined): cell is readonly Dynamic[] {
  return Array.isArray(cell);
}

export function isBag(cell: Cell | undefined): cell is DynamicBag {
  return (
    typeof cell === 'object' &&
    cell !== null &&
    !Array.isArray(cell) &&
    !(cell instanceof TypedScalar) &&
    !(cell instanceof Decimal)
  );
}

/** A value of any type as an element of an array or a bag: a string is that string, not JSON to parse. */
export function toDynamic(cell: Cell, type: ScalarType): Dynamic {
  if (cell instanceof Decimal) return new TypedScalar('decimal', cell);
  if (cell === null) return null;
  switch (type) {
    case 'real':
      return Number.isInteger(cell) ? new TypedScalar('real', cell) : cell;
    case 'datetime':
    case 'timespan':
    case 'guid':
      return new TypedScalar(type, cell);
    default:
      return cell;
  }
}
