import { rename, rm } from 'node:fs/promises';
import { FAILURE_CODES, Failure, type FailureCode, type FailureDetail } from '../failure.ts';
import { readFileIfThere, writeFileAtomically } from './atomicFile.ts';

/** How far an organization has been synced, and how its last run ended. All instants are epoch milliseconds. */
export interface SyncState {
  readonly version: 1;
  /** Every record up to and including this instant was acknowledged or quarantined; undefined before the first. */
  readonly readThroughMs: number | undefined;
  readonly deliveredTotal: number;
  readonly quarantinedTotal: number;
  readonly lastRun: RunSummary | undefined;
}

export interface RunSummary {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: 'succeeded' | 'cancelled' | 'failed';
  readonly fetched: number;
  readonly delivered: number;
  readonly quarantined: number;
  readonly batches: number;
  /** Bytes delivered, before compression. */
  readonly bytes: number;
  /** Why it failed; what is not a known failure has the code 'unexpected'. */
  readonly failure: RunFailure | undefined;
}

export interface RunFailure {
  readonly code: FailureCode | 'unexpected';
  readonly detail: FailureDetail;
}

export const INITIAL_STATE: SyncState = {
  version: 1,
  readThroughMs: undefined,
  deliveredTotal: 0,
  quarantinedTotal: 0,
  lastRun: undefined,
};

export interface SyncStateFile {
  /** A damaged file is put aside and `INITIAL_STATE` given: that costs reading again, and loses nothing. */
  load(): Promise<{ readonly state: SyncState; readonly damagedFile: string | undefined }>;
  save(state: SyncState): Promise<void>;
  remove(): Promise<void>;
}

export function createSyncStateFile(file: string): SyncStateFile {
  return {
    async load() {
      const text = await readFileIfThere(file);
      if (text === undefined) return { state: INITIAL_STATE, damagedFile: undefined };
      const value = parseJson(text);
      if (isObject(value) && typeof value['version'] === 'number' && value['version'] > INITIAL_STATE.version) {
        throw new Failure('stateFromNewerVersion', { where: file });
      }
      const state = readState(value);
      if (state !== undefined) return { state, damagedFile: undefined };
      const damagedFile = `${file}.damaged`;
      await rename(file, damagedFile);
      return { state: INITIAL_STATE, damagedFile };
    },
    async save(state) {
      try {
        await writeFileAtomically(file, JSON.stringify(state));
      } catch (error) {
        const remark = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new Failure(remark === 'ENOSPC' ? 'diskFull' : 'stateNotSaved', { where: file, remark });
      }
    },
    async remove() {
      await rm(file, { force: true });
    },
  };
}

function readState(value: unknown): SyncState | undefined {
  if (!isObject(value) || value['version'] !== 1) return undefined;
  const { readThroughMs, deliveredTotal, quarantinedTotal } = value;
  if (readThroughMs !== undefined && !isCount(readThroughMs)) return undefined;
  if (!isCount(deliveredTotal) || !isCount(quarantinedTotal)) return undefined;
  return { version: 1, readThroughMs, deliveredTotal, quarantinedTotal, lastRun: readRun(value['lastRun']) };
}

function readRun(value: unknown): RunSummary | undefined {
  if (!isObject(value)) return undefined;
  const { startedAtMs, endedAtMs, outcome, fetched, delivered, quarantined, batches, bytes } = value;
  if (outcome !== 'succeeded' && outcome !== 'cancelled' && outcome !== 'failed') return undefined;
  if (!isCount(startedAtMs) || !isCount(endedAtMs) || !isCount(fetched) || !isCount(delivered)) return undefined;
  if (!isCount(quarantined) || !isCount(batches) || !isCount(bytes)) return undefined;
  const failure = readFailure(value['failure']);
  return { startedAtMs, endedAtMs, outcome, fetched, delivered, quarantined, batches, bytes, failure };
}

function readFailure(value: unknown): RunFailure | undefined {
  if (!isObject(value) || !isObject(value['detail'])) return undefined;
  const code = FAILURE_CODES.find((known) => known === value['code']) ?? 'unexpected';
  const { where, status, remark } = value['detail'];
  return {
    code,
    detail: {
      where: typeof where === 'string' ? where : '',
      ...(typeof status === 'number' ? { status } : {}),
      ...(typeof remark === 'string' ? { remark } : {}),
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
