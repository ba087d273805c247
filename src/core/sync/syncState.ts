import type { AuditWindow, PageMemory } from '../audit/auditWindow.ts';
import { type Drift, NO_DRIFT } from '../audit/drift.ts';
import type { Coverage } from './coverage.ts';
import type { LedgerEntry } from './ledger.ts';
import type { JobKind, RunKind, RunSummary, Tally } from './run.ts';

/** How a site stands with a destination. Instants are epoch milliseconds. */
export interface SyncState {
  readonly version: 2;
  /** Whether a person has agreed that this site's records are sent to this destination. */
  readonly approved: boolean;
  readonly coverage: Coverage;
  /** Where the next sync goes on; undefined before the first one. Only syncs move it: a backfill may lie ahead of it. */
  readonly cursorMs: number | undefined;
  /** The keys of what was delivered before this instant are not known: an older version did not keep them. */
  readonly keysFromMs: number;
  readonly deliveredTotal: number;
  readonly quarantinedTotal: number;
  /** How many records were in quarantine when this was saved. */
  readonly inQuarantine: number;
  /** How many keys each file of them holds at least, by its name. One that is not named is counted when it is met. */
  readonly keyCounts: Readonly<Record<string, number>>;
  /** Batches that may have arrived without being acknowledged. */
  readonly inDoubtTotal: number;
  /** What was delivered and no catalogue knows. */
  readonly drift: Drift;
  /** What goes on after a restart, in the order in which it was begun. */
  readonly jobs: readonly Job[];
  /** When the last one of its kind was through. */
  readonly dailySweepAtMs: number | undefined;
  readonly weeklySweepAtMs: number | undefined;
  /** The last sync; of other runs the ledger tells. */
  readonly lastRun: RunSummary | undefined;
  readonly pages: PageMemory | undefined;
  /** The run that is sending, as far as it has saved; undefined when none is. */
  readonly running: RunningRun | undefined;
  /** Goes on in this file of the same folder. */
  readonly journal: string;
  /** Lines of the ledger that belong to this state; whoever loads it sees to it that they are in the file. */
  readonly outbox: readonly LedgerEntry[];
}

/** A range that is read step by step, and taken up again after a restart. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly window: AuditWindow;
  /** Everything of the window up to here is done; undefined at its beginning. */
  readonly doneThroughMs: number | undefined;
  readonly paused: boolean;
  readonly startedAtMs: number;
  readonly tally: Tally;
}

/** What a run has settled up to its last save. */
export interface RunningRun {
  readonly run: string;
  readonly kind: RunKind;
  readonly window: AuditWindow | undefined;
  readonly startedAtMs: number;
  readonly tally: Tally;
}

export const INITIAL_STATE: SyncState = {
  version: 2,
  approved: false,
  coverage: [],
  cursorMs: undefined,
  keysFromMs: 0,
  deliveredTotal: 0,
  quarantinedTotal: 0,
  inQuarantine: 0,
  keyCounts: {},
  inDoubtTotal: 0,
  drift: NO_DRIFT,
  jobs: [],
  dailySweepAtMs: undefined,
  weeklySweepAtMs: undefined,
  lastRun: undefined,
  pages: undefined,
  running: undefined,
  journal: '',
  outbox: [],
};
