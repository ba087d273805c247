import type { Render } from '../plan.ts';
import { type ChartColumns, chooseColumns } from './chartColumns.ts';
import { type ChartRows, chartRows } from './chartRows.ts';
import { createSeries, MAX_SERIES } from './chartSeries.ts';
import type { ViewedResult } from './resultView.ts';

export const CHART_KINDS = [
  'timechart',
  'linechart',
  'barchart',
  'columnchart',
  'piechart',
  'areachart',
  'scatterchart',
  'card',
] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What a chart draws. */
export interface ChartData {
  readonly kind: ChartKind;
  readonly title: string;
  readonly x: {
    readonly name: string;
    readonly type: 'time' | 'number' | 'category';
    /** Epoch milliseconds, numbers or texts; the same one stands there again where a series has several values for it. */
    readonly values: readonly (number | string)[];
  };
  readonly y: { readonly name: string };
  /** A value for each x, null where there is none. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly isStacked: boolean;
  /** Why not all rows are in it, as a sentence. */
  readonly remark: string | undefined;
}

/** A sentence says why there is no chart of this kind. */
export type ChartAnswer =
  | { readonly ok: true; readonly chart: ChartData }
  | { readonly ok: false; readonly reason: string };

export interface ChartOptions {
  readonly kind: ChartKind;
  /** Of the query; its properties hold for every kind of chart. */
  readonly render: Render | undefined;
}

/**
 * What a chart of the rows and columns that are seen draws, by the rules of Kusto's `render`. Nothing is added up and
 * nothing filled in.
 */
export function chartData(viewed: ViewedResult, { kind, render }: ChartOptions): ChartAnswer {
  const properties = render?.properties ?? {};
  const rows = chartRows(viewed, kind);
  const columns = chooseColumns(rows.columns, kind, properties);
  if (!('y' in columns)) return { ok: false, reason: columns.reason };
  if (rows.rows.length === 0) return { ok: false, reason: 'The result has no rows to draw.' };
  const { x, series, leftOut } = createSeries(rows, columns);
  return {
    ok: true,
    chart: {
      kind,
      title: properties['title'] ?? '',
      x: { name: columns.x?.name ?? '', ...x },
      y: { name: properties['ytitle'] ?? (columns.y.length === 1 ? (columns.y[0]?.name ?? '') : '') },
      series,
      isStacked: isStacked(render),
      remark: remarkOf(rows, columns, leftOut),
    },
  };
}

function isStacked(render: Render | undefined): boolean {
  const kind = render?.properties['kind']?.toLowerCase();
  return kind === 'stacked' || kind === 'stacked100' || (kind === undefined && render?.kind === 'stackedareachart');
}

function remarkOf(rows: ChartRows, columns: ChartColumns, seriesLeftOut: number): string | undefined {
  const remarks = [
    rows.isCutOff && `Only the first ${rows.rows.length.toLocaleString('en')} points are drawn.`,
    seriesLeftOut > 0 && `Only the first ${MAX_SERIES} series are drawn; there are ${seriesLeftOut} more.`,
    columns.remark,
  ].filter((remark) => typeof remark === 'string');
  return remarks.length === 0 ? undefined : remarks.join(' ');
}
