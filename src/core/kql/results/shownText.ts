import { cellText, dynamicOf } from '../engine/cellText.ts';
import { jsonText } from '../engine/dynamicText.ts';
import { datetimeText } from '../engine/timeText.ts';
import type { Cell, Int64, ScalarType } from '../values.ts';

/** The text that a cell is shown with; null for Kusto's null. */
export function shownText(cell: Cell, type: ScalarType): string | null {
  if (cell === null) return null;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  return type === 'datetime' && (typeof cell === 'number' || typeof cell === 'bigint')
    ? shortDatetime(cell).replace('T', ' ').slice(0, -1)
    : cellText(cell, type);
}

/** The text of a cell in files: as it is shown, but with datetimes in ISO 8601, and an empty one for null. */
export function fileText(cell: Cell, type: ScalarType): string {
  if (type === 'datetime' && (typeof cell === 'number' || typeof cell === 'bigint')) return shortDatetime(cell);
  return shownText(cell, type) ?? '';
}

/** The JSON text of a cell. */
export function cellJson(cell: Cell, type: ScalarType): string {
  if (cell === null) return 'null';
  if (type === 'dynamic') return jsonText(dynamicOf(cell));
  if (type === 'long' || type === 'int' || type === 'bool') return `${cell}`;
  if (type === 'real' && typeof cell === 'number') return jsonText(cell);
  return JSON.stringify(fileText(cell, type));
}

/** ISO 8601 with milliseconds, as most are; ticks where there are such. */
function shortDatetime(datetime: Int64): string {
  return datetimeText(datetime).replace(/(\.\d{3})0000Z$/, '$1Z');
}
