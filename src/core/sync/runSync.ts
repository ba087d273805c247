import { randomUUID } from 'node:crypto';
import type { AuditSource, AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { createOutlet } from './outlet.ts';
import type { Clock, Sink } from './ports.ts';
import { readAhead } from './readAhead.ts';
import type { RouteStore } from './routeStore.ts';
import { NO_TALLY, type RunKind, type RunSummary, runFailure, type Tally } from './run.ts';
import { createRunAccount, type RunEnding } from './runAccount.ts';
import { jobWindows, lostAfterCursor, syncWindow } from './syncPlan.ts';
import type { Job, SyncState } from './syncState.ts';
import type { StopReason, SyncPolicy, Work } from './work.ts';

export interface SyncRun {
  /** Origin of the site, for the rows. */
  readonly site: string;
  readonly store: RouteStore;
  readonly source: AuditSource;
  /** Whether a person has agreed that this site's records go to this destination, should nobody have before. */
  readonly approve: boolean;
  /** Called when there is something to send. */
  readonly openSink: () => Promise<Sink>;
  readonly policy: SyncPolicy;
  readonly work: Work;
  readonly clock: Clock;
  /** Its reason is a StopReason. */
  readonly stop: AbortSignal;
  /** Asked between two stretches whether something more urgent waits. */
  readonly shouldYield: () => boolean;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onWait: (waiting: { readonly failure: Failure; readonly delayMs: number } | undefined) => void;
}

export interface RunProgress {
  readonly kind: RunKind;
  readonly window: AuditWindow | undefined;
  /** Everything of the window up to here is done. */
  readonly doneThroughMs: number | undefined;
  readonly tally: Tally;
}

/**
 * Does one piece of work with a route: reads, leaves out what was delivered before, maps the rest, sends it, and saves
 * how far it came, stretch by stretch. Never rejects: how it ended is in the summary, in the state and in the ledger.
 */
export async function runSync(run: SyncRun): Promise<RunSummary> {
  const { store, source, clock, stop, work } = run;
  const planned = plan(run);
  if (planned === 'nothing') return nothingToDo(clock.nowMs());
  const { kind, window, windows, job } = planned;
  Object.assign(source.pages, store.state.pages);
  const account = createRunAccount({ store, nowMs: clock.nowMs, kind, window, job, pages: source.pages });
  const failed = new AbortController();
  const outlet = createOutlet(run, account, (error) => failed.abort(error));
  const ended = AbortSignal.any([stop, store.lost, failed.signal]);
  let lost: AuditWindow | undefined;

  const readWindow = async (one: AuditWindow): Promise<'yielded' | 'done'> => {
    for await (const part of readAhead(source.parts(one, ended))) {
      await outlet.take(part);
      if (part.whole !== undefined) {
        await outlet.flush();
        await account.whole(part.whole);
      }
      tellProgress();
      ended.throwIfAborted();
      if (part.whole !== undefined && run.shouldYield()) return 'yielded';
    }
    return 'done';
  };
  const tellProgress = (): void => {
    const progress = { kind, window, doneThroughMs: account.doneThroughMs, tally: account.counter.total() };
    store.note(progress);
    run.onProgress(progress);
  };
  const doWork = async (): Promise<'succeeded' | 'yielded'> => {
    if (planned.failure !== undefined) throw planned.failure;
    ended.throwIfAborted();
    if (!store.state.approved) await approve(run);
    if (kind === 'sync') lost = await lostAfterCursor(store.state, source, { nowMs: clock.nowMs(), signal: ended });
    if (work.kind === 'newJob') await account.begin();
    if (work.kind === 'retry') await outlet.retry(work.ids);
    for (const one of windows) if ((await readWindow(one)) === 'yielded') return 'yielded';
    return 'succeeded';
  };

  let ending: Omit<RunEnding, 'lost'>;
  try {
    ending = { outcome: await doWork(), failure: undefined };
  } catch (error) {
    // A disk that another process has taken over fails in many ways.
    await store.confirm().catch(() => undefined);
    ending = endingOf(error, run);
  }
  await outlet.close();
  return account.end({ ...ending, lost });
}

interface Plan {
  readonly kind: RunKind;
  readonly window: AuditWindow | undefined;
  /** What is to be read, oldest first. */
  readonly windows: readonly AuditWindow[];
  readonly job: Job | undefined;
  readonly failure?: unknown;
}

/** What a job did that another window has come to the end of. */
function nothingToDo(atMs: number): RunSummary {
  return {
    ...{ run: randomUUID(), kind: 'backfill', window: undefined, startedAtMs: atMs, endedAtMs: atMs },
    ...{ outcome: 'succeeded', tally: NO_TALLY, lagMs: undefined, lost: undefined, failure: undefined },
  };
}

function plan({ work, store, policy, site, clock, approve }: SyncRun): Plan | 'nothing' {
  const { state } = store;
  switch (work.kind) {
    case 'sync':
      try {
        const window = syncWindow(state, policy, { nowMs: clock.nowMs(), site });
        return { kind: 'sync', window, windows: [window], job: undefined };
      } catch (failure) {
        return { kind: 'sync', window: undefined, windows: [], job: undefined, failure };
      }
    case 'newJob':
      // What nobody has agreed to is not taken up later either.
      if (!state.approved && !approve) {
        const failure = new Failure('notApproved', { where: site });
        return { kind: work.job, window: work.window, windows: [], job: undefined, failure };
      }
      return planJob(newJob(work.job, work.window, clock.nowMs()), state);
    case 'job': {
      const job = state.jobs.find(({ id }) => id === work.id);
      return job === undefined ? 'nothing' : planJob(job, state);
    }
    case 'replay':
      return { kind: 'replay', window: work.window, windows: [work.window], job: undefined };
    case 'retry':
      return { kind: 'retry', window: undefined, windows: [], job: undefined };
  }
}

function planJob(job: Job, state: SyncState): Plan {
  return { kind: job.kind, window: job.window, windows: jobWindows(job, state), job };
}

function newJob(kind: Job['kind'], window: AuditWindow, startedAtMs: number): Job {
  return { id: randomUUID(), kind, window, doneThroughMs: undefined, paused: false, startedAtMs, tally: NO_TALLY };
}

/** A person has agreed; it is kept before anything is sent. */
async function approve({ store, approve, site, clock }: SyncRun): Promise<void> {
  if (!approve) throw new Failure('notApproved', { where: site });
  const entry = { type: 'approved', id: randomUUID(), atMs: clock.nowMs() } as const;
  await store.save((state) => ({ ...state, approved: true }), [entry]);
}

function endingOf(error: unknown, { store, stop }: SyncRun): Omit<RunEnding, 'lost'> {
  if (store.lost.aborted) return { outcome: 'failed', failure: runFailure(store.lost.reason) };
  if (!stop.aborted) return { outcome: 'failed', failure: runFailure(error) };
  const reason: StopReason = stop.reason;
  return { outcome: STOPPED[reason] ?? 'cancelled', failure: undefined };
}

const STOPPED: Readonly<Record<StopReason, RunSummary['outcome']>> = {
  cancel: 'cancelled',
  pause: 'paused',
  shutdown: 'yielded',
};
