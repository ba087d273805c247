import { createKeyer } from '../../audit/recordKey.ts';
import type { AuditTables } from './auditTables.ts';
import { readCsvValues } from './csvValues.ts';
import { decodeText } from './decodeText.ts';
import { readJsonLines } from './jsonLines.ts';
import { type BrokenValue, type PlacedValue, readJsonValues } from './jsonValues.ts';
import { DataError, type DataLimits } from './loadedData.ts';
import { parseJson, plainJson } from './parseJson.ts';
import { isFields, kindOf, type RecordKind } from './recordKind.ts';
import { recordOfTexts } from './recordOfTexts.ts';

export interface RecordFileOptions {
  /** What sentences call the file. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** `maxRows` counts all rows of the tables. */
  readonly limits: DataLimits;
}

/**
 * Adds what a file holds, of whichever format; gives remarks. Throws a DataError when it holds something else, or audit
 * records and mapped rows together.
 */
export async function addRecordFile(tables: AuditTables, options: RecordFileOptions): Promise<readonly string[]> {
  const { name, limits } = options;
  const remarks: string[] = [];
  let isCutOff = false;
  const bytes = limitedBytes(options, () => {
    isCutOff = true;
  });
  const { format, values } = await openValues(decodeText(bytes, name), name);
  const add = createAdder(tables, name, format);
  for await (const placed of values) {
    if ('brokenLine' in placed) {
      // What we have cut off ourselves is said below.
      if (!isCutOff || !placed.isAtEnd) remarks.push(brokenSentence(placed, name));
    } else if (tables.rows() < limits.maxRows) add(placed);
    else {
      remarks.push(`Only the first ${limits.maxRows} records of ${name} were read.`);
      break;
    }
  }
  if (isCutOff) remarks.push(`Only the first ${Math.round(limits.maxBytes / 1024 / 1024)} MB of ${name} were read.`);
  if (tables.rows() === 0) throw new DataError(`${name} holds no audit records. ${EXPECTED}`);
  return remarks;
}

const EXPECTED =
  'It must hold audit records as Confluence gives them, or rows of ConfluenceAuditLogs_CL, as NDJSON, JSON or CSV.';

type Format = 'lines' | 'json' | 'csv';

async function* limitedBytes({ bytes, limits }: RecordFileOptions, onCutOff: () => void): AsyncGenerator<Uint8Array> {
  let left = limits.maxBytes;
  for await (const piece of bytes) {
    if (piece.length > left) {
      onCutOff();
      // Between two lines, so that no character is cut.
      yield piece.subarray(0, piece.subarray(0, left).lastIndexOf(LINE_FEED) + 1);
      return;
    }
    left -= piece.length;
    yield piece;
  }
}

const LINE_FEED = 10;

function brokenSentence({ brokenLine, isAtEnd }: BrokenValue, name: string): string {
  if (!isAtEnd) throw new DataError(`Line ${brokenLine} of ${name} is no JSON.`);
  return `${name} ends within the record that begins in line ${brokenLine}, which was left out.`;
}

/** Looks at how a file begins. */
async function openValues(texts: AsyncGenerator<string>, name: string) {
  let start = '';
  for (let next = await texts.next(); !next.done; next = await texts.next()) {
    start += next.value;
    if (/^\s*\[/.test(start) || /^\s*\S[^\n]*\n/.test(start) || start.length > MAX_START) break;
  }
  const all = withStart(start, texts);
  const format = formatOf(start);
  if (format === 'lines') return { format, values: readJsonLines(all) };
  if (format === 'json') return { format, values: readJsonValues(all, name) };
  return { format, values: readCsvValues(all, { name, header: firstLine(start) }) };
}

const MAX_START = 4 * 1024 * 1024;

async function* withStart(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

function formatOf(start: string): Format {
  const text = start.trimStart();
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return 'csv';
  try {
    parseJson(firstLine(text));
    return 'lines';
  } catch {
    return 'json';
  }
}

function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0] ?? '';
}

/** Adds values, each as what it is; an audit page stands for its results. */
function createAdder(tables: AuditTables, name: string, format: Format): (placed: PlacedValue) => void {
  const keyOf = createKeyer('');
  // A sync has keys of what JSON.parse gives.
  const keyOfPlain = (record: unknown): string => keyOf(plainJson(record));
  let kind: RecordKind | undefined;
  const addOne = (value: unknown, line: number): void => {
    const place = `Line ${line} of ${name}`;
    const found = isFields(value) ? kindOf(value) : undefined;
    if (!isFields(value) || found === undefined) throw new DataError(`${place} is no audit record. ${EXPECTED}`);
    kind ??= found;
    if (kind !== found) throw new DataError(`${place} ${MIXED[found]}: put them into files of their own.`);
    if (kind === 'row') tables.addRow(value);
    else if (!tables.addRecord(format === 'csv' ? recordOfTexts(value) : value, '', keyOfPlain)) {
      throw new DataError(`${place} is an audit record with a field of another type than Confluence's.`);
    }
  };
  return ({ value, line }) => {
    const results = isFields(value) ? value['results'] : undefined;
    if (!Array.isArray(results)) addOne(value, line);
    else for (const result of results) addOne(result, line);
  };
}

const MIXED: Readonly<Record<RecordKind, string>> = {
  record: 'is an audit record, after mapped rows',
  row: 'is a mapped row, after audit records',
};
