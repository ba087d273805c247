import type { Organization } from '../../core/organization/organization.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import type { Parts } from '../parts.ts';

/**
 * How many records a run has put into quarantine. Its own count has also those that it found there: each sync of the
 * hour after reads them again. They are told by when they came there; one run works on a route at a time.
 */
export async function newlyQuarantined(
  { sync }: Pick<Parts, 'sync'>,
  organization: Organization,
  { tally, startedAtMs }: RunSummary,
): Promise<number> {
  if (tally.quarantined === 0) return 0;
  const limit = Math.min(tally.quarantined, MAX_READ);
  const newest = await sync
    .quarantine(organization)
    .list({ limit })
    .catch(() => undefined);
  const fresh = newest?.filter(({ atMs }) => atMs >= startedAtMs).length ?? limit;
  // Where all that are looked at are new, there may be as many as were counted.
  return fresh === limit ? tally.quarantined : fresh;
}

/** Each of them may be as large as a request. */
const MAX_READ = 50;
