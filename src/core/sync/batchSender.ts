import type { AuditRecord } from '../audit/auditRecord.ts';
import type { AuditWindow } from '../audit/auditWindow.ts';
import { Failure, failurePolicy } from '../failure.ts';
import type { Batch, Clock, Sink } from './ports.ts';
import type { Fingerprint } from './recordId.ts';
import type { BatchTicket } from './routeStore.ts';

/** A record on its way. */
export interface OutgoingRecord {
  /** Its key. */
  readonly id: string;
  readonly timeMs: number | undefined;
  readonly fingerprint: Fingerprint;
  /** Of all of it, canonical. A text takes far less than the record to be kept until it is acknowledged. */
  readonly json: string;
  /** The record itself, where no catalogue knows all of it. */
  readonly odd: AuditRecord | undefined;
}

export interface BatchSender {
  /** Resolves as soon as another batch may come; throws what an earlier one has failed with. */
  send(batch: Batch, records: readonly OutgoingRecord[]): Promise<void>;
  /** Resolves when no batch is under way; throws what one has failed with. */
  settled(): Promise<void>;
}

export interface BatchSenderOptions {
  readonly sink: Sink;
  readonly clock: Clock;
  /** Announces a batch; see RouteStore. */
  readonly begin: (batch: Batch, records: readonly OutgoingRecord[]) => Promise<BatchTicket>;
  readonly onDelivered: (batch: Batch, records: readonly OutgoingRecord[]) => void;
  readonly onInDoubt: (records: readonly OutgoingRecord[]) => void;
  /** A single record that the destination calls too large. */
  readonly onTooLarge: (record: OutgoingRecord) => Promise<void>;
  readonly onWait: (waiting: { readonly failure: Failure; readonly delayMs: number } | undefined) => void;
  /** Begins nothing new, and waits for nothing, once it is aborted. */
  readonly stop: AbortSignal;
  /** Ends what is under way. */
  readonly abandon: AbortSignal;
  /** Told at once when a batch must be given up. */
  readonly onFailed: (error: unknown) => void;
}

/** Sends batches, a few at a time, each until it is acknowledged or must be given up; keeps account of every attempt. */
export function createBatchSender(options: BatchSenderOptions): BatchSender {
  const { sink, clock, begin, onDelivered, onInDoubt, onTooLarge, onWait, stop, abandon, onFailed } = options;
  const underWay = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  const halted = new AbortController();

  /** Gives the failure that leaves room for another attempt, or nothing when the batch is delivered. */
  const attempt = async (batch: Batch, records: readonly OutgoingRecord[]): Promise<Failure | undefined> => {
    stop.throwIfAborted();
    const ticket = await begin(batch, records);
    try {
      await sink.send(batch, abandon);
    } catch (error) {
      if (abandon.aborted || mayHaveArrived(error)) {
        onInDoubt(records);
        await ticket.inDoubt(abandon.aborted ? 'cancelled' : error instanceof Failure ? error.code : 'unexpected');
      } else {
        await ticket.refused();
      }
      abandon.throwIfAborted();
      if (error instanceof Failure) return error;
      throw error;
    }
    onDelivered(batch, records);
    await ticket.delivered();
    return undefined;
  };

  const deliver = async (batch: Batch, records: readonly OutgoingRecord[]): Promise<void> => {
    for (let failures = 0; ; failures++) {
      const failure = await attempt(batch, records);
      if (failure === undefined) return;
      if (failure.code === 'ingestionTooLarge') {
        await deliverParts(batch, records);
        return;
      }
      const delayMs = delayBeforeNext(failure, failures);
      if (delayMs === undefined) throw failure;
      onWait({ failure, delayMs });
      await clock.wait(delayMs, AbortSignal.any([stop, abandon, halted.signal])).finally(() => onWait(undefined));
    }
  };

  /** A service may take less than it says; what it refuses alone can never be delivered. */
  const deliverParts = async (batch: Batch, records: readonly OutgoingRecord[]): Promise<void> => {
    const [only] = records;
    if (only !== undefined && records.length === 1) {
      await onTooLarge(only);
      return;
    }
    const middle = Math.ceil(records.length / 2);
    await deliver(batch.part(0, middle), records.slice(0, middle));
    await deliver(batch.part(middle, records.length), records.slice(middle));
  };

  const throwIfFailed = (): void => {
    if (failed !== undefined) throw failed.error;
  };
  return {
    async send(batch, records) {
      while (underWay.size >= MAX_UNDER_WAY) await Promise.race(underWay);
      throwIfFailed();
      const delivery = deliver(batch, records)
        .catch((error: unknown) => {
          failed ??= { error };
          halted.abort(error);
          onFailed(error);
        })
        .finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async settled() {
      while (underWay.size > 0) await Promise.race(underWay);
      throwIfFailed();
    },
  };
}

/** One is compressed while the other is on the way. */
const MAX_UNDER_WAY = 2;
const MAX_RETRIES = 3;
const FIRST_DELAY_MS = 1000;
/** Longer than this, the run fails and the next one tries. */
const LONGEST_ASKED_MS = 60_000;

/** Of an error that nobody has foreseen, nothing is certain. */
function mayHaveArrived(error: unknown): boolean {
  return !(error instanceof Failure) || error.detail.mayHaveArrived === true;
}

function delayBeforeNext(failure: Failure, failuresBefore: number): number | undefined {
  if (failurePolicy(failure.code) !== 'retry' || failuresBefore >= MAX_RETRIES) return undefined;
  const { retryAfterMs = 0 } = failure.detail;
  return retryAfterMs > LONGEST_ASKED_MS ? undefined : Math.max(FIRST_DELAY_MS * 2 ** failuresBefore, retryAfterMs);
}

/** Between the oldest and the newest of the records; undefined where none has a date. */
export function windowOf(records: readonly Pick<OutgoingRecord, 'timeMs'>[]): AuditWindow | undefined {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs } of records) {
    if (timeMs === undefined) continue;
    fromMs = Math.min(fromMs, timeMs);
    toMs = Math.max(toMs, timeMs);
  }
  return fromMs <= toMs ? { fromMs, toMs } : undefined;
}
