import type { PlanColumn } from '../plan.ts';
import type { Cell } from '../values.ts';
import type { ViewedResult } from './resultView.ts';

/** How a format writes rows, one after the other. */
export interface RowWriter {
  readonly head: string;
  /** Of a row's cells, in the order of the columns. */
  row(cells: readonly Cell[]): string;
  readonly between: string;
  readonly tail: string;
}

/** Makes the writer of a format for these columns. */
export type RowFormat = (columns: readonly PlanColumn[]) => RowWriter;

export interface Piece {
  readonly text: string;
  /** The row that the next piece begins with; undefined when this was the last one. */
  readonly next: number | undefined;
}

/** The text of some rows of the view from `first` on: with the head before the first one, and the tail after the last. */
export function writePiece(viewed: ViewedResult, format: RowFormat, first: number): Piece {
  const writer = format(columnsOf(viewed));
  const end = Math.min(first + ROWS_OF_PIECE, viewed.rows.length);
  const texts: string[] = [];
  for (let place = first; place < end; place += 1) texts.push(writer.row(cellsOf(viewed, place)));
  const isLast = end === viewed.rows.length;
  const head = first === 0 ? writer.head : writer.between;
  return { text: `${head}${texts.join(writer.between)}${isLast ? writer.tail : ''}`, next: isLast ? undefined : end };
}

/** Some milliseconds of work. */
const ROWS_OF_PIECE = 2000;

/**
 * The whole text.
 * @throws RangeError when it has more than `maxLength` UTF-16 code units.
 */
export function writeAll(viewed: ViewedResult, format: RowFormat, maxLength: number): string {
  const pieces: string[] = [];
  let length = 0;
  for (let first: number | undefined = 0; first !== undefined; ) {
    const piece: Piece = writePiece(viewed, format, first);
    length += piece.text.length;
    if (length > maxLength) throw new RangeError('too long');
    pieces.push(piece.text);
    first = piece.next;
  }
  return pieces.join('');
}

export function columnsOf({ table, columns }: ViewedResult): readonly PlanColumn[] {
  return columns.flatMap((column) => table.columns[column] ?? []);
}

export function cellsOf({ table, rows, columns }: ViewedResult, place: number): readonly Cell[] {
  const row = table.rows[rows[place] ?? -1];
  return columns.map((column) => row?.[column] ?? null);
}
