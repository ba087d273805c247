export interface GridPosition {
  /** -1 is the header. */
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
  /** -1 where the header takes part. */
  readonly firstRow: -1 | 0;
}

export type GridKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>;

/**
 * Where a key leads to in a grid of at least one column, and of at least one row unless the header takes part; undefined
 * when it is not a key of the grid.
 */
export function nextPosition(
  from: GridPosition,
  { key, ctrlKey, metaKey }: GridKey,
  size: GridSize,
): GridPosition | undefined {
  const { row, column } = from;
  const toEdge = ctrlKey || metaKey;
  const { firstRow } = size;
  const lastRow = Math.max(firstRow, size.rows - 1);
  const lastColumn = size.columns - 1;
  const top = Math.min(0, lastRow);
  switch (key) {
    case 'ArrowUp':
      return { row: toEdge && row > 0 ? top : Math.max(firstRow, row - 1), column };
    case 'ArrowDown':
      return { row: toEdge ? lastRow : Math.min(lastRow, row + 1), column };
    case 'ArrowLeft':
      return { row, column: toEdge ? 0 : Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: toEdge ? lastColumn : Math.min(lastColumn, column + 1) };
    case 'PageUp':
      return { row: row < 0 ? row : Math.max(0, row - size.page), column };
    case 'PageDown':
      return { row: Math.min(lastRow, row + size.page), column };
    case 'Home':
      return { row: toEdge ? top : row, column: 0 };
    case 'End':
      return { row: toEdge ? lastRow : row, column: lastColumn };
    default:
      return undefined;
  }
}
