import type { PlanColumn } from '../plan.ts';
import type { Cell, ScalarType } from '../values.ts';
import { kqlLiteral, kqlName } from './kqlLiteral.ts';
import type { RowFormat } from './rowWriter.ts';
import { cellJson, fileText, shownText } from './shownText.ts';

export type FormatName = 'csv' | 'json' | 'ndjson' | 'markdown' | 'datatable' | 'text';

/** For the clipboard: what is copied is what is shown. Without rows, each still gives its columns, or an empty list. */
export const rowFormats: Readonly<Record<FormatName, RowFormat>> = {
  csv: csvFormat((text) => text),
  json: (columns) => ({ head: '[\n', row: (cells) => jsonObject(columns, cells), between: ',\n', tail: '\n]\n' }),
  ndjson: (columns) => ({ head: '', row: (cells) => jsonObject(columns, cells), between: '\n', tail: '\n' }),
  markdown: (columns) => ({
    head: `| ${columns.map(({ name }) => markdownText(name)).join(' | ')} |\n|${columns.map(alignment).join('|')}|\n`,
    row: (cells) =>
      `| ${eachCell(columns, cells, (cell, type) => markdownText(shownText(cell, type) ?? '')).join(' | ')} |`,
    between: '\n',
    tail: '\n',
  }),
  datatable: (columns) => ({
    head: `datatable (${columns.map(({ name, type }) => `${kqlName(name)}:${type}`).join(', ')}) [\n`,
    row: (cells) => `    ${eachCell(columns, cells, kqlLiteral).join(', ')}`,
    between: ',\n',
    tail: '\n]',
  }),
  /** As spreadsheets take it from the clipboard. */
  text: (columns) => ({
    head: `${columns.map(({ name }) => oneLine(name)).join('\t')}\n`,
    row: (cells) => eachCell(columns, cells, (cell, type) => oneLine(shownText(cell, type) ?? '')).join('\t'),
    between: '\n',
    tail: '\n',
  }),
};

/** For files, which may be opened by a double click: no text of a record becomes a formula there. */
export const fileFormats: typeof rowFormats = { ...rowFormats, csv: csvFormat(defused) };

function csvFormat(safe: (text: string, type: ScalarType) => string): RowFormat {
  const value = (text: string, type: ScalarType): string => csvValue(safe(text, type));
  return (columns) => ({
    head: `${columns.map(({ name }) => value(name, 'string')).join(',')}\r\n`,
    row: (cells) => eachCell(columns, cells, (cell, type) => value(fileText(cell, type), type)).join(','),
    between: '\r\n',
    tail: '\r\n',
  });
}

function eachCell(
  columns: readonly PlanColumn[],
  cells: readonly Cell[],
  text: (cell: Cell, type: ScalarType) => string,
): readonly string[] {
  return columns.map(({ type }, index) => text(cells[index] ?? null, type));
}

/** RFC 4180. */
function csvValue(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets take a text that begins so for a formula: an apostrophe makes it a text. */
function defused(text: string, type: ScalarType): string {
  return TEXTS.has(type) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

const TEXTS: ReadonlySet<ScalarType> = new Set<ScalarType>(['string', 'dynamic']);

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}

function jsonObject(columns: readonly PlanColumn[], cells: readonly Cell[]): string {
  return `{${columns.map(({ name, type }, index) => `${JSON.stringify(name)}:${cellJson(cells[index] ?? null, type)}`)}}`;
}

/** A text that stays one cell, and is no markup. */
function markdownText(text: string): string {
  return text
    .replace(/[\\|`*[\]<~#]|&(?=[#\w])|\b_|_\b/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '<br>');
}

function alignment({ type }: PlanColumn): string {
  return NUMBERS.has(type) ? '---:' : '---';
}

const NUMBERS: ReadonlySet<ScalarType> = new Set<ScalarType>(['int', 'long', 'real', 'decimal']);
