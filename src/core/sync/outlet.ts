import { parseAuditRecord } from '../audit/auditRecord.ts';
import type { AuditPart } from '../audit/auditWindow.ts';
import { type BatchSender, createBatchSender, type OutgoingRecord, windowOf } from './batchSender.ts';
import { createIntake, type KnownRecords, type Undeliverable } from './intake.ts';
import type { Batch, Batcher } from './ports.ts';
import { type Fingerprint, timeOf } from './recordId.ts';
import type { BatchTicket } from './routeStore.ts';
import type { RunAccount } from './runAccount.ts';
import type { SyncRun } from './runSync.ts';

/** The way of a run's records from the source to the destination, or into quarantine. */
export interface Outlet {
  take(part: AuditPart): Promise<void>;
  /** Resolves when everything that was taken is delivered or in quarantine. */
  flush(): Promise<void>;
  /** Sends what is in quarantine, as far as it can be sent now. */
  retry(ids: readonly string[]): Promise<void>;
  /** Resolves when nothing is under way any more, however it ended. */
  close(): Promise<void>;
}

interface Opened {
  readonly sender: BatchSender;
  readonly batcher: Batcher;
}

export function createOutlet(run: SyncRun, account: RunAccount, onFailed: (error: unknown) => void): Outlet {
  const { site, store, openSink, clock, work, stop, onWait } = run;
  const { counter } = account;
  const closed = new AbortController();
  const abandon = abandonAfter(run, closed.signal);
  /** What a replay has sent of the stretch that it reads; of everything else, the store knows. */
  const replayed = new Set<Fingerprint>();
  let opened: Promise<Opened> | undefined;

  const begin = async (batch: Batch, records: readonly OutgoingRecord[]): Promise<BatchTicket> => {
    const fingerprints = records.map(({ fingerprint }) => fingerprint);
    // Other work never sends what is in quarantine.
    const sendsAgain = work.kind === 'retry' || work.kind === 'replay';
    const released = sendsAgain ? records.map(({ id }) => id) : [];
    return store.begin({
      run: account.run,
      bytes: batch.body.length,
      window: windowOf(records),
      fingerprints,
      released,
    });
  };
  const settledBefore = async (records: readonly Undeliverable[]): Promise<KnownRecords> =>
    store.known(windowOf(records) ?? { fromMs: 0, toMs: 0 });
  const putAside = async (records: readonly Undeliverable[]): Promise<void> => {
    // What is there already stays.
    if (work.kind === 'retry') return;
    const quarantined = await store.quarantine.holdings();
    // What was discarded is known as delivered, and what was delivered is nothing to be kept: a replay finds both again.
    const settled = work.kind === 'replay' ? await settledBefore(records) : NOTHING;
    const kept = records.filter(({ fingerprint }) => !settled.has(fingerprint));
    const fresh = kept.filter(({ id }) => !quarantined.has(id));
    const atMs = clock.nowMs();
    await store.putAside(fresh.map(({ id, timeMs, raw, reason }) => ({ id, atMs, timeMs, raw, reason })));
    for (const { fingerprint } of records) replayed.add(fingerprint);
    counter.add({ fetched: records.length, alreadyDelivered: records.length - kept.length });
    counter.add({ quarantined: kept.length, quarantinedBefore: kept.length - fresh.length });
  };
  const open = async (): Promise<Opened> => {
    const sink = await openSink();
    await account.begin();
    const sender = createBatchSender({
      ...{ sink, clock, begin, onWait, stop, abandon, onFailed },
      onDelivered(batch, records) {
        counter.add({ fetched: records.length, delivered: records.length, batches: 1, bytes: batch.body.length });
        if (work.kind === 'replay') for (const { fingerprint } of records) replayed.add(fingerprint);
        for (const { odd } of records) if (odd !== undefined) account.noteDrift(odd);
      },
      onInDoubt: (records) => counter.add({ batchesInDoubt: 1, recordsInDoubt: records.length }),
      onTooLarge: (record) =>
        putAside([{ ...record, raw: JSON.parse(record.json), reason: 'refused by the destination as too large' }]),
    });
    return { sender, batcher: sink.createBatcher() };
  };
  const whenOpen = (): Promise<Opened> => (opened ??= open());
  const intake = createIntake({
    ...{ site, counter, nowMs: clock.nowMs, putAside },
    batcher: async () => (await whenOpen()).batcher,
    known: work.kind === 'replay' ? async () => replayed : (window) => store.known(window),
    send: async (batch, records) => (await whenOpen()).sender.send(batch, records),
  });

  const flush = async (): Promise<void> => {
    await intake.flush();
    await (await opened)?.sender.settled();
    // What lies behind is not read again, but for what has no date.
    for (const fingerprint of replayed) if (timeOf(fingerprint) !== undefined) replayed.delete(fingerprint);
  };
  return {
    take: intake.take,
    flush,
    async retry(ids) {
      for (const id of new Set(ids)) {
        const entry = await store.quarantine.get(id);
        const parsed = entry === undefined ? undefined : parseAuditRecord(entry.raw);
        // What still is no record stays where it is.
        if (parsed?.ok === true) await intake.takeAgain([{ id, record: parsed.record }]);
      }
      await flush();
    },
    async close() {
      const sender = (await opened?.catch(() => undefined))?.sender;
      await sender?.settled().catch(() => undefined);
      closed.abort();
    },
  };
}

/**
 * A batch that is under way when a run is stopped is given a moment for its acknowledgement: without one, nobody knows
 * whether it arrived. Whoever has lost the lease lets go at once.
 */
function abandonAfter({ stop, store, clock }: SyncRun, closed: AbortSignal): AbortSignal {
  const abandon = new AbortController();
  const giveUp = (reason: unknown): void => abandon.abort(reason);
  const afterGrace = (): void => {
    clock.wait(GRACE_MS, closed).then(
      () => giveUp(stop.reason),
      () => undefined,
    );
  };
  if (stop.aborted) afterGrace();
  else stop.addEventListener('abort', afterGrace, { once: true, signal: closed });
  store.lost.addEventListener('abort', () => giveUp(store.lost.reason), { once: true, signal: closed });
  return abandon.signal;
}

const GRACE_MS = 3000;
const NOTHING: KnownRecords = { has: () => false };
