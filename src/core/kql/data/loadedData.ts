import type { PlanColumn } from '../plan.ts';
import type { Int64, Row } from '../values.ts';

export interface LoadedTable {
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly Row[];
}

export interface LoadedData {
  /** By name. */
  readonly tables: ReadonlyMap<string, LoadedTable>;
  /** The newest TimeGenerated, a datetime's cell; undefined when no row has one. */
  readonly newest: Int64 | undefined;
  /** What was left out or read in another way than might be expected, one sentence each. */
  readonly remarks: readonly string[];
}

/** Data that cannot be read; the message is one sentence for the user, with the place, in English. */
export class DataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DataError';
  }
}

/** How much is loaded, at most. */
export interface DataLimits {
  readonly maxRows: number;
  /** Of the files, all together. */
  readonly maxBytes: number;
}

/** Twice what the thread's memory is measured for. */
export const DATA_LIMITS: DataLimits = { maxRows: 200_000, maxBytes: 512 * 1024 * 1024 };

/** The files that data is read from. Every function rejects with the error of Node. */
export interface DataFiles {
  /** Gives a file's bytes one piece after the other. */
  read(file: string): AsyncIterable<Uint8Array>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  stat(file: string): Promise<{ readonly size: number; readonly mtimeMs: number; readonly isFolder: boolean }>;
  /** Joins parts of a path as this system does. */
  join(...parts: string[]): string;
}
