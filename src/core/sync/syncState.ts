import { rename, rm } from 'node:fs/promises';
import type { AuditWindow } from '../audit/auditWindow.ts';
import { type Counts, type Drift, NO_DRIFT } from '../audit/drift.ts';
import { errorRemark, FAILURE_CODES, Failure, type FailureCode, type FailureDetail } from '../failure.ts';
import { readFileIfThere, writeFileAtomically } from './atomicFile.ts';

/** How far a site has been synced to a destination, and how the last run ended. Instants are epoch milliseconds. */
export interface SyncState {
  readonly version: 1;
  /** Every record that the site showed up to this instant was acknowledged or quarantined; undefined before the first. */
  readonly readThroughMs: number | undefined;
  /** What was delivered or quarantined of the look-back before the cursor, and of its own instant. */
  readonly recent: readonly RecentRecord[];
  readonly deliveredTotal: number;
  readonly quarantinedTotal: number;
  /** What was delivered and no catalogue knows. */
  readonly drift: Drift;
  readonly lastRun: RunSummary | undefined;
}

/** When a record was made and its key. */
export type RecentRecord = readonly [atMs: number, key: string];

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
  /** A time after the cursor that the site no longer keeps: what it held is lost. */
  readonly lost: AuditWindow | undefined;
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
  recent: [],
  deliveredTotal: 0,
  quarantinedTotal: 0,
  drift: NO_DRIFT,
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
      const text = await readFileIfThere(file).catch((error: unknown) => {
        throw new Failure('stateNotRead', { where: file, remark: errorRemark(error) });
      });
      if (text === undefined) return { state: INITIAL_STATE, damagedFile: undefined };
      const value = parseJson(text);
      if (isObject(value) && typeof value['version'] === 'number' && value['version'] > INITIAL_STATE.version) {
        throw new Failure('stateFromNewerVersion', { where: file });
      }
      const state = readState(value);
      if (state !== undefined) return { state, damagedFile: undefined };
      const damagedFile = `${file}.damaged`;
      try {
        await rename(file, damagedFile);
      } catch (error) {
        // Two may find it damaged at the same time; the first one has put it aside.
        if (errorRemark(error) === 'ENOENT') return { state: INITIAL_STATE, damagedFile: undefined };
        throw new Failure('stateNotRead', { where: file, remark: errorRemark(error) });
      }
      return { state: INITIAL_STATE, damagedFile };
    },
    async save(state) {
      try {
        await writeFileAtomically(file, JSON.stringify(state));
      } catch (error) {
        const remark = errorRemark(error);
        throw new Failure(remark === 'ENOSPC' ? 'diskFull' : 'stateNotSaved', { where: file, remark });
      }
    },
    async remove() {
      await rm(file, { force: true });
    },
  };
}

/** What is known of an error, without a word of its message. */
export function runFailure(error: unknown): RunFailure {
  if (error instanceof Failure) return { code: error.code, detail: error.detail };
  return { code: 'unexpected', detail: { where: '', remark: errorRemark(error) } };
}

function readState(value: unknown): SyncState | undefined {
  if (!isObject(value) || value['version'] !== 1) return undefined;
  const { readThroughMs, deliveredTotal, quarantinedTotal } = value;
  const recent = readRecent(value['recent']);
  if (readThroughMs !== undefined && !isWhole(readThroughMs)) return undefined;
  if (!isWhole(deliveredTotal) || !isWhole(quarantinedTotal) || recent === undefined) return undefined;
  const drift = readDrift(value['drift']);
  const lastRun = readRun(value['lastRun']);
  return { version: 1, readThroughMs, recent, deliveredTotal, quarantinedTotal, drift, lastRun };
}

/** What is missing or odd counts from nothing: drift is a hint, not a promise. */
function readDrift(value: unknown): Drift {
  const members: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  const countsOf = (counts: unknown): Counts =>
    Object.fromEntries(
      Object.entries(isObject(counts) ? counts : {}).flatMap(([name, count]) =>
        isWhole(count) ? [[name, count]] : [],
      ),
    );
  return {
    categories: countsOf(members['categories']),
    events: countsOf(members['events']),
    fields: countsOf(members['fields']),
  };
}

function readRecent(value: unknown): readonly RecentRecord[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map((entry: unknown): RecentRecord | undefined => {
    const [atMs, key]: unknown[] = Array.isArray(entry) ? entry : [];
    return isWhole(atMs) && typeof key === 'string' ? [atMs, key] : undefined;
  });
  const whole = read.filter((entry) => entry !== undefined);
  return whole.length === read.length ? whole : undefined;
}

function readRun(value: unknown): RunSummary | undefined {
  if (!isObject(value)) return undefined;
  const { startedAtMs, endedAtMs, outcome, fetched, delivered, quarantined, batches, bytes } = value;
  if (outcome !== 'succeeded' && outcome !== 'cancelled' && outcome !== 'failed') return undefined;
  if (!isWhole(startedAtMs) || !isWhole(endedAtMs) || !isWhole(fetched) || !isWhole(delivered)) return undefined;
  if (!isWhole(quarantined) || !isWhole(batches) || !isWhole(bytes)) return undefined;
  const failure = readFailure(value['failure']);
  const lost = readWindow(value['lost']);
  return { startedAtMs, endedAtMs, outcome, fetched, delivered, quarantined, batches, bytes, lost, failure };
}

function readWindow(value: unknown): AuditWindow | undefined {
  if (!isObject(value)) return undefined;
  const { fromMs, toMs } = value;
  return isWhole(fromMs) && isWhole(toMs) ? { fromMs, toMs } : undefined;
}

function readFailure(value: unknown): RunFailure | undefined {
  if (!isObject(value) || !isObject(value['detail'])) return undefined;
  const code = FAILURE_CODES.find((known) => known === value['code']) ?? 'unexpected';
  const { where, status, retryAfterMs, remark } = value['detail'];
  return {
    code,
    detail: {
      where: typeof where === 'string' ? where : '',
      ...(typeof status === 'number' ? { status } : {}),
      // Counted from the end of the run.
      ...(isWhole(retryAfterMs) ? { retryAfterMs } : {}),
      ...(typeof remark === 'string' ? { remark } : {}),
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
