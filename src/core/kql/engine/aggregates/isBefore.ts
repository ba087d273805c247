import type { Cell, ScalarType } from '../../values.ts';
import { comparatorOf } from '../compareCells.ts';
import { QueryError } from '../functionTable.ts';

/** Whether a cell comes before another one of the same type; neither is null. */
export type IsBefore = (a: Cell, b: Cell) => boolean;

/**
 * What compares the values of a column.
 * @throws QueryError for types that Kusto does not order.
 */
export function isBeforeOf(type: ScalarType): IsBefore {
  switch (type) {
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan':
      return isIntegerBefore;
    case 'real':
      return isRealBefore;
    default: {
      const compare = comparatorOf(type);
      return (a, b) => compare(a, b) < 0;
    }
  }
}

function isIntegerBefore(a: Cell, b: Cell): boolean {
  return a !== null && b !== null && a < b;
}

/** Where NaN stands among the numbers is not documented for aggregates. */
function isRealBefore(a: Cell, b: Cell): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    throw new QueryError('Which of several numbers is the smallest or largest is not known where one is NaN.', 'NaN');
  }
  return a !== null && b !== null && a < b;
}
