import { isArray } from '../engine/cellTypes.ts';
import { parseDatetime } from '../engine/parseDatetime.ts';
import type { PlanColumn } from '../plan.ts';
import { type Cell, type Dynamic, type Row, type ScalarType, TypedScalar } from '../values.ts';
import type { ChartKind } from './chartData.ts';
import type { ViewedResult } from './resultView.ts';
import { cellsOf, columnsOf } from './rowWriter.ts';

/** The rows that a chart is made of. */
export interface ChartRows {
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly Row[];
  readonly isCutOff: boolean;
}

/** A card shows the first row; of all others there are as many as can be drawn and told apart. */
export function chartRows(viewed: ViewedResult, kind: ChartKind): ChartRows {
  const limit = kind === 'card' ? 1 : kind === 'piechart' ? MAX_SLICES : MAX_POINTS;
  const columns = columnsOf(viewed);
  const count = Math.min(viewed.rows.length, limit);
  const rows = Array.from({ length: count }, (_, place) => cellsOf(viewed, place));
  const listed = columns.map(({ type }, index) => type === 'dynamic' && rows.some((row) => isArray(row[index])));
  if (kind !== 'card' && listed.includes(true)) return expandLists({ columns, rows, listed }, limit);
  return { columns, rows, isCutOff: kind !== 'card' && count < viewed.rows.length };
}

const MAX_POINTS = 20_000;
const MAX_SLICES = 50;

interface Lists {
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly Row[];
  /** Which columns hold lists: those of `make-series`. */
  readonly listed: readonly boolean[];
}

/** A row for each place in the lists. */
function expandLists({ columns, rows, listed }: Lists, limit: number): ChartRows {
  const elements: Cell[][] = [];
  let isCutOff = false;
  for (const row of rows) {
    const length = Math.max(...row.map((cell, index) => (listed[index] && isArray(cell) ? cell.length : 0)));
    for (let place = 0; place < length && !isCutOff; place += 1) {
      if (elements.length < limit) elements.push(row.map((cell, index) => elementAt(cell, listed[index], place)));
      else isCutOff = true;
    }
  }
  const types = columns.map(({ type }, index) => (listed[index] ? typeOfElements(elements, index) : type));
  return {
    columns: columns.map(({ name }, index) => ({ name, type: types[index] ?? 'dynamic' })),
    rows: elements.map((row) => row.map((cell, index) => (listed[index] ? plain(cell, types[index]) : cell))),
    isCutOff,
  };
}

function elementAt(cell: Cell, isListed: boolean | undefined, place: number): Cell {
  if (isListed !== true) return cell;
  return isArray(cell) ? (cell[place] ?? null) : null;
}

function typeOfElements(rows: readonly Row[], index: number): ScalarType {
  const kinds = new Set(rows.map((row) => kindOf(row[index] ?? null)));
  kinds.delete(undefined);
  const [kind] = kinds;
  if (kind !== undefined && kinds.size === 1) return kind;
  return kinds.size > 0 && [...kinds].every((one) => one === 'long' || one === 'real') ? 'real' : 'dynamic';
}

/** Undefined for null. */
function kindOf(value: Cell | Dynamic): ScalarType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'real';
  if (typeof value === 'bigint') return 'long';
  if (value instanceof TypedScalar) return value.type;
  if (typeof value !== 'string') return 'dynamic';
  return ISO_DATETIME.test(value) ? 'datetime' : 'string';
}

/** Datetimes that have been JSON are texts. */
const ISO_DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function plain(cell: Cell, type: ScalarType | undefined): Cell {
  if (cell instanceof TypedScalar) return cell.value;
  return type === 'datetime' && typeof cell === 'string' ? (parseDatetime(cell) ?? null) : cell;
}
