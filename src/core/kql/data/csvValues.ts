import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Fields } from './auditTables.ts';
import type { PlacedValue } from './jsonValues.ts';
import { DataError } from './loadedData.ts';

/**
 * Reads CSV with a header row, separated by commas, semicolons or tabs as `header`, its first line, shows. Values are
 * texts, by the names of their columns. Throws a DataError with the line of what is no CSV.
 */
export async function* readCsvValues(
  texts: AsyncIterable<string>,
  { name, header }: { readonly name: string; readonly header: string },
): AsyncGenerator<PlacedValue> {
  const parser = parse({
    delimiter: delimiterOf(header),
    skip_empty_lines: true,
    relax_column_count_less: true,
    info: true,
    max_record_size: MAX_RECORD_SIZE,
  });
  const input = Readable.from(texts);
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvLine>) {
      if (names === undefined) names = record.map(columnName);
      else yield { value: fieldsOf(names, record), line: info.lines };
    }
  } catch (error) {
    throw error instanceof CsvError ? new DataError(csvSentence(error, name)) : error;
  } finally {
    input.destroy();
  }
}

/** What the parser gives with the option `info`. */
interface CsvLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const MAX_RECORD_SIZE = 16 * 1024 * 1024;

function delimiterOf(header: string): string {
  const outside = header.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: outside.split(delimiter).length }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).delimiter;
}

/** Log Analytics' page exports a column of datetimes as `TimeGenerated [UTC]`. */
function columnName(text: string): string {
  return text.trim().replace(/ \[UTC\]$/, '');
}

function fieldsOf(names: readonly string[], texts: readonly string[]): Fields {
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

function csvSentence(error: CsvError, name: string): string {
  const line = typeof error['lines'] === 'number' ? `Line ${error['lines']}` : 'A line';
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `${line} of ${name} has more values than its first line has names.`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return `A quoted value in ${name} is never closed; it begins before line ${error['lines']}.`;
    default:
      return `${line} of ${name} is no CSV: a quote stands where none may be, or a value is too long.`;
  }
}
