import { createKeyer } from '../../audit/recordKey.ts';
import { createSampleHistory, SAMPLE_CHUNK_MS } from '../../audit/sampleRecords.ts';
import { type AuditTables, createAuditTables } from './auditTables.ts';
import type { DataDescription, HandedRecords, RecordsFile, SampleData } from './dataDescription.ts';
import { DATA_LIMITS, DataError, type DataFiles, type DataLimits, type LoadedData } from './loadedData.ts';
import { addRecordFile } from './recordFile.ts';
import { addFolder, filesOfFolder } from './syncedFolder.ts';

export interface LoadOptions {
  readonly files: DataFiles;
  readonly limits?: DataLimits;
}

/** Loads what is described. Throws a DataError. */
export async function loadData(data: DataDescription, options: LoadOptions): Promise<LoadedData> {
  const { files, limits = DATA_LIMITS } = options;
  const tables = createAuditTables('receivedAtMs' in data ? data.receivedAtMs : 0);
  switch (data.kind) {
    case 'sample':
      addSample(tables, data);
      return tables.finish([]);
    case 'records':
      return tables.finish(addHanded(tables, data));
    case 'folder': {
      const dayFiles = await filesOfFolder(data, files);
      return tables.finish(await addFolder(tables, { dayFiles, files, limits }));
    }
    case 'file':
      return tables.finish(await addFile(tables, data, { files, limits }));
  }
}

/** Changes when a file of the data does. Throws a DataError when there is none. */
export async function stateOfFiles(data: DataDescription, files: DataFiles): Promise<string> {
  if (data.kind === 'sample' || data.kind === 'records') return '';
  const all = data.kind === 'file' ? [data.file] : (await filesOfFolder(data, files)).map(({ file }) => file);
  const states: string[] = [];
  for (const file of all) {
    const state = await files.stat(file).catch(() => undefined);
    if (state === undefined || state.isFolder) throw unreadable(file);
    states.push(`${file} ${state.size} ${state.mtimeMs}`);
  }
  return states.join('\n');
}

function addSample(tables: AuditTables, { site, seed, days, nowMs }: SampleData): void {
  const hourAt = createSampleHistory(seed);
  const keyOf = createKeyer(site);
  const fromMs = nowMs - days * DAY_MS;
  for (let atMs = fromMs; atMs <= nowMs; atMs = (Math.floor(atMs / SAMPLE_CHUNK_MS) + 1) * SAMPLE_CHUNK_MS) {
    for (const record of hourAt(atMs).records()) {
      if (record.creationDate >= fromMs && record.creationDate <= nowMs) tables.addRecord(record, site, keyOf);
    }
  }
}

const DAY_MS = 86_400_000;

function addHanded(tables: AuditTables, { records, site }: HandedRecords): readonly string[] {
  let misfits = 0;
  for (const { record, key } of records) if (!tables.addRecord(record, site, () => key)) misfits += 1;
  return misfits === 0 ? [] : [`Records that are not as Confluence documents them, and were left out: ${misfits}.`];
}

async function addFile(tables: AuditTables, { file }: RecordsFile, { files, limits }: Required<LoadOptions>) {
  const name = /[^/\\]*$/.exec(file)?.[0] ?? file;
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* files.read(file);
    } catch {
      throw unreadable(file);
    }
  };
  return addRecordFile(tables, { name, bytes: bytes(), limits });
}

function unreadable(file: string): DataError {
  return new DataError(`${file} cannot be read.`);
}
