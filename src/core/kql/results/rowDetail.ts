import type { Table } from '../engine/table.ts';
import { cellJson, shownText } from './shownText.ts';

/** A cell of a row that is looked at by itself. */
export interface DetailCell {
  readonly name: string;
  readonly type: string;
  /** Null for Kusto's null. Long texts are cut off. */
  readonly text: string | null;
  /** Of a dynamic value: the value as JSON text, unless that is very long. */
  readonly json: string | undefined;
}

/** All cells of a row, also those of columns that are not shown. */
export function rowDetail({ columns, rows }: Table, row: number): readonly DetailCell[] {
  return columns.map(({ name, type }, index) => {
    const cell = rows[row]?.[index] ?? null;
    const text = shownText(cell, type);
    const json = type === 'dynamic' && cell !== null ? cellJson(cell, type) : undefined;
    return {
      name,
      type,
      text: text !== null && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text,
      json: json === undefined || json.length > MAX_JSON ? undefined : json,
    };
  });
}

const MAX_TEXT = 100_000;
const MAX_JSON = 2_000_000;
