import type { AuditRecord } from '../audit/auditRecord.ts';
import { toRowText } from '../audit/auditTable.ts';
import type { AuditPart, AuditWindow } from '../audit/auditWindow.ts';
import { canonicalJson } from '../audit/canonicalJson.ts';
import { uncatalogued } from '../audit/driftCounter.ts';
import { createKeyer } from '../audit/recordKey.ts';
import type { OutgoingRecord } from './batchSender.ts';
import type { Batch, Batcher } from './ports.ts';
import { type Fingerprint, fingerprintOf } from './recordId.ts';
import type { TallyCounter } from './tallyCounter.ts';

/** A record that cannot be delivered. */
export interface Undeliverable extends Pick<OutgoingRecord, 'id' | 'timeMs' | 'fingerprint'> {
  /** As it came, but for the order of its members. */
  readonly raw: unknown;
  /** A short technical text. */
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

  const handOn = (batch: Batch): Promise<void> => {
    const records = pending;
    pending = [];
    return send(batch, records);
  };
  /** Gives what is to be waited for before the next record; for most there is nothing, and nothing is waited for. */
  const map = (record: AuditRecord, one: OutgoingRecord, into: Batcher): Promise<void> | undefined => {
    const { full, tooLarge } = into.add(toRowText(record, { site, key: one.id, receivedAtMs: nowMs() }));
    if (tooLarge === true) return putAside([{ ...one, raw: record, reason: 'too large for one request' }]);
    const handing = full && handOn(full);
    onTheWay.add(one.fingerprint);
    pending.push(one);
    return handing;
  };
  return {
    async take(part) {
      const keyOf = createKeyer(site);
      const delivered = await known(windowOf(part));
      const isNew = ({ id, fingerprint }: Pick<OutgoingRecord, 'id' | 'fingerprint'>): boolean => {
        if (delivered.has(fingerprint) || onTheWay.has(fingerprint)) counter.add({ fetched: 1, alreadyDelivered: 1 });
        else if (delivered.quarantined?.has(id)) counter.add({ fetched: 1, quarantined: 1, quarantinedBefore: 1 });
        else return true;
        return false;
      };
      const unreadable = part.unreadable
        .map(({ raw, timeMs, reason }) => ({ ...identified(keyOf(raw), timeMs), raw, reason }))
        .filter(isNew);
      if (unreadable.length > 0) await putAside(unreadable);
      let taken = 0;
      for (const record of part.records) {
        taken += 1;
        if (taken % RECORDS_PER_TURN === 0) await nextTurn();
        const json = canonicalJson(record);
        const one = outgoing(record, keyOf(record, json), json);
        if (!isNew(one)) continue;
        rows ??= await batcher();
        const handing = map(record, one, rows);
        if (handing !== undefined) await handing;
      }
    },
    async takeAgain(records) {
      for (const { id, record } of records) {
        rows ??= await batcher();
        await map(record, outgoing(record, id, canonicalJson(record)), rows);
      }
    },
    async flush() {
      const rest = rows?.rest();
      if (rest !== undefined) await handOn(rest);
      onTheWay.clear();
    },
  };
}

function outgoing(record: AuditRecord, id: string, json: string): OutgoingRecord {
  const timeMs = record.creationDate ?? undefined;
  const odd = uncatalogued(record).length > 0 ? record : undefined;
  return { id, timeMs, fingerprint: fingerprintOf({ timeMs, key: id }), json, odd };
}

function identified(id: string, timeMs: number | undefined) {
  return { id, timeMs, fingerprint: fingerprintOf({ timeMs, key: id }) };
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
