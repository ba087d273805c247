import type { ChartKind, ResultColumn, ResultInfo } from '../../src/protocol/kqlResults.ts';
import { type ColumnLayout, initialLayout, isSameColumns } from './columnLayout.ts';

/** What the view remembers of a result while it is hidden: how it was looked at, never what is in it. */
export interface ResultMemory {
  readonly id: number;
  readonly columns: readonly ResultColumn[];
  readonly order: readonly number[];
  readonly hidden: readonly number[];
  readonly widthsPx: readonly (readonly [column: number, widthPx: number])[];
  readonly sort: { readonly column: number; readonly descending: boolean } | undefined;
  readonly hasFilters: boolean;
  readonly filters: readonly { readonly column: number; readonly contains: string }[];
  /** Undefined for the table. */
  readonly chart: ChartKind | undefined;
  readonly row: number;
  readonly column: number;
  readonly isRowOpen: boolean;
}

export const CHART_KINDS = [
  'timechart',
  'linechart',
  'areachart',
  'columnchart',
  'barchart',
  'piechart',
  'scatterchart',
  'card',
] as const satisfies readonly ChartKind[];

function chartKind(text: unknown): ChartKind | undefined {
  return CHART_KINDS.find((kind) => kind === text);
}

/** How a new result is looked at first: a result of the same columns is arranged as the one before it. */
export function memoryFor(result: ResultInfo, before: ResultMemory | undefined): ResultMemory {
  const kept = before === undefined ? undefined : fitting(before, result.columns);
  if (kept?.id === result.id) return kept;
  return {
    id: result.id,
    columns: result.columns,
    order: kept?.order ?? initialLayout(result.columns).order,
    hidden: kept?.hidden ?? [],
    widthsPx: kept?.widthsPx ?? [],
    sort: undefined,
    hasFilters: before?.hasFilters ?? false,
    filters: [],
    chart: chartKind(result.render),
    row: 0,
    column: 0,
    isRowOpen: false,
  };
}

function fitting(before: ResultMemory, columns: readonly ResultColumn[]): ResultMemory | undefined {
  if (isSameColumns(before.columns, columns)) return before;
  return isSameColumns(before.columns, columns.map(unnamed)) ? { ...before, columns } : undefined;
}

/**
 * What may be kept outside of the page, where VS Code writes it to the disk: without the texts of filters, and with column
 * names only to be told apart, as both may come from records.
 */
export function storedMemory(memory: ResultMemory): ResultMemory {
  return { ...memory, columns: memory.columns.map(unnamed), filters: [] };
}

/** FNV-1a. */
function unnamed({ name, type }: ResultColumn): ResultColumn {
  const hash = [...name].reduce(
    (so, letter) => Math.imul(so ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93),
    0x81_1c_9d_c5 | 0,
  );
  return { name: `#${(hash >>> 0).toString(16)}`, type };
}

export function layoutOf({ order, hidden, widthsPx }: ResultMemory): ColumnLayout {
  return { order, hidden: new Set(hidden), widthsPx: new Map(widthsPx) };
}

/** Reads back what was remembered; undefined when there is nothing, or nothing that fits. */
export function parseResultMemory(state: unknown): ResultMemory | undefined {
  if (!isRecord(state) || !isNumber(state['id'])) return undefined;
  const columns = listOf(state['columns'], columnOf);
  const isColumn = (value: unknown): value is number =>
    isNumber(value) && Number.isInteger(value) && value >= 0 && value < columns.length;
  const order = listOf(state['order'], (each) => (isColumn(each) ? each : undefined));
  if (new Set(order).size !== columns.length || order.length !== columns.length) return undefined;
  const { sort } = state;
  return {
    id: state['id'],
    columns,
    order,
    hidden: listOf(state['hidden'], (each) => (isColumn(each) ? each : undefined)).slice(0, columns.length - 1),
    widthsPx: listOf(state['widthsPx'], (each) =>
      Array.isArray(each) && isColumn(each[0]) && isNumber(each[1]) ? [each[0], each[1]] : undefined,
    ),
    sort:
      isRecord(sort) && isColumn(sort['column'])
        ? { column: sort['column'], descending: sort['descending'] === true }
        : undefined,
    hasFilters: state['hasFilters'] === true,
    filters: listOf(state['filters'], (each) =>
      isRecord(each) && isColumn(each['column']) && typeof each['contains'] === 'string'
        ? { column: each['column'], contains: each['contains'] }
        : undefined,
    ),
    chart: chartKind(state['chart']),
    row: isNumber(state['row']) ? state['row'] : 0,
    column: isColumn(state['column']) ? state['column'] : 0,
    isRowOpen: state['isRowOpen'] === true,
  };
}

function listOf<T>(value: unknown, parse: (each: unknown) => T | undefined): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) => parse(each)).filter((each) => each !== undefined);
}

function columnOf(value: unknown): ResultColumn | undefined {
  if (!isRecord(value)) return undefined;
  const { name, type } = value;
  return typeof name === 'string' && typeof type === 'string' ? { name, type } : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
