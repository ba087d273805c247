/** A column of a grid, as it is shown now. */
export interface GridColumn {
  readonly title: string;
  readonly widthPx: number;
  /** Its type in a few letters, beside the title. */
  readonly hint?: string;
  /** What is said of it instead of title and hint. */
  readonly description?: string;
  /** Its texts stand at the right. */
  readonly isNumeric?: boolean;
  readonly sort?: 'ascending' | 'descending' | undefined;
  /** What its rows are filtered by; empty for nothing. */
  readonly filter?: string;
  /** Names the field for that. */
  readonly filterLabel?: string;
  /** Says in the empty field what is to be typed. */
  readonly filterHint?: string;
}

/** Where a column stands, in pixels from where the first one begins. */
export interface ColumnPlaces {
  readonly totalPx: number;
  startOf(column: number): number;
  /** The column at this place, or the nearest one. */
  at(px: number): number;
}

export function columnPlaces(columns: readonly GridColumn[]): ColumnPlaces {
  const starts = [0];
  for (const { widthPx } of columns) starts.push((starts.at(-1) ?? 0) + widthPx);
  const totalPx = starts.at(-1) ?? 0;
  return {
    totalPx,
    startOf: (column) => starts[column] ?? totalPx,
    at: (px) => {
      const next = starts.findIndex((start) => start > px);
      return Math.max(0, (next < 0 ? columns.length : next) - 1);
    },
  };
}
