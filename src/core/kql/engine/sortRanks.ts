import type { Cell, Row, ScalarType } from '../values.ts';
import { comparatorOf, hasSurrogates } from './compareCells.ts';
import type { RowOrder } from './sortRows.ts';

/** A whole number for each row, below `size`: the smaller one comes first. */
export interface Ranks {
  readonly values: Float64Array;
  readonly size: number;
}

/** @throws QueryError for a type whose values have no order. */
export function ranksOf(rows: readonly Row[], { by, descending, nullsFirst }: RowOrder): Ranks {
  const { evaluate } = by;
  const cells: Cell[] = [];
  for (const row of rows) cells.push(evaluate(row));
  const { rankOf, size } = spanOf(cells) ?? placesOf(cells, by.type);
  // Null comes before 1, or after all.
  const nullRank = nullsFirst ? 0 : size + 1;
  const values = new Float64Array(cells.length);
  for (const [index, cell] of cells.entries()) {
    if (cell === null) values[index] = nullRank;
    else values[index] = descending ? size - rankOf(cell) : rankOf(cell) + 1;
  }
  return { values, size: size + 2 };
}

/** The same order with as few ranks as there are different ones. */
export function denseRanks({ values }: Ranks): Ranks {
  const places = new Map<number, number>();
  for (const value of values.slice().sort()) {
    if (!places.has(value)) places.set(value, places.size);
  }
  return { values: values.map((value) => places.get(value) ?? 0), size: places.size };
}

interface Ranking {
  readonly rankOf: (cell: Cell) => number;
  readonly size: number;
}

/** Whole numbers that are not far apart are ranks by themselves; times are so in units that all of them are whole in. */
function spanOf(cells: readonly Cell[]): Ranking | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let unit = UNITS.length - 1;
  for (const cell of cells) {
    if (cell === null) continue;
    if (typeof cell !== 'number' || !Number.isSafeInteger(cell)) return undefined;
    if (cell < low) low = cell;
    if (cell > high) high = cell;
    while (unit > 0 && cell % (UNITS[unit] ?? 1) !== 0) unit -= 1;
  }
  if (low > high) return { rankOf: () => 0, size: 1 };
  const width = UNITS[unit] ?? 1;
  const size = (high - low) / width + 1;
  if (size > MAX_SPAN) return undefined;
  return { rankOf: (cell) => (typeof cell === 'number' ? (cell - low) / width : 0), size };
}

/** A tick, a millisecond, a second. */
const UNITS = [1, 10_000, 10_000_000];
const MAX_SPAN = 2 ** 40;

/** The place of each value among the different ones. */
function placesOf(cells: readonly Cell[], type: ScalarType): Ranking {
  const compare = comparatorOf(type);
  const distinct = [...new Set(cells)].filter((cell) => cell !== null);
  // Without a function the sort is by code units, and faster.
  if (type === 'string' && !distinct.some(hasSurrogates)) distinct.sort();
  else distinct.sort(compare);
  const places = new Map<Cell, number>();
  let place = 0;
  for (const [index, cell] of distinct.entries()) {
    // Decimals that are equal are different objects.
    if (index > 0 && compare(distinct[index - 1] ?? null, cell) !== 0) place += 1;
    places.set(cell, place);
  }
  return { rankOf: (cell) => places.get(cell) ?? 0, size: place + 1 };
}
