import type { Organization } from '../../core/organization/organization.ts';
import { type RunKind, runFailure } from '../../core/sync/run.ts';
import { dueMs } from '../../core/sync/scheduler.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import type { Parts } from '../parts.ts';
import { createFailureTeller } from './backgroundFailures.ts';
import {
  type BackgroundMemory,
  jobRetryMs,
  NOTHING_REMEMBERED,
  needsPerson,
  nextJob,
  syncSchedule,
} from './backgroundPlan.ts';
import { askInBackground, type GivenConsent } from './backgroundQuestion.ts';
import { type AttemptEnd, createOfflineWatch } from './offline.ts';
import type { Consent } from './runLane.ts';
import { isOfOthers } from './runTurn.ts';

export type BackgroundParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'log' | 'nowMs'>;

export interface BackgroundRuns {
  memoryOf(organizationId: string): BackgroundMemory;
  /** Syncs the organization, should that still be due. */
  sync(organizationId: string): Promise<void>;
  /** Goes on with a job of the organization, should there still be one. */
  job(organizationId: string): Promise<void>;
  /** What was set up anew may be mended; so is what worked when it was tried by hand. What was agreed to is no question. */
  forgetMended(organization: Organization): void;
  /** What waits only because it failed is tried at once; nobody who asked to be left alone is asked. */
  hurry(): void;
  /** VS Code's settings for the network were changed, which may have mended something. */
  noteNetworkChange(): void;
  dispose(): void;
}

/** Does what is due, one thing at a time for an organization, and remembers how it ended. */
export function createBackgroundRuns(parts: BackgroundParts, onChange: () => void): BackgroundRuns {
  const { organizations, destinations, sync, nowMs } = parts;
  const memories = new Map<string, BackgroundMemory>();
  const tellFailure = createFailureTeller(parts);
  const offlineWatch = createOfflineWatch();
  const ended = new AbortController();
  let networkChanges = 0;

  const memoryOf = (id: string): BackgroundMemory => memories.get(id) ?? NOTHING_REMEMBERED;
  const remember = (id: string, change: Partial<BackgroundMemory>): void => {
    memories.set(id, { ...memoryOf(id), ...change });
  };
  const consentOf = (id: string): Consent => memoryOf(id).consent?.now() ?? 'missing';
  const setUpOf = ({ id, destinationId }: Organization): string =>
    `${organizations.revisionOf(id)} ${destinations.revisionOf(destinationId ?? '')} ${networkChanges}`;
  const hurryWhere = (isMeant: (memory: BackgroundMemory) => boolean): void => {
    for (const [id, memory] of memories) if (isMeant(memory)) remember(id, { hurried: true });
  };

  /** Keeps plans away from an organization while something of it is prepared or runs. */
  const whileBusy = async (id: string, kind: 'sync' | 'job', work: () => Promise<void>): Promise<void> => {
    if (memoryOf(id).busy.has(kind)) return;
    remember(id, { busy: new Set([...memoryOf(id).busy, kind]) });
    try {
      await work();
    } finally {
      remember(id, { busy: new Set([...memoryOf(id).busy].filter((one) => one !== kind)) });
      if (!ended.signal.aborted) onChange();
    }
  };

  const settle = async (organization: Organization, setUp: string, end: AttemptEnd & { kind: RunKind }) => {
    const { id } = organization;
    const { kind, failure } = end;
    if (ended.signal.aborted) return;
    if (failure?.code === 'notApproved') return askFirst(organization, undefined);
    if (isOfOthers(failure)) {
      // Who has agreed to the first send does not wait for a whole interval.
      const hurried = consentOf(id) === 'given' || memoryOf(id).hurried;
      return remember(id, { notBeforeMs: nowMs() + OTHERS_PAUSE_MS, hurried });
    }
    const lastRun = sync.viewOf(organization).state?.lastRun?.run;
    if (needsPerson(failure)) remember(id, { stopped: { setUp, lastRun } });
    const offline = offlineWatch.note(organization, end);
    if (kind === 'sync') remember(id, { last: end, offline, isJobsTurn: failure === undefined });
    else if (failure === undefined) remember(id, { jobFailures: 0, jobNotBeforeMs: 0 });
    else {
      const jobFailures = memoryOf(id).jobFailures + 1;
      const jobAskedToWait = failure.detail.retryAfterMs !== undefined;
      remember(id, { jobFailures, jobNotBeforeMs: jobRetryMs(end, jobFailures), jobAskedToWait });
    }
    // Who is online again does not wait for its turn.
    if (end.outcome === 'succeeded' && organization.kind !== 'sample') hurryWhere((memory) => memory.offline);
    if (!offline) tellFailure(organization, kind, end);
  };

  /** Asks whether to send for the first time; where another window does, it leaves it to that one. */
  const askFirst = async (organization: Organization, state: SyncState | undefined): Promise<void> => {
    const { id } = organization;
    const destination = destinations.get(organization.destinationId ?? '');
    if (destination === undefined) return;
    const startedAtMs = nowMs();
    const setUp = setUpOf(organization);
    sync.tell(id, { awaitsApproval: { found: undefined }, failure: undefined });
    try {
      const onAgreed = (consent: GivenConsent) => {
        remember(id, { consent });
        // From now on no person is waited for; where this run does not get so far, the next one is planned.
        sync.tell(id, { awaitsApproval: undefined });
        return whileBusy(id, 'sync', () => run(id));
      };
      const last = memoryOf(id).isAskedElsewhere ? ('elsewhere' as const) : undefined;
      const question = { organization, destination, state, last, ended: ended.signal, onAgreed };
      const isAskedElsewhere = (await askInBackground(parts, question)) === 'elsewhere';
      remember(id, { isAskedElsewhere, ...(isAskedElsewhere ? { notBeforeMs: nowMs() + OTHERS_PAUSE_MS } : {}) });
    } catch (error) {
      const failure = runFailure(error);
      sync.tell(id, { awaitsApproval: undefined });
      await settle(organization, setUp, {
        ...{ kind: 'sync', startedAtMs, endedAtMs: nowMs(), outcome: 'failed', failure },
      });
      // Being offline is told as such.
      if (!memoryOf(id).offline) sync.tell(id, { failure });
    }
  };
  const run = async (id: string): Promise<void> => {
    const organization = organizations.get(id);
    if (organization === undefined || ended.signal.aborted) return;
    const setUp = setUpOf(organization);
    await settle(organization, setUp, await sync.run(id, { kind: 'sync' }, consentOf(id)));
  };

  return {
    memoryOf,
    sync: (id) =>
      whileBusy(id, 'sync', async () => {
        const organization = organizations.get(id);
        if (organization === undefined) return;
        const view = await sync.refresh(organization);
        // Another window may have synced it in the meantime, or be at it.
        const memory = { ...memoryOf(id), busy: new Set<'sync' | 'job'>() };
        const schedule = syncSchedule({ organization, view, memory, nowMs: nowMs() });
        if (schedule === undefined || dueMs(schedule, nowMs()) > nowMs()) return;
        remember(id, { hurried: false });
        // Where nobody knows yet, or nothing could be sent, the run says so.
        const isKnown = view.state !== undefined && destinations.get(organization.destinationId ?? '') !== undefined;
        const asks = isKnown && !view.state.approved && consentOf(id) === 'missing';
        await (asks ? askFirst(organization, view.state) : run(id));
      }),
    job: (id) =>
      whileBusy(id, 'job', async () => {
        const organization = organizations.get(id);
        if (organization === undefined) return;
        const view = await sync.refresh(organization);
        const job = nextJob(organization, view.state);
        if (job === undefined || view.elsewhere !== undefined || ended.signal.aborted) return;
        const setUp = setUpOf(organization);
        remember(id, { isJobsTurn: false });
        await settle(organization, setUp, await sync.run(id, { kind: 'job', id: job.id }, 'missing'));
      }),
    forgetMended(organization) {
      const { stopped, isAskedElsewhere, consent } = memoryOf(organization.id);
      if (consent?.now() === 'missing') {
        remember(organization.id, { consent: undefined });
        void consent.drop();
      }
      const isAnswered = sync.viewOf(organization).awaitsApproval === undefined;
      if (isAskedElsewhere && isAnswered) remember(organization.id, { isAskedElsewhere: false });
      const lastRun = sync.viewOf(organization).state?.lastRun;
      const worked = lastRun?.outcome === 'succeeded' && lastRun.run !== stopped?.lastRun;
      if (stopped !== undefined && (stopped.setUp !== setUpOf(organization) || worked)) {
        remember(organization.id, { stopped: undefined, hurried: !worked });
      }
    },
    hurry() {
      hurryWhere(({ offline, last }) => offline && nowMs() - (last?.endedAtMs ?? 0) > OFFLINE_PAUSE_MS);
      for (const [id, { jobAskedToWait }] of memories) if (!jobAskedToWait) remember(id, { jobNotBeforeMs: 0 });
    },
    noteNetworkChange() {
      networkChanges += 1;
    },
    dispose: () => ended.abort(),
  };
}

/** So long after another window was in the way; the service looks as often. */
const OTHERS_PAUSE_MS = 5_000;
/** Whoever goes from window to window does not try more often. */
const OFFLINE_PAUSE_MS = 30_000;
