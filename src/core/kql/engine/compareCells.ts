import { Decimal } from 'decimal.js';
import type { Cell, ScalarType } from '../values.ts';
import { QueryError } from './functionTable.ts';

/** Less than zero, zero or more for cells of one column that are not null. NaN comes before all other numbers. */
export type CellComparator = (a: Cell, b: Cell) => number;

/**
 * How cells of this type are ordered.
 * @throws QueryError for dynamic values, which Kusto does not order.
 */
export function comparatorOf(type: ScalarType): CellComparator {
  switch (type) {
    case 'dynamic':
      throw new QueryError('Dynamic values have no order: convert them first, for instance with tostring().');
    case 'string':
    case 'guid':
      return compareText;
    case 'bool':
      return (a, b) => Number(a) - Number(b);
    case 'decimal':
      return (a, b) => (a instanceof Decimal && b instanceof Decimal ? a.comparedTo(b) : 0);
    default:
      return compareNumbers;
  }
}

/** Ordinal, as Kusto orders strings: by code points. */
export function compareText(a: Cell, b: Cell): number {
  if (typeof a !== 'string' || typeof b !== 'string' || a === b) return 0;
  return SURROGATE.test(a) || SURROGATE.test(b) ? compareCodePoints(a, b) : a < b ? -1 : 1;
}

/** Only beside a surrogate do code units and code points differ in order. */
const SURROGATE = /[\ud800-\udfff]/;

export function hasSurrogates(cell: Cell): boolean {
  return typeof cell === 'string' && SURROGATE.test(cell);
}

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) {
      // The second half of a pair compares as itself, since the first halves are the same.
      return (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0);
    }
  }
  return a.length - b.length;
}

export function compareNumbers(a: Cell, b: Cell): number {
  if ((typeof a !== 'number' && typeof a !== 'bigint') || (typeof b !== 'number' && typeof b !== 'bigint')) return 0;
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}
