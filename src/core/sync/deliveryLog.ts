import type { AuditRecord } from '../audit/auditRecord.ts';
import { createDriftCounter } from '../audit/driftCounter.ts';
import type { RecentRecord, SyncState } from './syncState.ts';

/** What a pass has done so far, as the state to save: a cursor, and the keys of what was done near it. */
export interface DeliveryLog {
  /** Whether the record was delivered or quarantined, in this pass or an earlier one. */
  has(key: string): boolean;
  add(kind: 'delivered' | 'quarantined', records: readonly RecentRecord[]): void;
  /** Counts what of a delivered record no catalogue knows. */
  noteDrift(record: AuditRecord): void;
  /** Moves the cursor; it never moves back. Keys out of the look-back's reach are forgotten. */
  moveTo(readThroughMs: number): void;
  state(): SyncState;
}

/**
 * Sites publish some records late, so each pass reads the last hour again and leaves out what it knows. Source: AWS
 * AppFabric documents up to 30 minutes for Confluence's audit events; Microsoft's Function App lags ten on purpose.
 */
export const LOOK_BACK_MS = 60 * 60_000;

export function createDeliveryLog(start: SyncState): DeliveryLog {
  const recent = new Map(start.recent.map(([atMs, key]) => [key, atMs]));
  const drift = createDriftCounter(start.drift);
  let { readThroughMs, deliveredTotal, quarantinedTotal } = start;
  return {
    has: (key) => recent.has(key),
    add(kind, records) {
      for (const [atMs, key] of records) recent.set(key, atMs);
      if (kind === 'delivered') deliveredTotal += records.length;
      else quarantinedTotal += records.length;
    },
    noteDrift: drift.add,
    moveTo(nextMs) {
      readThroughMs = Math.max(readThroughMs ?? nextMs, nextMs);
      for (const [key, atMs] of recent) if (atMs <= readThroughMs - LOOK_BACK_MS) recent.delete(key);
    },
    state: () => ({
      ...start,
      readThroughMs,
      recent: [...recent].map(([key, atMs]): RecentRecord => [atMs, key]),
      deliveredTotal,
      quarantinedTotal,
      drift: drift.drift(),
    }),
  };
}
