import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';

/** Files that queries run on: records as a site gives them, in two ways, and something else. */
export interface KqlFiles {
  readonly folder: string;
  readonly ndjson: string;
  readonly csv: string;
  readonly notRecords: string;
  /** A folder beside them, for the file dialog. */
  readonly neighbour: string;
}

export async function writeKqlFiles(folder: string, records: readonly SampleRecord[]): Promise<KqlFiles> {
  const neighbour = 'other-records';
  await mkdir(path.join(folder, neighbour), { recursive: true });
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  return {
    ...{ folder, neighbour },
    ndjson: await write('records.ndjson', records.map((record) => JSON.stringify(record)).join('\n')),
    csv: await write('records.csv', csvOf(records)),
    notRecords: await write('people.csv', 'name,age\nAda,36\n'),
  };
}

function csvOf(records: readonly SampleRecord[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const lines = records.map((record) => {
    const values = new Map<string, unknown>(Object.entries(record));
    return columns.map((column) => quoted(values.get(column))).join(',');
  });
  return [columns.join(','), ...lines].join('\r\n');
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return `"${text.replaceAll('"', '""')}"`;
}
