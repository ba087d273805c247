import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Failure } from '../failure.ts';
import { holesIn } from './coverage.ts';
import { openDeliveredKeys } from './deliveredKeys.ts';
import type { Disk } from './disk.ts';
import { readJournal } from './journal.ts';
import type { LedgerEntry } from './ledger.ts';
import { createLedgerFile } from './ledgerFile.ts';
import { KEYS_FOLDER } from './openRoute.ts';
import { readOnlyDisk } from './readOnlyDisk.ts';
import { type NamedEntry, type Recovered, recoverFrom } from './recovered.ts';
import {
  countLine,
  NO_LINES,
  portableEntry,
  type RouteFileLine,
  writeEnd,
  writeHeader,
  writeRouteLine,
} from './routeFile.ts';
import { findState } from './stateFiles.ts';
import type { SyncState } from './syncState.ts';
import { walkQuarantine } from './walkQuarantine.ts';

export interface ExportOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly site: string;
  readonly destination: string;
  readonly nowMs: () => number;
  /** Takes the file, a piece at a time; the next one comes when it has resolved. */
  readonly write: (chunk: Buffer) => Promise<void>;
}

/**
 * Writes everything that is kept of a route for another computer: no secrets, and nothing of who works on it. It needs
 * no lease: who works on the route goes on, and what they deliver from now on is not in the file, or only as keys. A
 * batch that is under way counts as in doubt.
 *
 * Throws `stateNotRead`, with the remark `nothingKept`, where nothing was ever synced; `damaged`, where who has the
 * lease must repair something first, which reading the range again does; `changedMeanwhile`, where it may go well the next
 * time. What was written is of no use then, and `importRoute` says so.
 */
export async function exportRoute({ write, ...options }: ExportOptions): Promise<void> {
  await pipeline(linesOf(options), createGzip({ chunkSize: CHUNK_BYTES }), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) await write(chunk);
  });
}

const CHUNK_BYTES = 64 * 1024;

/**
 * The order matters: keys and quarantine are read after the state, as a state is saved after both of what it covers.
 */
async function* linesOf(options: Omit<ExportOptions, 'write'>): AsyncGenerator<string> {
  const { folder, site, destination, nowMs } = options;
  const disk = readOnlyDisk(options.disk);
  const exportedAtMs = nowMs();
  const { state, recovered, ledger } = await takeSnapshot(disk, folder, exportedAtMs);
  const settled = { ...recovered.change(state), journal: '', outbox: [], keyCounts: {} };
  yield writeHeader({ site, destination, exportedAtMs, state: settled });
  let counts = NO_LINES;
  const write = (line: RouteFileLine): string => {
    counts = countLine(counts, line);
    return writeRouteLine(line);
  };
  if (recovered.fingerprints.length > 0) yield write({ keys: recovered.fingerprints });
  const stored = openDeliveredKeys({
    disk,
    folder: path.join(folder, KEYS_FOLDER),
    onDamage: () => undefined,
    counts: new Map(Object.entries(state.keyCounts)),
  });
  try {
    for await (const keys of stored.all()) yield write({ keys });
  } catch (error) {
    await confirmCoverage(disk, folder, state);
    throw error;
  }
  const released = new Set(recovered.released);
  for await (const entry of walkQuarantine(disk, path.join(folder, 'quarantine.ndjson'))) {
    if (!released.has(entry.id)) yield write({ quarantine: entry });
  }
  for (const entry of ledger) yield write({ ledger: entry });
  await confirmCoverage(disk, folder, state);
  yield writeEnd(counts);
}

interface Snapshot {
  readonly state: SyncState;
  readonly recovered: Recovered;
  /** The oldest first, each id once. */
  readonly ledger: readonly LedgerEntry[];
}

/** Each save begins a new journal: where that is the same before and after, everything between is of one moment. */
async function takeSnapshot(disk: Disk, folder: string, atMs: number): Promise<Snapshot> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const state = await currentState(disk, folder);
    const journal = await readJournal(disk, path.join(folder, state.journal));
    const saved = await createLedgerFile({ disk, folder }).read({ limit: Number.POSITIVE_INFINITY });
    if ((await currentState(disk, folder)).journal !== state.journal) continue;
    if (journal.damaged) throw notRead(folder, 'damaged');
    const entries = journal.entries.map((entry): NamedEntry => {
      return { ...entry, id: `${state.journal} ${entry.position}` };
    });
    const recovered = recoverFrom(entries, state, atMs);
    const lines = [...saved.toReversed(), ...state.outbox, ...recovered.lines].map(portableEntry);
    return { state, recovered, ledger: [...new Map(lines.map((line) => [line.id, line])).values()] };
  }
  throw notRead(folder, 'changedMeanwhile');
}

const MAX_ATTEMPTS = 20;

async function currentState(disk: Disk, folder: string): Promise<SyncState> {
  const { state, damaged } = await findState(disk, folder);
  if (damaged.length > 0) throw notRead(folder, 'damaged');
  if (state === undefined) throw notRead(folder, 'nothingKept');
  return state;
}

/** Whoever resets a route takes its coverage back first, and then forgets the keys. */
async function confirmCoverage(disk: Disk, folder: string, { coverage }: SyncState): Promise<void> {
  const now = (await currentState(disk, folder)).coverage;
  if (coverage.some((window) => holesIn(now, window).length > 0)) throw notRead(folder, 'changedMeanwhile');
}

function notRead(where: string, remark: 'damaged' | 'nothingKept' | 'changedMeanwhile'): Failure {
  return new Failure('stateNotRead', { where, remark });
}
