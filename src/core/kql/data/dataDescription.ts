import type { AuditRecord } from '../../audit/auditRecord.ts';

/** What queries run on, as plain data: it crosses to the thread that loads it, and can be loaded again from it. */
export type DataDescription = SampleData | HandedRecords | SyncedFolder | RecordsFile;

/** The sample organization, of `days` up to `nowMs`. */
export interface SampleData {
  readonly kind: 'sample';
  readonly site: string;
  readonly seed: number;
  readonly days: number;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** What an organization's preview has read. */
export interface HandedRecords {
  readonly kind: 'records';
  /** Names these records: another reading has another one. */
  readonly id: string;
  /** The site's address. */
  readonly site: string;
  readonly records: readonly KeyedRecord[];
  /** Epoch milliseconds; stands in where a record has no creation date. */
  readonly receivedAtMs: number;
}

export interface KeyedRecord {
  readonly record: AuditRecord;
  /** See recordKey.ts. */
  readonly key: string;
}

/** A folder that rows are synced to; with a site's address, only of that one. */
export interface SyncedFolder {
  readonly kind: 'folder';
  readonly folder: string;
  readonly site: string | undefined;
}

/** NDJSON, JSON or CSV, of audit records or of rows. */
export interface RecordsFile {
  readonly kind: 'file';
  readonly file: string;
  /** Epoch milliseconds; stands in where a record has no creation date. */
  readonly receivedAtMs: number;
}

/** Equal for descriptions of the same data, as long as no file changes. */
export function nameOfData(data: DataDescription): string {
  switch (data.kind) {
    case 'sample':
      return JSON.stringify(['sample', data.site, data.seed, data.days, data.nowMs]);
    case 'records':
      return JSON.stringify(['records', data.id]);
    case 'folder':
      return JSON.stringify(['folder', data.folder, data.site]);
    case 'file':
      return JSON.stringify(['file', data.file]);
  }
}
