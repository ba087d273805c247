import type { PlanColumn } from '../plan.ts';
import { type ColumnSummary, type DataSummary, SUMMARY_LIMITS, type TableSummary } from '../schema/dataSummary.ts';
import type { Row } from '../values.ts';
import { shapeOf } from './dynamicShape.ts';
import type { LoadedData, LoadedTable } from './loadedData.ts';

/** What completions offer of the data: looks at a few thousand rows of each table, spread over all of them. */
export function summarizeData({ tables }: LoadedData): DataSummary {
  return { tables: [...tables].map(([name, table]) => summarizeTable(name, table)) };
}

function summarizeTable(name: string, { columns, rows }: LoadedTable): TableSummary {
  const some = spread(rows, MAX_ROWS);
  return { name, columns: columns.map((column, index) => summarizeColumn(column, index, some)) };
}

const MAX_ROWS = 5000;

function spread(rows: readonly Row[], count: number): readonly Row[] {
  if (rows.length <= count) return rows;
  return Array.from({ length: count }, (_, index) => rows[Math.floor((index * rows.length) / count)] ?? []);
}

function summarizeColumn({ name, type }: PlanColumn, index: number, rows: readonly Row[]): ColumnSummary {
  if (type === 'string') return { name, type, values: frequentTexts(index, rows) };
  if (type !== 'dynamic') return { name, type, values: [] };
  return { name, type, values: [], shape: shapeOf(rows.map((row) => row[index])) };
}

function frequentTexts(index: number, rows: readonly Row[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = row[index];
    if (typeof text !== 'string' || text === '' || text.length > SUMMARY_LIMITS.valueLength) continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
  return ordered.slice(0, SUMMARY_LIMITS.values).map(([text]) => text);
}
