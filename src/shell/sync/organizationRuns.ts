import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { destinationIdentity } from '../../core/sentinel/destination.ts';
import type { Clock } from '../../core/sync/ports.ts';
import { type RunFailure, type RunSummary, runFailure } from '../../core/sync/run.ts';
import type { Job } from '../../core/sync/syncState.ts';
import type { Work } from '../../core/sync/work.ts';
import type { EngineResult } from '../../engine/engineRequest.ts';
import type { SyncEngine } from '../../engine/threadEngine.ts';
import type { Log } from '../log.ts';
import type { OrganizationStore } from '../organization/organizationStore.ts';
import type { RouteMemory } from './routeMemory.ts';
import { attemptRequest, joinedSummary, kindOfWork, unbegunSummary } from './runAttempt.ts';
import { createRunLane, type RunLane } from './runLane.ts';
import { createRunTurn } from './runTurn.ts';
import { createDamageTeller } from './syncNotices.ts';
import type { SyncRequests } from './syncRequest.ts';
import type { RunningView, SyncService } from './syncService.ts';

/** What this window asks the engine to do: one thing at a time for an organization, several organizations at once. */
export interface OrganizationRuns extends Pick<SyncService, 'run' | 'dryRun' | 'change' | 'stop'> {
  viewOf(organizationId: string): RunningView | undefined;
  /** Cancels everything of an organization; resolves when it has ended. */
  end(organizationId: string): Promise<void>;
  /** Ends everything for good; resolves when it has ended. */
  close(): Promise<void>;
}

export interface OrganizationRunsOptions {
  readonly engine: Pick<SyncEngine, 'perform'>;
  readonly organizations: Pick<OrganizationStore, 'get' | 'onDidChange'>;
  readonly requests: SyncRequests;
  readonly memory: RouteMemory;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

export function createOrganizationRuns(options: OrganizationRunsOptions): OrganizationRuns {
  const { engine, organizations, requests, memory, clock, log } = options;
  const lanes = new Map<string, RunLane>();
  const running = new Map<string, RunningView>();
  const tellDamage = createDamageTeller(log);
  const begin = createRunTurn({ ...options, running, tellDamage });
  let closed = false;

  // Another window may remove what is being synced here.
  const watching = organizations.onDidChange(() => {
    for (const [id, lane] of lanes) if (organizations.get(id) === undefined) lane.stop('cancel');
  });
  const stored = (id: string): Organization => {
    const organization = organizations.get(id);
    if (organization === undefined) throw new Failure('removedMeanwhile', { where: '' });
    return organization;
  };
  const lastJob = (id: string, isMeant: (job: Job) => boolean): Job | undefined => {
    const organization = organizations.get(id);
    return organization && memory.of(organization).state?.jobs.findLast(isMeant);
  };
  const unbegun = (work: Work, failure: RunFailure | undefined): RunSummary => {
    const [startedAtMs, endedAtMs] = [clock.nowMs(), clock.nowMs()];
    const kind = kindOfWork(work, () => undefined);
    return unbegunSummary({ kind, startedAtMs, endedAtMs, outcome: failure ? 'failed' : 'cancelled', failure });
  };
  const laneOf = (id: string): RunLane => {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane = createRunLane({
      attempt(work, consent) {
        const organization = organizations.get(id);
        if (organization !== undefined) return begin(organization, work, consent);
        const gone = unbegun(work, runFailure(new Failure('removedMeanwhile', { where: '' })));
        return { done: Promise.resolve(gone), order: () => undefined };
      },
      async rest(work, { kind, window }) {
        if (work.kind === 'job') return lastJob(id, (job) => job.id === work.id) && work;
        const job = lastJob(id, (one) => one.kind === kind && isDeepStrictEqual(one.window, window));
        return job && { kind: 'job', id: job.id };
      },
      unbegun: (work) => unbegun(work, undefined),
      joined: joinedSummary,
      onIdle: () => lanes.delete(id),
    });
    lanes.set(id, lane);
    return lane;
  };

  return {
    viewOf: (id) => running.get(id),
    async run(id, work, consent) {
      stored(id);
      return closed ? unbegun(work, undefined) : laneOf(id).run(work, consent);
    },
    async dryRun(id, window, { signal, onFound }) {
      if (closed || signal.aborted) return undefined;
      const organization = stored(id);
      const { result, order } = attemptRequest(
        engine,
        async () => ({ kind: 'dryRun', ...(await requests.reading(organization)), window }),
        (news) => {
          if (news.kind === 'counted') onFound(news.found);
        },
      );
      const stop = (): void => order({ kind: 'stop', reason: 'cancel' });
      signal.addEventListener('abort', stop);
      const answer = await result.finally(() => signal.removeEventListener('abort', stop));
      throwIfFailed(answer);
      return answer.kind === 'dryRun' ? answer.found : undefined;
    },
    async change(id, change) {
      const organization = stored(id);
      if (closed) return;
      if (change.kind === 'pauseJob' || change.kind === 'cancelJob') {
        await memory.refresh(organization);
        const job = lastJob(id, (one) => one.id === change.id);
        await lanes
          .get(id)
          ?.end((work) => isWorkOf(work, change.id, job), change.kind === 'pauseJob' ? 'pause' : 'cancel');
      }
      await laneOf(id).turn(async () => {
        const route = requests.route(organization);
        const destination = destinationIdentity(requests.destination(organization));
        const ends = { site: organization.site, destination };
        const { result } = attemptRequest(
          engine,
          async () => ({ kind: 'change', route, ends, change }),
          (news) => tellDamage(organization, news),
        );
        const answer = await result;
        await memory.refresh(organization);
        throwIfFailed(answer);
      });
    },
    stop: (id, reason) => lanes.get(id)?.stop(reason),
    async end(id) {
      await lanes.get(id)?.close('cancel');
      lanes.delete(id);
    },
    async close() {
      closed = true;
      watching.dispose();
      await Promise.all([...lanes.values()].map((lane) => lane.close('shutdown')));
    },
  };
}

/** Whether a piece of work is a job, or has begun it. */
function isWorkOf(work: Work, id: string, job: Job | undefined): boolean {
  if (work.kind === 'job') return work.id === id;
  return work.kind === 'newJob' && work.job === job?.kind && isDeepStrictEqual(work.window, job.window);
}

function throwIfFailed(answer: EngineResult): void {
  if (answer.kind !== 'failed') return;
  const { code, detail } = answer.failure;
  if (code !== 'unexpected') throw new Failure(code, detail);
  const error = new Error('unexpected');
  error.name = detail.remark ?? 'Error';
  throw error;
}
