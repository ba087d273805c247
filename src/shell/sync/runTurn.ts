import type { Organization } from '../../core/organization/organization.ts';
import { NO_TALLY, type RunFailure, type RunSummary } from '../../core/sync/run.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import type { StopReason, Work } from '../../core/sync/work.ts';
import type { EngineNews, EngineResult } from '../../engine/engineRequest.ts';
import type { OrganizationRunsOptions } from './organizationRuns.ts';
import { attemptRequest, kindOfWork, STOPPED, unbegunSummary } from './runAttempt.ts';
import type { Attempt, Consent } from './runLane.ts';
import { type createDamageTeller, logSummary, tellLost } from './syncNotices.ts';
import { syncPolicy } from './syncRequest.ts';
import type { RunningView } from './syncService.ts';

export interface RunTurnOptions extends OrganizationRunsOptions {
  /** What runs, by organization. */
  readonly running: Map<string, RunningView>;
  readonly tellDamage: ReturnType<typeof createDamageTeller>;
}

/** Begins runs in the engine, shows how far they are, and tells what they have found. */
export function createRunTurn(options: RunTurnOptions) {
  const { engine, requests, memory, clock, log, running, tellDamage, onChange } = options;
  return (organization: Organization, work: Work, consent: Consent): Attempt => {
    const { id, displayName } = organization;
    const jobs = memory.of(organization).state?.jobs;
    const kind = kindOfWork(work, (jobId) => jobs?.find((job) => job.id === jobId)?.kind);
    let before: SyncState | undefined;
    const startedAtMs = clock.nowMs();
    let view: RunningView = {
      kind,
      progress: { kind, window: undefined, doneThroughMs: undefined, tally: NO_TALLY },
      wait: undefined,
    };
    let stopReason: StopReason = 'cancel';
    let readAtMs: number | undefined;
    let reading: Promise<void> | undefined;

    const show = (change: Partial<RunningView>): void => {
      view = { ...view, ...change };
      running.set(id, view);
      onChange();
    };
    /** Coverage, jobs and quarantine move on while it runs, in the state. */
    const readState = (): void => {
      const atMs = clock.nowMs();
      // By its first progress a new job is in the state, and can be shown and paused as such.
      const isFirst = work.kind === 'newJob' && readAtMs === undefined;
      const isDue = isFirst || Math.abs(atMs - (readAtMs ?? startedAtMs)) >= READ_EVERY_MS;
      if (!isDue || reading !== undefined) return;
      readAtMs = atMs;
      reading = memory.refresh(organization).finally(() => {
        reading = undefined;
      });
    };
    const hear = (news: EngineNews): void => {
      tellDamage(organization, news);
      if (news.kind === 'progress') {
        show({ progress: news.progress });
        readState();
      } else if (news.kind === 'wait') {
        show({ wait: news.wait && { waiting: news.wait, untilMs: clock.nowMs() + news.wait.delayMs } });
      }
    };
    const asked = attemptRequest(
      engine,
      async () => {
        // Another window may have synced it since it was read.
        await memory.refresh(organization);
        before = memory.of(organization).state;
        const reading = await requests.reading(organization);
        return { kind: 'run', ...reading, work, policy: syncPolicy(organization), approve: consent === 'given' };
      },
      hear,
    );
    const summaryOf = (result: EngineResult): RunSummary => {
      if (result.kind === 'run') return result.summary;
      const failure = result.kind === 'failed' ? result.failure : undefined;
      const outcome = failure === undefined ? STOPPED[stopReason] : 'failed';
      return unbegunSummary({ kind, startedAtMs, endedAtMs: clock.nowMs(), outcome, failure });
    };
    const finish = async (): Promise<RunSummary> => {
      const summary = summaryOf(await asked.result);
      logSummary(log, displayName, summary);
      await reading;
      await memory.refresh(organization);
      if (kind === 'sync') {
        const { state } = memory.of(organization);
        const isKept = state?.lastRun?.run === summary.run;
        memory.noteFailure(organization, isKept || isOfOthers(summary.failure) ? undefined : summary.failure);
        // Runs that fail find the same again; its end moves on with the clock.
        if (summary.lost?.fromMs !== before?.lastRun?.lost?.fromMs) tellLost(organization, summary.lost);
      }
      running.delete(id);
      onChange();
      return summary;
    };
    show({});
    return {
      done: finish(),
      order(order) {
        if (order.kind === 'stop') stopReason = order.reason;
        asked.order(order);
      },
    };
  };
}

/** Often enough to watch, and seldom enough for the disk and the views. */
const READ_EVERY_MS = 2_000;

/** What another window does, or a person has not agreed to yet, is shown as such and is no failure. */
export function isOfOthers(failure: RunFailure | undefined): boolean {
  return failure !== undefined && ['heldElsewhere', 'leaseLost', 'notApproved'].includes(failure.code);
}
