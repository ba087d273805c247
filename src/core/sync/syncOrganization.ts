import type { AuditRecord } from '../audit/auditRecord.ts';
import { type AuditRow, toRow } from '../audit/auditTable.ts';
import type { AuditSlice, AuditSource, UnreadableRecord } from '../audit/auditWindow.ts';
import { createKeyer } from '../audit/recordKey.ts';
import { Failure } from '../failure.ts';
import type { Quarantine, Sink, SinkBatch } from './ports.ts';
import type { RunFailure, RunSummary, SyncState, SyncStateFile } from './syncState.ts';

export interface SyncPass<B extends SinkBatch> {
  /** Origin of the site, for the rows. */
  readonly site: string;
  readonly source: AuditSource;
  readonly sink: Sink<B>;
  readonly stateFile: SyncStateFile;
  readonly quarantine: Quarantine;
  readonly nowMs: () => number;
  /** The oldest instant to read when the organization was never synced, in epoch milliseconds. */
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

/**
 * Sites publish a record shortly after its event. Records younger than this are left for the next pass, so that the
 * cursor does not overtake one that is still on its way.
 */
export const SETTLE_MS = 60_000;

/**
 * One pass: reads every record since the cursor, oldest first, maps it, sends it, and moves the cursor, slice by
 * slice. The cursor is saved here and nowhere else, and only when every row of the slice was acknowledged and every
 * other record of it is in quarantine. Never throws for a failure: how the pass ended is in the summary, and on disk.
 */
export async function syncOrganization<B extends SinkBatch>(pass: SyncPass<B>): Promise<RunSummary> {
  const startedAtMs = pass.nowMs();
  const tally = { fetched: 0, delivered: 0, quarantined: 0, batches: 0, bytes: 0 };
  let state: SyncState | undefined;
  let failure: RunFailure | undefined;
  try {
    ({ state } = await pass.stateFile.load());
    const window = { fromMs: (state.readThroughMs ?? pass.firstFromMs - 1) + 1, toMs: startedAtMs - SETTLE_MS };
    for await (const slice of window.fromMs <= window.toMs ? pass.source.slices(window, pass.signal) : []) {
      const share = (slice.window.toMs - window.fromMs + 1) / (window.toMs - window.fromMs + 1);
      const done = await deliverSlice(pass, slice, (delivered) => {
        tally.delivered += delivered.rows.length;
        tally.bytes += delivered.bytes;
        tally.batches += 1;
        pass.onProgress({ ...tally, share });
      });
      tally.fetched += slice.records.length + slice.unreadable.length;
      tally.quarantined += done.quarantined;
      state = {
        ...state,
        readThroughMs: slice.window.toMs,
        deliveredTotal: state.deliveredTotal + done.delivered,
        quarantinedTotal: state.quarantinedTotal + done.quarantined,
      };
      await pass.stateFile.save(state);
      pass.onProgress({ ...tally, share });
    }
  } catch (error) {
    if (!pass.signal.aborted) failure = describeFailure(error);
  }
  const outcome = failure !== undefined ? 'failed' : pass.signal.aborted ? 'cancelled' : 'succeeded';
  const summary: RunSummary = { startedAtMs, endedAtMs: pass.nowMs(), outcome, ...tally, failure };
  if (state === undefined) return summary;
  try {
    await pass.stateFile.save({ ...state, lastRun: summary });
    return summary;
  } catch (error) {
    return { ...summary, outcome: 'failed', failure: describeFailure(error) };
  }
}

/** Resolves when every record of the slice is delivered or in quarantine. */
async function deliverSlice<B extends SinkBatch>(
  pass: SyncPass<B>,
  slice: AuditSlice,
  onDelivered: (batch: B) => void,
): Promise<{ readonly delivered: number; readonly quarantined: number }> {
  const { sink, signal } = pass;
  const unreadable: UnreadableRecord[] = [...slice.unreadable];
  const batcher = sink.createBatcher();
  const keyOf = createKeyer(pass.site);
  let delivered = 0;
  const send = async (batch: B | undefined): Promise<void> => {
    if (batch === undefined) return;
    await sink.send(batch, signal);
    delivered += batch.rows.length;
    onDelivered(batch);
  };
  for (const [index, record] of slice.records.entries()) {
    const { full, tooLarge } = batcher.add(rowOf(record, pass, keyOf(record)));
    if (tooLarge === true) unreadable.push({ raw: record, reason: 'too large for one request' });
    await send(full);
    if (index % RECORDS_PER_TURN === 0) await nextTurn();
  }
  await send(batcher.rest());
  signal.throwIfAborted();
  await pass.quarantine.keep(unreadable);
  return { delivered, quarantined: unreadable.length };
}

/** Mapping so many records takes a few milliseconds; then others may use the thread. */
const RECORDS_PER_TURN = 200;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function rowOf<B extends SinkBatch>(record: AuditRecord, pass: SyncPass<B>, key: string): AuditRow {
  return toRow(record, { site: pass.site, key, receivedAtMs: pass.nowMs() });
}

function describeFailure(error: unknown): RunFailure {
  if (error instanceof Failure) return { code: error.code, detail: error.detail };
  return { code: 'unexpected', detail: { where: '', remark: error instanceof Error ? error.name : typeof error } };
}
