import type { Organization } from '../../core/organization/organization.ts';
import type { RunFailure, RunSummary } from '../../core/sync/run.ts';

/** Tells from what becomes of the syncs whether this computer has a way out at all. */
export interface OfflineWatch {
  /** Notes how an attempt ended; gives whether nothing but being offline explains it. */
  note(organization: Organization, attempt: AttemptEnd): boolean;
}

export type AttemptEnd = Pick<RunSummary, 'startedAtMs' | 'endedAtMs' | 'outcome' | 'failure'>;

/**
 * A name that cannot be found may be misspelled, or gone; while the computer is offline, no name can be found. They are
 * told apart by the others: where one site was reached at about that time, the fault is the other's.
 */
export function createOfflineWatch(): OfflineWatch {
  let reachedAtMs = Number.NEGATIVE_INFINITY;
  return {
    note({ kind }, { startedAtMs, endedAtMs, outcome, failure }) {
      // The sample is always there.
      if (kind === 'sample') return false;
      if (outcome === 'succeeded' || failure?.detail.status !== undefined)
        reachedAtMs = Math.max(reachedAtMs, endedAtMs);
      return failure !== undefined && isNoWayOut(failure) && reachedAtMs < startedAtMs - ABOUT_MS;
    },
  };
}

const ABOUT_MS = 60_000;

/** A refusal, or silence, comes from a machine or a network that is there. */
function isNoWayOut({ code, detail }: RunFailure): boolean {
  return code === 'nameNotFound' || NO_ROUTE.includes(detail.remark ?? '');
}

/** Node's codes for a computer without a network. */
const NO_ROUTE = ['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'];
