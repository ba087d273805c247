import type { GridPosition } from './gridKeys.ts';

/** Rows and columns by number; both ends belong to it. */
export interface GridRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** From where to where is selected, and whether that means whole rows or columns. */
export interface GridSelection {
  readonly kind: 'cells' | 'rows' | 'columns' | 'all';
  /** Where it began: stays while the other end moves. */
  readonly anchor: GridPosition;
  readonly head: GridPosition;
}

export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
}

/** What is selected in a grid of this extent; undefined where it has no cells. */
export function rangeOf({ kind, anchor, head }: GridSelection, extent: GridExtent): GridRange | undefined {
  if (extent.rows === 0 || extent.columns === 0) return undefined;
  const [wholeRows, wholeColumns] = [kind === 'rows' || kind === 'all', kind === 'columns' || kind === 'all'];
  const [firstRow, lastRow] = span(anchor.row, head.row, { count: extent.rows, isWhole: wholeColumns });
  const [firstColumn, lastColumn] = span(anchor.column, head.column, { count: extent.columns, isWhole: wholeRows });
  return { firstRow, lastRow, firstColumn, lastColumn };
}

/** How many cells that are. */
export function cellsOf({ firstRow, lastRow, firstColumn, lastColumn }: GridRange): number {
  return (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1);
}

export function isInRange(range: GridRange | undefined, row: number, column: number): boolean {
  return (
    range !== undefined &&
    row >= range.firstRow &&
    row <= range.lastRow &&
    column >= range.firstColumn &&
    column <= range.lastColumn
  );
}

interface SpanBounds {
  readonly count: number;
  /** From the first to the last of them. */
  readonly isWhole: boolean;
}

function span(one: number, other: number, { count, isWhole }: SpanBounds): readonly [first: number, last: number] {
  const within = (index: number): number => Math.min(count - 1, Math.max(0, index));
  return isWhole ? [0, count - 1] : [within(Math.min(one, other)), within(Math.max(one, other))];
}
