import type { AuditRecord } from '../audit/auditRecord.ts';
import { toRowText } from '../audit/auditTable.ts';
import type { AuditPart, AuditWindow } from '../audit/auditWindow.ts';
import { createKeyer } from '../audit/recordKey.ts';
import type { OutgoingRecord } from './batchSender.ts';
import type { Batch, Batcher } from './ports.ts';
import { type Fingerprint, fingerprintOf } from './recordId.ts';
import type { TallyCounter } from './tallyCounter.ts';

/** A record that cannot be delivered, and why: a short technical text. */
export interface Undeliverable extends OutgoingRecord {
  readonly reason: string;
}

/** What need not be sent. */
export interface KnownRecords {
  /** Whether it was delivered. */
  has(fingerprint: Fingerprint): boolean;
  /** By their keys. */
  readonly quarantined?: { has(id: string): boolean };
}

export interface IntakeOptions {
  /** Origin of the site, for the rows. */
  readonly site: string;
  /** Called when there is something to send. */
  readonly batcher: () => Promise<Batcher>;
  readonly counter: TallyCounter;
  readonly nowMs: () => number;
  readonly known: (window: AuditWindow) => Promise<KnownRecords>;
  readonly send: (batch: Batch, records: readonly OutgoingRecord[]) => Promise<void>;
  readonly putAside: (records: readonly Undeliverable[]) => Promise<void>;
}

/** Takes records in, leaves out what is known, maps the rest, and hands it on in batches. */
export interface Intake {
  take(part: AuditPart): Promise<void>;
  /** Hands on records that are known to be undelivered, each with its key. */
  takeAgain(records: readonly { readonly id: string; readonly record: AuditRecord }[]): Promise<void>;
  /** Hands on what no full batch has taken along yet. */
  flush(): Promise<void>;
}

export function createIntake({ site, batcher, counter, nowMs, known, send, putAside }: IntakeOptions): Intake {
  let rows: Batcher | undefined;
  let pending: OutgoingRecord[] = [];
  // What is on its way is not known yet, and may be given a second time.
  const onTheWay = new Set<Fingerprint>();

  const handOn = async (batch: Batch): Promise<void> => {
    const records = pending;
    pending = [];
    await send(batch, records);
  };
  const map = async (record: AuditRecord, one: OutgoingRecord): Promise<void> => {
    const row = toRowText(record, { site, key: one.id, receivedAtMs: nowMs() });
    rows ??= await batcher();
    const { full, tooLarge } = rows.add(row);
    if (tooLarge === true) {
      await putAside([{ ...one, reason: 'too large for one request' }]);
      return;
    }
    if (full !== undefined) await handOn(full);
    onTheWay.add(one.fingerprint);
    pending.push(one);
  };
  return {
    async take(part) {
      const keyOf = createKeyer(site);
      const delivered = await known(windowOf(part));
      const isNew = ({ id, fingerprint }: OutgoingRecord): boolean => {
        if (delivered.has(fingerprint) || onTheWay.has(fingerprint)) counter.add({ fetched: 1, alreadyDelivered: 1 });
        else if (delivered.quarantined?.has(id)) counter.add({ fetched: 1, quarantined: 1 });
        else return true;
        return false;
      };
      const unreadable = part.unreadable
        .map(({ raw, timeMs, reason }) => ({ ...outgoing(keyOf(raw), timeMs, { raw }), reason }))
        .filter(isNew);
      if (unreadable.length > 0) await putAside(unreadable);
      for (const [index, record] of part.records.entries()) {
        if (index % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await nextTurn();
        const one = outgoing(keyOf(record), record.creationDate ?? undefined, { raw: record, record });
        if (isNew(one)) await map(record, one);
      }
    },
    async takeAgain(records) {
      for (const { id, record } of records)
        await map(record, outgoing(id, record.creationDate ?? undefined, { raw: record, record }));
    },
    async flush() {
      const rest = rows?.rest();
      if (rest !== undefined) await handOn(rest);
      onTheWay.clear();
    },
  };
}

function outgoing(
  id: string,
  timeMs: number | undefined,
  { raw, record }: { readonly raw: unknown; readonly record?: AuditRecord },
): OutgoingRecord {
  return { id, timeMs, fingerprint: fingerprintOf({ timeMs, key: id }), raw, record };
}

/** Mapping so many records takes a few milliseconds; then others may use the thread. */
const RECORDS_PER_TURN = 200;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What the dated records of a part span; an instant, any, where there are none. */
function windowOf({ records, unreadable }: AuditPart): AuditWindow {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = -1;
  const widen = (timeMs: number | null | undefined): void => {
    if (timeMs == null) return;
    if (timeMs < fromMs) fromMs = timeMs;
    if (timeMs > toMs) toMs = timeMs;
  };
  for (const { creationDate } of records) widen(creationDate);
  for (const { timeMs } of unreadable) widen(timeMs);
  return toMs < 0 ? { fromMs: 0, toMs: 0 } : { fromMs, toMs };
}
