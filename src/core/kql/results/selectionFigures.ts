import { Decimal } from 'decimal.js';
import { comparatorOf } from '../engine/compareCells.ts';
import { timespanText } from '../engine/timeText.ts';
import { type Cell, type Int64, int64, type ScalarType } from '../values.ts';
import type { ViewedResult } from './resultView.ts';
import { columnsOf } from './rowWriter.ts';
import { shownText } from './shownText.ts';

export interface SelectionFigures {
  readonly cells: number;
  readonly nonEmpty: number;
  /** Undefined where no number, or more than numbers, was selected; timespans are given as text. */
  readonly sum: string | undefined;
  readonly average: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** Sums of integers and timespans are exact. Datetimes have a least and a greatest one only; nulls count for nothing. */
export function selectionFigures(viewed: ViewedResult): SelectionFigures {
  const types = columnsOf(viewed).map(({ type }) => type);
  const cells = selectedCells(viewed);
  const counts = {
    cells: viewed.rows.length * viewed.columns.length,
    nonEmpty: cells.filter((cell) => cell !== '').length,
  };
  const kind = kindOf(types);
  if (kind === undefined || cells.length === 0) return { ...counts, ...NO_FIGURES };
  return { ...counts, ...NO_FIGURES, ...FIGURES[kind](cells) };
}

const NO_FIGURES = { sum: undefined, average: undefined, min: undefined, max: undefined };

function selectedCells({ table, rows, columns }: ViewedResult): readonly Exclude<Cell, null>[] {
  const cells: Exclude<Cell, null>[] = [];
  for (const column of columns) {
    for (const row of rows) {
      const cell = table.rows[row]?.[column] ?? null;
      if (cell !== null) cells.push(cell);
    }
  }
  return cells;
}

type Kind = 'long' | 'real' | 'timespan' | 'datetime';

function kindOf(types: readonly ScalarType[]): Kind | undefined {
  const all = (...allowed: readonly ScalarType[]) => types.length > 0 && types.every((type) => allowed.includes(type));
  if (all('int', 'long')) return 'long';
  if (all('int', 'long', 'real', 'decimal')) return 'real';
  if (all('timespan')) return 'timespan';
  return all('datetime') ? 'datetime' : undefined;
}

type Cells = readonly Exclude<Cell, null>[];

const FIGURES: Readonly<Record<Kind, (cells: Cells) => Partial<SelectionFigures>>> = {
  long(cells) {
    const sum = exactSum(cells);
    return { sum: `${sum}`, average: quotientText(sum, cells.length), ...extremes(cells, 'long') };
  },
  real(cells) {
    const numbers = cells.map(Number);
    const sum = numbers.reduce((total, number) => total + number, 0);
    const [min, max] = leastAndGreatest(numbers, 'real');
    return {
      sum: numberText(sum),
      average: numberText(sum / cells.length),
      min: numberText(min),
      max: numberText(max),
    };
  },
  timespan(cells) {
    const sum = exactSum(cells);
    const average = int64(sum / BigInt(cells.length));
    return { sum: timespanText(int64(sum)), average: timespanText(average), ...extremes(cells, 'timespan') };
  },
  datetime: (cells) => extremes(cells, 'datetime'),
};

function exactSum(cells: Cells): bigint {
  let total = 0n;
  // Sums of a few million safe integers of this size stay exact.
  let small = 0;
  for (const cell of cells as readonly Int64[]) {
    if (typeof cell === 'number' && Math.abs(cell) < 2 ** 40 && Math.abs(small) < 2 ** 52) small += cell;
    else total += BigInt(cell);
  }
  return total + BigInt(small);
}

/** With up to six digits behind the point. */
function quotientText(sum: bigint, count: number): string {
  if (sum % BigInt(count) === 0n) return `${sum / BigInt(count)}`;
  return new Decimal(`${sum}`).div(count).toDecimalPlaces(6).toFixed();
}

/** Without the digits that only binary fractions bring. */
function numberText(number: number): string {
  return Number.isFinite(number) ? `${Number(number.toPrecision(15))}` : `${number}`;
}

function extremes(cells: Cells, type: ScalarType): Pick<SelectionFigures, 'min' | 'max'> {
  const [min, max] = leastAndGreatest(cells, type);
  return { min: shownText(min, type) ?? undefined, max: shownText(max, type) ?? undefined };
}

function leastAndGreatest<C extends Exclude<Cell, null>>(cells: readonly C[], type: ScalarType): readonly [C, C] {
  const compare = comparatorOf(type);
  const pick = (sign: number) => cells.reduce((best, cell) => (compare(cell, best) * sign < 0 ? cell : best));
  return [pick(1), pick(-1)];
}
