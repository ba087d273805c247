import type { PlanColumn } from '../plan.ts';
import type { ScalarType } from '../values.ts';
import type { ChartKind } from './chartData.ts';

export interface ChartColumn extends PlanColumn {
  /** Its place in the rows of the chart. */
  readonly index: number;
}

export interface ChartColumns {
  /** None in a card. */
  readonly x: ChartColumn | undefined;
  /** For each row, their texts together name the series that it belongs to. */
  readonly series: readonly ChartColumn[];
  readonly y: readonly ChartColumn[];
  readonly remark: string | undefined;
}

type Properties = Readonly<Record<string, string>>;

/** Which columns a chart uses, as the query's `render` says or else by their types; or why there is no such chart. */
export function chooseColumns(
  all: readonly PlanColumn[],
  kind: ChartKind,
  properties: Properties,
): ChartColumns | { readonly reason: string } {
  const columns = all.map((column, index) => ({ ...column, index }));
  if (kind === 'card') return cardColumns(columns);
  const named = namedColumns(columns, properties);
  if ('reason' in named) return named;
  const free = columns.filter((column) => !named.series.includes(column) && !named.y.includes(column));
  const x = named.x ?? free.find(({ type }) => mayBeX(type, kind)) ?? (kind === 'timechart' ? undefined : free[0]);
  if (x === undefined) return { reason: NO_X[kind] ?? 'The result has no column for the x axis.' };
  const others = free.filter((column) => column !== x);
  const numbers = others.filter(({ type }) => isNumber(type));
  const y = named.y.length > 0 ? named.y : kind === 'piechart' ? numbers.slice(0, 1) : numbers;
  if (y.length === 0) return { reason: 'The result has no column of numbers to draw.' };
  const texts = others.filter(({ type }) => type === 'string' || type === 'guid' || type === 'bool');
  const series = named.series.length > 0 ? named.series : kind === 'piechart' ? [] : texts;
  return { x, series, y: y.slice(0, MAX_Y), remark: y.length > MAX_Y ? TOO_MANY : undefined };
}

const MAX_Y = 20;
const TOO_MANY = `Only the first ${MAX_Y} columns of numbers are drawn.`;

const NO_X: Partial<Readonly<Record<ChartKind, string>>> = {
  timechart: 'A time chart needs a column of datetimes for the x axis.',
};

function cardColumns(columns: readonly ChartColumn[]): ChartColumns | { readonly reason: string } {
  const y = columns.filter(({ type }) => isNumber(type));
  if (y.length === 0) return { reason: 'A card shows the numbers of the first row, which has none.' };
  return { x: undefined, series: [], y, remark: undefined };
}

/** A time chart has time below, and a scatter chart what can be measured; others begin with their first column. */
function mayBeX(type: ScalarType, kind: ChartKind): boolean {
  if (kind === 'timechart') return type === 'datetime';
  if (kind === 'scatterchart') return type === 'datetime' || isNumber(type);
  return type !== 'dynamic';
}

function isNumber(type: ScalarType): boolean {
  return type === 'int' || type === 'long' || type === 'real' || type === 'decimal';
}

interface NamedColumns {
  readonly x: ChartColumn | undefined;
  readonly series: readonly ChartColumn[];
  readonly y: readonly ChartColumn[];
}

/** Those that the query names. */
function namedColumns(
  columns: readonly ChartColumn[],
  properties: Properties,
): NamedColumns | { readonly reason: string } {
  const missing: string[] = [];
  const find = (property: string): readonly ChartColumn[] =>
    namesIn(properties[property]).flatMap((name) => {
      const found = columns.find((column) => column.name === name);
      if (found === undefined) missing.push(name);
      return found ?? [];
    });
  const [x] = find('xcolumn');
  const named = { x, series: find('series'), y: find('ycolumns') };
  const [name] = missing;
  if (name !== undefined) return { reason: `The columns that are shown have no ${name}, which render names.` };
  const text = named.y.find(({ type }) => !isNumber(type));
  return text === undefined ? named : { reason: `The column ${text.name} holds no numbers to draw.` };
}

function namesIn(list: string | undefined): readonly string[] {
  const names = (list ?? '').split(',').map((name) => name.trim().replace(/^\[?["']|["']\]?$/g, ''));
  return names.filter((name) => name !== '');
}
