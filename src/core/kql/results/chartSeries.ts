import { Decimal } from 'decimal.js';
import { type Cell, type Row, type ScalarType, unixMsOfDatetime } from '../values.ts';
import type { ChartColumn, ChartColumns } from './chartColumns.ts';
import type { ChartData } from './chartData.ts';
import type { ChartRows } from './chartRows.ts';
import { shownText } from './shownText.ts';

export const MAX_SERIES = 50;

export interface ChartSeries {
  readonly x: Pick<ChartData['x'], 'type' | 'values'>;
  readonly series: ChartData['series'];
  /** How many series there are besides. */
  readonly leftOut: number;
}

interface XPlace {
  readonly value: number | string;
  readonly index: number;
}

/** Lays the rows out: one x for each different value of it, in order; texts stay in the order of the rows. */
export function createSeries({ rows }: ChartRows, columns: ChartColumns): ChartSeries {
  const type = axisType(columns.x?.type);
  const places = new Map<string, XPlace>();
  const points = new Map<string, Map<number, number>>();
  const seen = new Map<string, number>();
  const leftOut = new Set<string>();
  for (const row of rows) {
    const value = xValue(row, columns.x, type);
    if (value === undefined) continue;
    const group = columns.series.map((column) => shownText(row[column.index] ?? null, column.type) ?? '').join(', ');
    // A second row of the same series at the same x is a point of its own.
    const key = JSON.stringify([group, value]);
    const turn = (seen.get(key) ?? 0) + 1;
    seen.set(key, turn);
    const place = placeOf(places, `${turn} ${value}`, value);
    for (const y of columns.y) {
      const name = seriesName(group, y, columns);
      const known = points.get(name) ?? (points.size < MAX_SERIES ? new Map<number, number>() : undefined);
      if (known === undefined) leftOut.add(name);
      else {
        points.set(name, known);
        const number = numberOf(row[y.index] ?? null);
        if (number !== undefined) known.set(place, number);
      }
    }
  }
  const ordered = inOrder([...places.values()], type);
  return {
    x: { type, values: ordered.map(({ value }) => value) },
    series: [...points].map(([name, values]) => ({
      name,
      values: ordered.map(({ index }) => values.get(index) ?? null),
    })),
    leftOut: leftOut.size,
  };
}

function axisType(type: ScalarType | undefined): ChartData['x']['type'] {
  if (type === 'datetime') return 'time';
  return type === 'int' || type === 'long' || type === 'real' || type === 'decimal' ? 'number' : 'category';
}

/** Undefined where there is nothing to place a point at. */
function xValue(row: Row, x: ChartColumn | undefined, type: ChartData['x']['type']): number | string | undefined {
  if (x === undefined) return '';
  const cell = row[x.index] ?? null;
  if (type === 'category') return shownText(cell, x.type) ?? '';
  if (type === 'number') return numberOf(cell);
  return typeof cell === 'number' || typeof cell === 'bigint' ? unixMsOfDatetime(cell) : undefined;
}

function placeOf(places: Map<string, XPlace>, key: string, value: number | string): number {
  const index = places.get(key)?.index ?? places.size;
  places.set(key, { value, index });
  return index;
}

function inOrder(places: readonly XPlace[], type: ChartData['x']['type']): readonly XPlace[] {
  if (type === 'category') return places;
  return [...places].sort((a, b) => Number(a.value) - Number(b.value) || a.index - b.index);
}

function seriesName(group: string, y: ChartColumn, { series, y: all }: ChartColumns): string {
  if (series.length === 0) return y.name;
  return all.length === 1 ? group : `${group}: ${y.name}`;
}

/** Undefined for null, and for what has no place on an axis. */
function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'string' || typeof cell === 'boolean' || cell === null) return undefined;
  if (typeof cell === 'object' && !(cell instanceof Decimal)) return undefined;
  const number = Number(cell);
  return Number.isFinite(number) ? number : undefined;
}
