import type { AuditWindow } from '../audit/auditWindow.ts';
import type { RunKind, RunSummary, Tally } from './run.ts';

/** A line of the ledger. `id` is unique; a line may stand in the file twice, and counts once. */
export type LedgerEntry =
  | WindowEntry
  | RunEntry
  | InDoubtEntry
  | {
      readonly type: 'damaged';
      readonly id: string;
      readonly atMs: number;
      /** Where the damaged file is kept now. */
      readonly file: string;
      /** What it told of; undefined where that is unknown. */
      readonly window: AuditWindow | undefined;
    }
  | { readonly type: 'discarded'; readonly id: string; readonly atMs: number; readonly records: number }
  | { readonly type: 'reset' | 'imported' | 'approved'; readonly id: string; readonly atMs: number };

/** A stretch of time that a run has read whole, and what became of its records. */
export interface WindowEntry {
  readonly type: 'window';
  readonly id: string;
  readonly run: string;
  readonly kind: RunKind;
  readonly window: AuditWindow;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly tally: Tally;
}

/** The end of a run; its tally includes that of its windows. */
export type RunEntry = { readonly type: 'run'; readonly id: string } & RunSummary;

/** A batch that may have arrived without being acknowledged. */
export interface InDoubtEntry {
  readonly type: 'inDoubt';
  readonly id: string;
  readonly run: string;
  readonly atMs: number;
  readonly records: number;
  /** Between the oldest and the newest of its records; undefined where none has a date. */
  readonly window: AuditWindow | undefined;
  /** The code of a failure, `cancelled`, or `interrupted` where the process died. */
  readonly reason: string;
}
