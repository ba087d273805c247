import { type CellComparator, comparatorOf } from '../engine/compareCells.ts';
import type { Table } from '../engine/table.ts';
import type { Cell, ScalarType } from '../values.ts';
import { shownText } from './shownText.ts';

export interface ColumnSort {
  readonly column: number;
  readonly descending: boolean;
}

/** Row numbers in the order of a column's values, by their type; nulls last, equal ones as they were. */
export function sortRows(table: Table, rows: Uint32Array, { column, descending }: ColumnSort): Uint32Array {
  const type = table.columns[column]?.type ?? 'string';
  const cells: Cell[] = Array.from(rows, (row) => table.rows[row]?.[column] ?? null);
  const { ranks, count } = ranksOf(type === 'dynamic' ? cells.map(dynamicKey) : cells, type);
  const starts = startsOf(ranks, { count, descending });
  const sorted = new Uint32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) {
    const rank = ranks[place] ?? 0;
    const start = starts[rank] ?? 0;
    starts[rank] = start + 1;
    sorted[start] = rows[place] ?? 0;
  }
  return sorted;
}

/** Dynamic values are ordered by their texts. */
function dynamicKey(cell: Cell): string | null {
  return shownText(cell, 'dynamic');
}

interface Ranks {
  /** For each cell, cells of one value having the same, and those of greater ones greater ones. */
  readonly ranks: Uint32Array;
  /** The last of them is that of null. */
  readonly count: number;
}

function ranksOf(cells: readonly Cell[], type: ScalarType): Ranks {
  return numberRanks(cells) ?? valueRanks(cells, comparatorOf(type === 'dynamic' ? 'string' : type));
}

/** Of cells that are plain numbers, which takes a fraction of the time; undefined for others. */
function numberRanks(cells: readonly Cell[]): Ranks | undefined {
  const numbers = new Float64Array(cells.length);
  let count = 0;
  for (const cell of cells) {
    if (cell === null) continue;
    if (typeof cell !== 'number' || Number.isNaN(cell)) return undefined;
    numbers[count] = cell;
    count += 1;
  }
  const ordered = numbers.subarray(0, count).sort();
  const ranks = Uint32Array.from(cells, (cell) => (typeof cell === 'number' ? placeOf(cell, ordered) : count));
  return { ranks, count: count + 1 };
}

/** Where a number stands first. */
function placeOf(number: number, ordered: Float64Array): number {
  let from = 0;
  let to = ordered.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ordered[middle] ?? 0) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

function valueRanks(cells: readonly Cell[], compare: CellComparator): Ranks {
  const ordered = inOrder(
    [...new Set(cells)].filter((cell) => cell !== null),
    compare,
  );
  const ranks = new Map<Cell, number>();
  let rank = -1;
  for (const [index, value] of ordered.entries()) {
    const before = ordered[index - 1] ?? null;
    // Equal decimals are different objects.
    if (index === 0 || compare(before, value) !== 0) rank += 1;
    ranks.set(value, rank);
  }
  const ofNull = rank + 1;
  return { ranks: Uint32Array.from(cells, (cell) => ranks.get(cell) ?? ofNull), count: ofNull + 1 };
}

/** Texts of the basic plane need no comparator, which makes it faster. */
function inOrder(values: Exclude<Cell, null>[], compare: CellComparator): readonly Cell[] {
  const isPlain = values.every((value) => typeof value === 'string' && !SURROGATE.test(value));
  return isPlain ? values.sort() : values.sort(compare);
}

/** Where there is one, code units and code points differ in order. */
const SURROGATE = /[\ud800-\udfff]/;

interface RankOrder {
  readonly count: number;
  readonly descending: boolean;
}

/** Where the rows of each rank begin. */
function startsOf(ranks: Uint32Array, { count, descending }: RankOrder): Uint32Array {
  const counts = new Uint32Array(count);
  for (const rank of ranks) counts[rank] = (counts[rank] ?? 0) + 1;
  const ofNull = count - 1;
  const starts = new Uint32Array(count);
  let start = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const rank = turn === ofNull || !descending ? turn : ofNull - 1 - turn;
    starts[rank] = start;
    start += counts[rank] ?? 0;
  }
  return starts;
}
