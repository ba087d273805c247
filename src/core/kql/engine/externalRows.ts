import { parse } from 'csv-parse/sync';
import type { PlanColumn } from '../plan.ts';
import type { Cell, Row } from '../values.ts';
import { emptyCell, isBag } from './cellTypes.ts';
import { cellConverter } from './convertCell.ts';
import { QueryError } from './functionTable.ts';
import { cellParser } from './parseCell.ts';
import { parseJson } from './parseJson.ts';

interface ExternalText {
  readonly uri: string;
  readonly columns: readonly PlanColumn[];
  /** Of the operator: `format`, `ignoreFirstRecord`. */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * The rows of a text: CSV by the order of the columns, JSON by their names.
 * @throws QueryError for other formats, and for what is not of its format.
 */
export function externalRows(text: string, { uri, columns, properties }: ExternalText): readonly Row[] {
  const options = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  const format = (options.get('format') ?? formatOf(uri)).toLowerCase();
  const skipped = /^true$/i.test(options.get('ignorefirstrecord') ?? '') ? 1 : 0;
  const delimiter = Object.hasOwn(DELIMITERS, format) ? DELIMITERS[format] : undefined;
  if (delimiter !== undefined) return delimitedRows(text, { delimiter, skipped, columns, uri });
  if (format === 'json' || format === 'ndjson' || format === 'jsonl' || format === 'multijson') {
    return jsonRows(text, columns, uri);
  }
  if (format === 'txt') {
    const readers = columns.map(({ type }) => cellReader(type));
    return lines(text)
      .slice(skipped)
      .map((line) => readers.map((read, index) => read(index === 0 ? line : '')));
  }
  throw new QueryError(`The format ${format} of externaldata is not supported.`, 'externaldata');
}

const DELIMITERS: Readonly<Record<string, string>> = { csv: ',', tsv: '\t', psv: '|', scsv: ';' };

/** Of the file's name; CSV when it has no ending that says more. */
function formatOf(uri: string): string {
  const ending = /\.(\w+)(?:[?#].*)?$/.exec(uri)?.[1]?.toLowerCase() ?? 'csv';
  return Object.hasOwn(DELIMITERS, ending) || ['json', 'ndjson', 'jsonl', 'txt'].includes(ending) ? ending : 'csv';
}

interface Delimited {
  readonly delimiter: string;
  readonly skipped: number;
  readonly columns: readonly PlanColumn[];
  readonly uri: string;
}

function delimitedRows(text: string, { delimiter, skipped, columns, uri }: Delimited): readonly Row[] {
  const readers = columns.map(({ type }) => cellReader(type));
  let records: unknown;
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      from: skipped + 1,
    });
  } catch {
    throw new QueryError(`The file ${uri} of externaldata is no valid text with delimiters.`);
  }
  if (!Array.isArray(records)) return [];
  return records.map((record: unknown) =>
    readers.map((read, index) => {
      const field: unknown = Array.isArray(record) ? record[index] : undefined;
      return read(typeof field === 'string' ? field : '');
    }),
  );
}

function cellReader(type: PlanColumn['type']): (text: string) => Cell {
  if (type === 'string') return (text) => text;
  if (type === 'dynamic') return (text) => (text === '' ? null : (parseJson(text) ?? text));
  return cellParser(type);
}

function lines(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
}

/** One JSON array, or one object a line. */
function jsonRows(text: string, columns: readonly PlanColumn[], uri: string): readonly Row[] {
  const whole = parseJson(text.replace(/^\ufeff/, ''));
  const records = Array.isArray(whole)
    ? whole
    : whole === undefined
      ? lines(text).map((line) => parseJson(line))
      : [whole];
  return records.map((record: ReturnType<typeof parseJson>) => {
    if (record === undefined || !isBag(record))
      throw new QueryError(`The file ${uri} of externaldata is no valid JSON.`);
    return columns.map(({ name, type }) => {
      const value = Object.hasOwn(record, name) ? (record[name] ?? null) : null;
      return value === null ? emptyCell(type) : cellConverter('dynamic', type)(value);
    });
  });
}
