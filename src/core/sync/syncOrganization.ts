import type { AuditRecord } from '../audit/auditRecord.ts';
import { toRow } from '../audit/auditTable.ts';
import {
  type AuditSlice,
  type AuditSource,
  type AuditWindow,
  SETTLE_MS,
  type UnreadableRecord,
} from '../audit/auditWindow.ts';
import { createKeyer, recordKey } from '../audit/recordKey.ts';
import { horizonMs } from '../audit/retention.ts';
import { Failure } from '../failure.ts';
import { createDeliveryLog, type DeliveryLog, LOOK_BACK_MS } from './deliveryLog.ts';
import type { Batch, Quarantine, Sink } from './ports.ts';
import { type RecentRecord, type RunFailure, type RunSummary, runFailure, type SyncState } from './syncState.ts';

export interface SyncPass {
  /** Origin of the site, for the rows. */
  readonly site: string;
  readonly source: AuditSource;
  readonly sink: Sink;
  readonly state: SyncState;
  readonly saveState: (state: SyncState) => Promise<void>;
  readonly quarantine: Quarantine;
  readonly nowMs: () => number;
  /** The oldest instant to read when nothing was synced yet, in epoch milliseconds. */
  readonly firstFromMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

export interface SyncProgress {
  readonly fetched: number;
  readonly delivered: number;
  readonly quarantined: number;
  /** Share of the time range that is done, from 0 to 1. */
  readonly share: number;
}

/** Clocks differ by seconds; by so much, the one of this computer is wrong. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * One pass: reads every record since the cursor and the look-back before it, oldest first, leaves out what was
 * delivered already, maps the rest, sends it, and moves the cursor batch by batch. The cursor is saved here and nowhere
 * else, and only past records that were acknowledged or are in quarantine. Never throws: how the pass ended is in the
 * summary, and on disk.
 */
export async function syncOrganization(pass: SyncPass): Promise<RunSummary> {
  const startedAtMs = pass.nowMs();
  const log = createDeliveryLog(pass.state);
  const tally = { fetched: 0, delivered: 0, quarantined: 0, batches: 0, bytes: 0 };
  let failure: RunFailure | undefined;
  let lost: AuditWindow | undefined;
  try {
    const window = windowOf(pass, startedAtMs);
    lost = await lostAfterCursor(pass, startedAtMs);
    const delivery = { pass, log, tally, window };
    for await (const slice of pass.source.slices(window, pass.signal)) await deliverSlice(delivery, slice);
  } catch (error) {
    if (!pass.signal.aborted) failure = runFailure(error);
  }
  const outcome = failure !== undefined ? 'failed' : pass.signal.aborted ? 'cancelled' : 'succeeded';
  const summary: RunSummary = { startedAtMs, endedAtMs: pass.nowMs(), outcome, ...tally, lost, failure };
  try {
    await pass.saveState({ ...log.state(), lastRun: summary });
    return summary;
  } catch (error) {
    return { ...summary, outcome: 'failed', failure: runFailure(error) };
  }
}

function windowOf({ state, firstFromMs, site }: SyncPass, nowMs: number): AuditWindow {
  const { readThroughMs } = state;
  const toMs = nowMs - SETTLE_MS;
  if (readThroughMs === undefined) return { fromMs: Math.min(firstFromMs, toMs), toMs };
  // Without this, a clock that is behind would look like a quiet site, for as long as it is wrong.
  if (readThroughMs > nowMs + CLOCK_TOLERANCE_MS) throw new Failure('clockBehind', { where: site });
  return { fromMs: Math.max(firstFromMs, readThroughMs - LOOK_BACK_MS + 1), toMs: Math.max(toMs, readThroughMs) };
}

/**
 * What the site has thrown away before it was read. It is asked only after a break that is longer than any usual
 * interval, so that a quiet pass stays one request. Where it does not tell, nothing is known to be lost.
 */
async function lostAfterCursor({ state, source, signal }: SyncPass, nowMs: number): Promise<AuditWindow | undefined> {
  const { readThroughMs } = state;
  if (readThroughMs === undefined || nowMs - readThroughMs < LONG_BREAK_MS) return undefined;
  const retention = await source.retention(signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof Failure) return undefined;
    throw error;
  });
  const keptFromMs = retention === undefined ? undefined : horizonMs(retention, nowMs);
  if (keptFromMs === undefined || keptFromMs <= readThroughMs + 1) return undefined;
  return { fromMs: readThroughMs + 1, toMs: Math.floor(keptFromMs) - 1 };
}

const LONG_BREAK_MS = 12 * 60 * 60_000;

interface Delivery {
  readonly pass: SyncPass;
  readonly log: DeliveryLog;
  readonly tally: { fetched: number; delivered: number; quarantined: number; batches: number; bytes: number };
  readonly window: AuditWindow;
}

/** Resolves when every record of the slice is delivered or in quarantine, and the cursor is saved behind them. */
async function deliverSlice({ pass, log, tally, window }: Delivery, slice: AuditSlice): Promise<void> {
  const { site, sink, signal } = pass;
  const batcher = sink.createBatcher();
  const keyOf = createKeyer(site);
  let pending: { readonly record: AuditRecord; readonly known: RecentRecord }[] = [];
  tally.fetched += slice.records.length + slice.unreadable.length;

  const saveThrough = async (doneMs: number): Promise<void> => {
    log.moveTo(doneMs);
    await pass.saveState(log.state());
    pass.onProgress({ ...tally, share: (doneMs - window.fromMs + 1) / (window.toMs - window.fromMs + 1) });
  };
  const send = async (batch: Batch): Promise<void> => {
    await sink.send(batch, signal);
    log.add(
      'delivered',
      pending.map(({ known }) => known),
    );
    for (const { record } of pending) log.noteDrift(record);
    pending = [];
    tally.delivered += batch.rows.length;
    tally.bytes += batch.bytes;
    tally.batches += 1;
  };
  const putAside = async (unreadable: UnreadableRecord, known: RecentRecord): Promise<void> => {
    if (log.has(known[1])) return;
    await pass.quarantine.keep([unreadable]);
    log.add('quarantined', [known]);
    tally.quarantined += 1;
  };

  for (const unreadable of slice.unreadable) {
    await putAside(unreadable, [slice.window.toMs, recordKey(site, unreadable.raw)]);
  }
  for (const [index, record] of slice.records.entries()) {
    if (index % RECORDS_PER_TURN === 0) await nextTurn();
    const key = keyOf(record);
    if (log.has(key)) continue;
    const known: RecentRecord = [record.creationDate ?? slice.window.toMs, key];
    const { full, tooLarge } = batcher.add(toRow(record, { site, key, receivedAtMs: pass.nowMs() }));
    if (tooLarge === true) {
      await putAside({ raw: record, reason: 'too large for one request' }, known);
      continue;
    }
    if (full !== undefined) {
      await send(full);
      // Everything older than this record is done; others of its own instant may not be.
      await saveThrough(cursorBefore(record, slice));
    }
    pending.push({ record, known });
  }
  const rest = batcher.rest();
  if (rest !== undefined) await send(rest);
  await saveThrough(slice.window.toMs);
}

/** A record without a date says nothing of how far the slice is done. */
function cursorBefore(record: AuditRecord, { window }: AuditSlice): number {
  return record.creationDate == null ? window.fromMs - 1 : record.creationDate - 1;
}

/** Mapping so many records takes a few milliseconds; then others may use the thread. */
const RECORDS_PER_TURN = 200;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
