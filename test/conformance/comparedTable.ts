import { Decimal } from 'decimal.js';
import type { Table } from '../../src/core/kql/engine/table.ts';
import { datetimeText, timespanText } from '../../src/core/kql/engine/timeText.ts';
import { type Cell, type ScalarType, TypedScalar } from '../../src/core/kql/values.ts';
import type { ComparedTable } from './conformanceCases.ts';

/** A table as the comparator of the cases takes it: datetimes, timespans and decimals as text, dynamic values as JSON. */
export function comparedTable({ columns, rows }: Table): ComparedTable {
  return { columns, rows: rows.map((row) => columns.map(({ type }, index) => comparedCell(row[index] ?? null, type))) };
}

function comparedCell(cell: Cell, type: ScalarType): unknown {
  if (cell === null) return null;
  if (Decimal.isDecimal(cell)) return cell.toString();
  if (type === 'dynamic') return plain(cell);
  if (typeof cell !== 'number' && typeof cell !== 'bigint') return cell;
  if (type === 'datetime') return datetimeText(cell);
  return type === 'timespan' ? timespanText(cell) : cell;
}

function plain(value: Exclude<Cell, null>): unknown {
  if (value instanceof TypedScalar) return comparedCell(value.value, value.type);
  if (Array.isArray(value)) return value.map((element) => (element === null ? null : plain(element)));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, property]) => [name, property === null ? null : plain(property)]),
  );
}
