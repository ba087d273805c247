import type { Table } from '../engine/table.ts';
import { shownText } from './shownText.ts';
import { sortRows } from './sortRows.ts';

export interface ColumnFilter {
  readonly column: number;
  /** Rows are kept whose shown text contains this, whatever the case. */
  readonly contains: string;
}

/** How a result is looked at. Columns are numbers in the result. */
export interface ResultView {
  readonly sort: { readonly column: number; readonly descending: boolean } | undefined;
  readonly filters: readonly ColumnFilter[];
  /** Those that are shown, in their order. */
  readonly columns: readonly number[];
}

/** What is seen of a result: everything that is shown, copied or drawn is of these rows and columns, in this order. */
export interface ViewedResult {
  readonly table: Table;
  /** Numbers of rows in the table. */
  readonly rows: Uint32Array;
  /** Numbers of columns in the table. */
  readonly columns: readonly number[];
}

/** All of a result, as it is. */
export function wholeResult(table: Table): ViewedResult {
  return { table, rows: Uint32Array.from(table.rows.keys()), columns: [...table.columns.keys()] };
}

/** Columns that the result does not have are left out. */
export function viewResult(table: Table, { sort, filters, columns }: ResultView): ViewedResult {
  const rows = filters.reduce((kept, filter) => keepRows(table, kept, filter), wholeResult(table).rows);
  const sorted = sort === undefined ? rows : sortRows(table, rows, sort);
  return { table, rows: sorted, columns: columns.filter((column) => table.columns[column] !== undefined) };
}

/** Rows and columns of the view, by their places in it; both ends belong to it. */
export interface ResultRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** A part of what is seen. */
export function partOfView({ table, rows, columns }: ViewedResult, range: ResultRange): ViewedResult {
  return {
    table,
    rows: rows.subarray(range.firstRow, range.lastRow + 1),
    columns: columns.slice(range.firstColumn, range.lastColumn + 1),
  };
}

function keepRows(table: Table, rows: Uint32Array, { column, contains }: ColumnFilter): Uint32Array {
  const type = table.columns[column]?.type;
  const wanted = contains.toLowerCase();
  if (type === undefined || wanted === '') return rows;
  return rows.filter((row) => {
    const text = shownText(table.rows[row]?.[column] ?? null, type);
    return text?.toLowerCase().includes(wanted);
  });
}
