import type { JournalOutcome, ReadEntry } from './journal.ts';
import type { InDoubtEntry, LedgerEntry } from './ledger.ts';
import type { Fingerprint } from './recordId.ts';
import { addTallies, NO_TALLY, type Tally } from './run.ts';
import type { SyncState } from './syncState.ts';

/** An entry of a journal; its id is unique on its route. */
export type NamedEntry = ReadEntry & { readonly id: string };

export interface Recovered {
  /** Delivered, and perhaps not among the keys yet. */
  readonly fingerprints: readonly Fingerprint[];
  /** What has left the quarantine, or was about to. */
  readonly released: readonly string[];
  readonly lines: readonly LedgerEntry[];
  readonly change: (state: SyncState) => SyncState;
}

/** What journals tell beyond a state: deliveries that were not saved yet, and batches that nobody answered for. */
export function recoverFrom(entries: readonly NamedEntry[], { running, cursorMs }: SyncState, atMs: number): Recovered {
  const done = entries.filter(({ outcome }) => outcome === 'delivered');
  const doubts = entries.filter(({ outcome }) => MAYBE_ARRIVED.has(outcome));
  const tally = tallyOf(done, doubts);
  const lines: LedgerEntry[] = doubts.map(({ id, run, fingerprints, window }): InDoubtEntry => {
    return { type: 'inDoubt', id, run, atMs, records: fingerprints.length, window, reason: 'interrupted' };
  });
  if (running !== undefined) {
    lines.push({
      ...{ type: 'run', id: running.run, ...running, endedAtMs: atMs, outcome: 'interrupted' },
      ...{
        tally: addTallies(running.tally, tally),
        lagMs: cursorMs && atMs - cursorMs,
        lost: undefined,
        failure: undefined,
      },
    });
  }
  return {
    fingerprints: done.flatMap(({ fingerprints }) => fingerprints),
    released: done.flatMap((entry) => entry.released),
    lines,
    change: (current) => ({
      ...current,
      running: undefined,
      deliveredTotal: current.deliveredTotal + tally.delivered,
      inDoubtTotal: current.inDoubtTotal + tally.batchesInDoubt,
    }),
  };
}

const MAYBE_ARRIVED: ReadonlySet<JournalOutcome> = new Set<JournalOutcome>(['begun', 'inDoubt']);

function tallyOf(done: readonly ReadEntry[], doubts: readonly ReadEntry[]): Tally {
  const records = (entries: readonly ReadEntry[]): number =>
    entries.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0);
  return {
    ...NO_TALLY,
    fetched: records(done),
    delivered: records(done),
    batches: done.length,
    bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    batchesInDoubt: doubts.length,
    recordsInDoubt: records(doubts),
  };
}
