import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../audit/auditRecord.ts';
import type { AuditWindow, PageMemory } from '../audit/auditWindow.ts';
import { createDriftCounter } from '../audit/driftCounter.ts';
import { cover } from './coverage.ts';
import type { WindowEntry } from './ledger.ts';
import type { RouteStore } from './routeStore.ts';
import { addTallies, NO_TALLY, type RunFailure, type RunKind, type RunSummary, runFailure, type Tally } from './run.ts';
import { dueSweeps } from './syncPlan.ts';
import type { Job, SyncState } from './syncState.ts';
import { createTallyCounter, type TallyCounter } from './tallyCounter.ts';

/** Keeps the books of a run: what it has settled, in the state and in the ledger. */
export interface RunAccount {
  readonly run: string;
  readonly counter: TallyCounter;
  /** Everything of the job's window up to here is done. */
  readonly doneThroughMs: number | undefined;
  /** Counts what of a delivered record no catalogue knows. */
  noteDrift(record: AuditRecord): void;
  /** To be called before anything is sent or put aside: should the process die, the next one knows whose it was. */
  begin(): Promise<void>;
  /** Everything of a window, the next one upwards, is delivered or in quarantine. */
  whole(window: AuditWindow): Promise<void>;
  /** Never rejects: what cannot be saved makes the run a failed one. */
  end(ending: RunEnding): Promise<RunSummary>;
}

export interface RunEnding {
  readonly outcome: RunSummary['outcome'];
  readonly lost: AuditWindow | undefined;
  readonly failure: RunFailure | undefined;
}

export interface RunAccountOptions {
  readonly store: RouteStore;
  readonly nowMs: () => number;
  readonly kind: RunKind;
  readonly window: AuditWindow | undefined;
  /** The job that the run does. */
  readonly job: Job | undefined;
  readonly pages: PageMemory | undefined;
}

export function createRunAccount({ store, nowMs, kind, window, job, pages }: RunAccountOptions): RunAccount {
  const run = randomUUID();
  const startedAtMs = nowMs();
  const counter = createTallyCounter();
  const drift = createDriftCounter(store.state.drift);
  let { coverage, cursorMs } = store.state;
  let doneThroughMs = job?.doneThroughMs;
  let windowStartedAtMs = startedAtMs;
  let isBegun = false;
  /** Of windows that are not saved yet. */
  let entries: WindowEntry[] = [];
  let unsavedRecords = 0;

  const tellJob = (jobs: readonly Job[]): readonly Job[] => {
    if (job === undefined) return jobs;
    const now: Job = { ...job, doneThroughMs, paused: false, tally: addTo(job.tally) };
    return jobs.some(({ id }) => id === job.id) ? jobs.map((one) => (one.id === job.id ? now : one)) : [...jobs, now];
  };
  const addTo = (tally: Tally): Tally => addTallies(tally, counter.total());
  const apply = (state: SyncState): SyncState => ({
    ...state,
    coverage,
    cursorMs,
    drift: drift.drift(),
    jobs: tellJob(state.jobs),
    pages: pages === undefined ? state.pages : { ...pages },
    running: { run, kind, window, startedAtMs, tally: counter.total() },
  });
  const save = async (): Promise<void> => {
    await store.save(apply, entries);
    entries = [];
    unsavedRecords = 0;
  };

  return {
    run,
    counter,
    get doneThroughMs() {
      return doneThroughMs;
    },
    noteDrift: drift.add,
    async begin() {
      if (isBegun) return;
      await save();
      isBegun = true;
    },
    async whole(whole) {
      coverage = cover(coverage, whole);
      if (kind === 'sync') cursorMs = Math.max(cursorMs ?? whole.toMs, whole.toMs);
      doneThroughMs = whole.toMs;
      const tally = counter.takeWindow();
      const endedAtMs = nowMs();
      const id = `${run} ${whole.fromMs}`;
      if (tally.fetched > 0) {
        entries.push({
          type: 'window',
          id,
          run,
          kind,
          window: whole,
          startedAtMs: windowStartedAtMs,
          endedAtMs,
          tally,
        });
      }
      windowStartedAtMs = endedAtMs;
      unsavedRecords += tally.fetched;
      // Reading so little again is cheaper than writing to the disk each time.
      const settled = tally.delivered + tally.quarantined - tally.quarantinedBefore;
      if (settled > 0 || unsavedRecords >= WORTH_SAVING) await save();
    },
    async end({ outcome, lost, failure }) {
      const endedAtMs = nowMs();
      const lagMs = cursorMs === undefined ? undefined : Math.max(0, endedAtMs - cursorMs);
      const tally = counter.total();
      const summary = { run, kind, window, startedAtMs, endedAtMs, outcome, tally, lagMs, lost, failure };
      const finish = (state: SyncState): SyncState => {
        const told = kind === 'sync' ? { ...state, lastRun: summary } : state;
        const ended = endJob({ ...told, running: undefined }, { job, outcome, nowMs: endedAtMs });
        return kind === 'sync' && outcome === 'succeeded' ? planSweeps(ended, endedAtMs) : ended;
      };
      try {
        await store.save((state) => finish(apply(state)), [...entries, { type: 'run', id: run, ...summary }]);
        return summary;
      } catch (error) {
        // What failed first is the reason.
        return { ...summary, outcome: 'failed', failure: failure ?? runFailure(error) };
      }
    },
  };
}

const WORTH_SAVING = 5000;

function replaced(jobs: readonly Job[], changed: readonly Job[]): readonly Job[] {
  return jobs.map((one) => changed.find(({ id }) => id === one.id) ?? one);
}

function endJob(
  state: SyncState,
  { job, outcome, nowMs }: { job: Job | undefined; outcome: RunSummary['outcome']; nowMs: number },
): SyncState {
  if (job === undefined) return state;
  const isOver = outcome === 'succeeded' || outcome === 'cancelled';
  // One that fails lets the others go first: it may fail again and again.
  const waiting = state.jobs.filter(({ id }) => id === job.id).map((one) => ({ ...one, paused: outcome === 'paused' }));
  const others = state.jobs.filter(({ id }) => id !== job.id);
  const jobs = isOver ? others : outcome === 'failed' ? [...others, ...waiting] : replaced(state.jobs, waiting);
  const isDone = (kind: Job['kind']): boolean => isOver && job.kind === kind;
  return {
    ...state,
    jobs,
    // Whoever has read everything has read the recent past.
    dailySweepAtMs: isDone('dailySweep') || isDone('weeklySweep') ? nowMs : state.dailySweepAtMs,
    weeklySweepAtMs: isDone('weeklySweep') ? nowMs : state.weeklySweepAtMs,
  };
}

/** Sweeps are counted from the first sync, which has just read everything. */
function planSweeps(state: SyncState, nowMs: number): SyncState {
  const { dailySweepAtMs = nowMs, weeklySweepAtMs = nowMs } = state;
  const counted = { ...state, dailySweepAtMs, weeklySweepAtMs };
  const due = dueSweeps(counted, nowMs).map((sweep): Job => {
    return { ...sweep, id: randomUUID(), doneThroughMs: undefined, paused: false, startedAtMs: nowMs, tally: NO_TALLY };
  });
  // The weekly one reads the recent past too; but it may be paused, or fail again and again: tomorrow is another day.
  const rests = due.some((job) => job.kind === 'weeklySweep') ? nowMs : dailySweepAtMs;
  return { ...counted, dailySweepAtMs: rests, jobs: [...counted.jobs, ...due] };
}
