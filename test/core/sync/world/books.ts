import type { InDoubtEntry, LedgerEntry, RunEntry } from '../../../../src/core/sync/ledger.ts';
import { createLedgerFile } from '../../../../src/core/sync/ledgerFile.ts';
import { createQuarantineFile, type QuarantineFile } from '../../../../src/core/sync/quarantineFile.ts';
import { findState } from '../../../../src/core/sync/stateFiles.ts';
import { INITIAL_STATE, type SyncState } from '../../../../src/core/sync/syncState.ts';
import type { MemoryDisk } from '../memoryDisk.ts';
import type { MemoryDestination } from './memoryDestination.ts';

/** What the files of a route, and the destination, tell of what has happened. */
export interface Books {
  state(): Promise<SyncState>;
  /** Oldest first, as are those of one type. */
  ledger(): Promise<readonly LedgerEntry[]>;
  runs(): Promise<readonly RunEntry[]>;
  doubts(): Promise<readonly InDoubtEntry[]>;
  damages(): Promise<readonly DamagedEntry[]>;
  quarantine(): QuarantineFile;
  /** Names of files, sorted. */
  files(pattern: RegExp): readonly string[];
  /** The newest one's name. */
  stateFile(): string;
  /** Keys, sorted, each as often as it has arrived. */
  arrived(): readonly string[];
  /** Arrivals of what had arrived before. */
  repeats(): number;
  /** Records of all batches in doubt: no more than these may have arrived again. */
  doubtful(): Promise<number>;
}

type DamagedEntry = Extract<LedgerEntry, { type: 'damaged' }>;

export interface BooksOptions {
  readonly disk: MemoryDisk;
  /** Of the route. */
  readonly folder: string;
  readonly destination: MemoryDestination;
}

export function createBooks({ disk, folder, destination }: BooksOptions): Books {
  const ledger = async (): Promise<readonly LedgerEntry[]> =>
    (await createLedgerFile({ disk: disk.reopen(), folder }).read({ limit: 100_000 })).toReversed();
  const files = (pattern: RegExp): readonly string[] =>
    [...disk.media.files.keys()].filter((file) => pattern.test(file)).sort();
  const doubts = async (): Promise<readonly InDoubtEntry[]> =>
    (await ledger()).filter((entry) => entry.type === 'inDoubt');
  return {
    ledger,
    files,
    doubts,
    state: async () => (await findState(disk.reopen(), folder)).state ?? INITIAL_STATE,
    runs: async () => (await ledger()).filter((entry) => entry.type === 'run'),
    damages: async () => (await ledger()).filter((entry) => entry.type === 'damaged'),
    quarantine: () => createQuarantineFile({ disk: disk.reopen(), folder }),
    stateFile: () => files(/state\.\d+\.json$/).at(-1) ?? '',
    arrived: () => [...destination.arrivals()].flatMap(([key, count]) => Array<string>(count).fill(key)).sort(),
    repeats: () => [...destination.arrivals().values()].reduce((sum, count) => sum + count - 1, 0),
    doubtful: async () => (await doubts()).reduce((sum, { records }) => sum + records, 0),
  };
}
