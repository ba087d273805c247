import type { AuditWindow } from '../audit/auditWindow.ts';
import { errorRemark, Failure, type FailureCode, type FailureDetail } from '../failure.ts';

/** Why a range is read. `retry` reads nothing: it sends what was in quarantine. */
export type RunKind = 'sync' | JobKind | 'replay' | 'retry' | 'dryRun';
/** Runs that are taken up again after a restart. */
export type JobKind = 'dailySweep' | 'weeklySweep' | 'backfill' | 'reconcile';

/**
 * What became of the records that were read; every record is counted once, when its fate is settled, so that always
 * fetched = delivered + alreadyDelivered + quarantined. In a dry run, what would have become of them.
 */
export interface Tally {
  readonly fetched: number;
  readonly delivered: number;
  readonly alreadyDelivered: number;
  /** In quarantine, since this run or an earlier one. */
  readonly quarantined: number;
  /** Of these: since an earlier run, or an earlier part of this one. */
  readonly quarantinedBefore: number;
  /** Batches that were acknowledged. */
  readonly batches: number;
  /** Bytes of these, before compression. */
  readonly bytes: number;
  /** Batches that may have arrived without being acknowledged; their records were or will be sent again. */
  readonly batchesInDoubt: number;
  readonly recordsInDoubt: number;
}

export const NO_TALLY: Tally = {
  fetched: 0,
  delivered: 0,
  alreadyDelivered: 0,
  quarantined: 0,
  quarantinedBefore: 0,
  batches: 0,
  bytes: 0,
  batchesInDoubt: 0,
  recordsInDoubt: 0,
};

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    fetched: one.fetched + other.fetched,
    delivered: one.delivered + other.delivered,
    alreadyDelivered: one.alreadyDelivered + other.alreadyDelivered,
    quarantined: one.quarantined + other.quarantined,
    quarantinedBefore: one.quarantinedBefore + other.quarantinedBefore,
    batches: one.batches + other.batches,
    bytes: one.bytes + other.bytes,
    batchesInDoubt: one.batchesInDoubt + other.batchesInDoubt,
    recordsInDoubt: one.recordsInDoubt + other.recordsInDoubt,
  };
}

/** How a run ended. Instants are epoch milliseconds. */
export interface RunSummary {
  /** Unique among the runs of an organization to a destination. */
  readonly run: string;
  readonly kind: RunKind;
  /** What was to be read; undefined where it failed before that was known, and for `retry`. */
  readonly window: AuditWindow | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `yielded`: it made room for something more urgent, and goes on later. `interrupted`: its process died. */
  readonly outcome: 'succeeded' | 'cancelled' | 'paused' | 'yielded' | 'interrupted' | 'failed';
  readonly tally: Tally;
  /** How far the newest record that is certainly delivered was behind when the run ended; undefined where unknown. */
  readonly lagMs: number | undefined;
  /** A time after the cursor that the site no longer keeps: what it held is lost. */
  readonly lost: AuditWindow | undefined;
  /** Why it failed; what is not a known failure has the code 'unexpected'. */
  readonly failure: RunFailure | undefined;
}

export interface RunFailure {
  readonly code: FailureCode | 'unexpected';
  readonly detail: FailureDetail;
}

/** What is known of an error, without a word of its message. */
export function runFailure(error: unknown): RunFailure {
  if (error instanceof Failure) return { code: error.code, detail: error.detail };
  return { code: 'unexpected', detail: { where: '', remark: errorRemark(error) } };
}
