import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { cover } from '../../../src/core/sync/coverage.ts';
import type { DryRunResult } from '../../../src/core/sync/dryRun.ts';
import type { LedgerEntry } from '../../../src/core/sync/ledger.ts';
import type { QuarantineEntry } from '../../../src/core/sync/quarantineFile.ts';
import { addTallies, NO_TALLY, type RunSummary, runFailure, type Tally } from '../../../src/core/sync/run.ts';
import { INITIAL_STATE, type Job, type SyncState } from '../../../src/core/sync/syncState.ts';
import type { StopReason, Work } from '../../../src/core/sync/work.ts';
import type { RouteChange } from '../../../src/engine/engineRequest.ts';
import type { RunningView, SyncService, SyncView } from '../../../src/shell/sync/syncService.ts';
import { EventEmitter } from '../fakeEvents.ts';

interface FakeRecord {
  readonly key: string;
  readonly timeMs: number;
  /** Why it cannot be delivered. */
  readonly refused?: string;
}

/** A site, its destination, and what is kept of the way between them; a test may change all of it. */
export interface FakeRoute {
  state: SyncState | undefined;
  records: FakeRecord[];
  /** The keys that arrived, in their order, also twice. */
  readonly arrived: string[];
  readonly quarantine: QuarantineEntry[];
  /** Newest first. */
  readonly ledger: LedgerEntry[];
  readonly view: Partial<SyncView>;
  /** Nothing is read before this is settled. */
  answers: Promise<void>;
  failure: Failure | undefined;
  ledgerReads: number;
  readonly exports: string[];
  readonly imports: string[];
}

export interface FakeSyncService extends SyncService {
  route(organizationId: string): FakeRoute;
  /** What somebody changed in a route is told. */
  tellChange(): void;
}

interface Running {
  readonly stop: AbortController;
  view: RunningView;
}

/** Runs over records in memory: one at a time for each organization, in two halves, with jobs, consent and a ledger. */
export function createFakeSyncService(nowMs: () => number): FakeSyncService {
  const changed = new EventEmitter<void>();
  const routes = new Map<string, FakeRoute>();
  const running = new Map<string, Running>();
  const turns = new Map<string, Promise<unknown>>();
  let runs = 0;

  const route = (id: string): FakeRoute => {
    const known = routes.get(id) ?? newRoute();
    routes.set(id, known);
    return known;
  };
  const update = (id: string, change: (state: SyncState) => SyncState): void => {
    route(id).state = change(route(id).state ?? INITIAL_STATE);
    changed.fire();
  };

  const viewOf = ({ id }: Organization): SyncView => ({
    ...{ failure: undefined, stopped: false, awaitsApproval: undefined, offline: false, nextSyncMs: undefined },
    ...{ elsewhere: undefined, ...route(id).view },
    state: route(id).state,
    quarantined: route(id).quarantine.length,
    running: running.get(id)?.view,
  });

  const inTurn = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const before = turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    turns.set(
      id,
      turn.catch(() => undefined),
    );
    return turn;
  };

  const settle = (id: string, record: FakeRecord, work: Work): Tally => {
    const { arrived, quarantine } = route(id);
    const isKnown = arrived.includes(record.key) || quarantine.some((entry) => entry.id === record.key);
    if (isKnown && work.kind !== 'replay') return { ...NO_TALLY, fetched: 1, alreadyDelivered: 1 };
    if (record.refused !== undefined) {
      quarantine.unshift(quarantined(record, nowMs()));
      return { ...NO_TALLY, fetched: 1, quarantined: 1 };
    }
    arrived.push(record.key);
    return { ...NO_TALLY, fetched: 1, delivered: 1, batches: 1, bytes: 100 };
  };

  const retry = (id: string, ids: readonly string[]): Tally => {
    const { quarantine, records, arrived } = route(id);
    let tally = NO_TALLY;
    for (const key of ids) {
      const at = quarantine.findIndex((entry) => entry.id === key);
      if (at < 0) continue;
      const refused = records.some((record) => record.key === key && record.refused !== undefined);
      if (!refused) arrived.push(...quarantine.splice(at, 1).map((entry) => entry.id));
      tally = addTallies(tally, { ...NO_TALLY, fetched: 1, [refused ? 'quarantined' : 'delivered']: 1 });
    }
    return tally;
  };

  const perform = async (id: string, work: Work, consent: 'given' | 'missing'): Promise<RunSummary> => {
    const startedAtMs = nowMs();
    runs += 1;
    const run = `run ${runs}`;
    const job = jobOf(work, route(id).state, startedAtMs);
    const window = job?.window ?? windowOf(work, route(id).state, nowMs());
    const kind = job?.kind ?? (work.kind === 'newJob' || work.kind === 'job' ? 'backfill' : work.kind);
    const stop = new AbortController();
    let tally = NO_TALLY;
    const tell = (doneThroughMs: number | undefined): void => {
      const progress = { kind, window, doneThroughMs, tally };
      running.set(id, { stop, view: { kind, progress, wait: undefined } });
      changed.fire();
    };
    const read = async (part: AuditWindow): Promise<void> => {
      await unless(stop.signal, route(id).answers);
      const { failure, records } = route(id);
      if (failure !== undefined) throw failure;
      const inside = records.filter(({ timeMs }) => timeMs >= part.fromMs && timeMs <= part.toMs);
      for (const record of inside) tally = addTallies(tally, settle(id, record, work));
      update(id, (state) => ({
        ...state,
        coverage: cover(state.coverage, part),
        deliveredTotal: route(id).arrived.length,
        jobs: state.jobs.map((one) => (one.id === job?.id ? { ...one, doneThroughMs: part.toMs, tally } : one)),
      }));
      tell(part.toMs);
    };
    let ending: Pick<RunSummary, 'outcome' | 'failure'>;
    try {
      tell(undefined);
      if (route(id).state?.approved !== true) {
        if (consent === 'missing') throw new Failure('notApproved', { where: id });
        update(id, (state) => ({ ...state, approved: true }));
      }
      if (work.kind === 'newJob' && job !== undefined)
        update(id, (state) => ({ ...state, jobs: [...state.jobs, job] }));
      if (work.kind === 'retry') {
        await unless(stop.signal, route(id).answers);
        tally = retry(id, work.ids);
      }
      for (const part of window === undefined ? [] : halvesOf(window)) await read(part);
      ending = { outcome: 'succeeded', failure: undefined };
    } catch (error) {
      const reason: StopReason | undefined = stop.signal.aborted ? stop.signal.reason : undefined;
      if (reason === undefined) ending = { outcome: 'failed', failure: runFailure(error) };
      else ending = { outcome: reason === 'pause' ? 'paused' : 'cancelled', failure: undefined };
    }
    running.delete(id);
    const endedAtMs = nowMs();
    const summary = { run, kind, window, startedAtMs, endedAtMs, tally, lagMs: undefined, lost: undefined, ...ending };
    route(id).ledger.unshift({ type: 'run', id: run, ...summary });
    const { outcome } = ending;
    update(id, (state) => ({
      ...state,
      lastRun: kind === 'sync' ? summary : state.lastRun,
      jobs:
        outcome === 'succeeded' || outcome === 'cancelled'
          ? state.jobs.filter((one) => one.id !== job?.id)
          : state.jobs.map((one) => (one.id === job?.id ? { ...one, paused: outcome === 'paused' } : one)),
    }));
    return summary;
  };

  const applyChange = (id: string, change: RouteChange): void => {
    const known = route(id);
    const { elsewhere } = known.view;
    if (elsewhere !== undefined) throw new Failure('heldElsewhere', { where: elsewhere.title });
    if (change.kind === 'discard') {
      const kept = known.quarantine.filter((entry) => !change.ids.includes(entry.id));
      known.quarantine.splice(0, known.quarantine.length, ...kept);
    } else if (change.kind === 'import') known.imports.push(change.file);
    if (change.kind === 'reset') known.state = INITIAL_STATE;
    update(id, (state) => ({ ...state, jobs: changedJobs(state.jobs, change) }));
  };

  return {
    onDidChange: changed.event,
    route,
    tellChange: () => changed.fire(),
    viewOf,
    async refresh(organization) {
      changed.fire();
      return viewOf(organization);
    },
    glance: async () => changed.fire(),
    run: (id, work, consent) => inTurn(id, () => perform(id, work, consent)),
    async dryRun(id, window, { signal, onFound }) {
      let found: DryRunResult = { tally: NO_TALLY, reasons: {} };
      for (const part of halvesOf(window)) {
        await unless(signal, route(id).answers).catch(() => undefined);
        if (signal.aborted) return undefined;
        const { failure, records, arrived } = route(id);
        if (failure !== undefined) throw failure;
        const inside = records.filter(({ timeMs }) => timeMs >= part.fromMs && timeMs <= part.toMs);
        found = counted(found, inside, arrived);
        onFound(found);
      }
      return found;
    },
    async change(id, change) {
      // A job that runs here ends before it is changed.
      if (change.kind === 'pauseJob' || change.kind === 'cancelJob') {
        const job = route(id).state?.jobs.find((one) => one.id === change.id);
        const { kind, window } = running.get(id)?.view.progress ?? {};
        const runs = job !== undefined && job.kind === kind && job.window.fromMs === window?.fromMs;
        if (runs) running.get(id)?.stop.abort(change.kind === 'pauseJob' ? 'pause' : 'cancel');
      }
      await inTurn(id, async () => applyChange(id, change));
    },
    stop: (id, reason) => running.get(id)?.stop.abort(reason),
    async ledger({ id }, limit) {
      route(id).ledgerReads += 1;
      const { failure } = route(id);
      if (failure?.code === 'stateNotRead') throw failure;
      return route(id).ledger.slice(0, limit);
    },
    quarantine: ({ id }) => ({
      list: async ({ limit }) => route(id).quarantine.slice(0, limit),
      get: async (key) => route(id).quarantine.find((entry) => entry.id === key),
      count: async () => route(id).quarantine.length,
    }),
    claimFirstSend: async () => ({ answered: async () => undefined, release: async () => undefined }),
    async exportState({ id }, file) {
      route(id).exports.push(file);
    },
    tell(id, told) {
      Object.assign(route(id).view, told);
      changed.fire();
    },
    async forget(id) {
      routes.delete(id);
    },
    async close() {
      for (const { stop } of running.values()) stop.abort('shutdown');
    },
  };
}

function newRoute(): FakeRoute {
  return {
    ...{ state: INITIAL_STATE, records: [], arrived: [], quarantine: [], ledger: [], view: {} },
    ...{ answers: Promise.resolve(), failure: undefined, ledgerReads: 0, exports: [], imports: [] },
  };
}

function jobOf(work: Work, state: SyncState | undefined, startedAtMs: number): Job | undefined {
  if (work.kind === 'job') return state?.jobs.find(({ id }) => id === work.id);
  if (work.kind !== 'newJob') return undefined;
  const { job: kind, window } = work;
  const id = `${kind} ${window.fromMs} ${window.toMs}`;
  return { id, kind, window, doneThroughMs: undefined, paused: false, startedAtMs, tally: NO_TALLY };
}

function windowOf(work: Work, state: SyncState | undefined, nowMs: number): AuditWindow | undefined {
  if (work.kind === 'replay') return work.window;
  if (work.kind !== 'sync') return undefined;
  return { fromMs: (state?.cursorMs ?? nowMs - 86_400_000) + 1, toMs: nowMs };
}

function changedJobs(jobs: readonly Job[], change: RouteChange): readonly Job[] {
  if (change.kind === 'cancelJob') return jobs.filter(({ id }) => id !== change.id);
  if (change.kind !== 'pauseJob' && change.kind !== 'resumeJob') return jobs;
  return jobs.map((job) => (job.id === change.id ? { ...job, paused: change.kind === 'pauseJob' } : job));
}

function counted(found: DryRunResult, records: readonly FakeRecord[], arrived: readonly string[]): DryRunResult {
  let { tally } = found;
  const reasons = { ...found.reasons };
  for (const { key, refused } of records) {
    const kind = arrived.includes(key) ? 'alreadyDelivered' : refused === undefined ? 'delivered' : 'quarantined';
    tally = addTallies(tally, { ...NO_TALLY, fetched: 1, [kind]: 1, bytes: kind === 'delivered' ? 100 : 0 });
    if (refused !== undefined && kind === 'quarantined') reasons[refused] = (reasons[refused] ?? 0) + 1;
  }
  return { tally, reasons };
}

function quarantined({ key, timeMs, refused = '' }: FakeRecord, atMs: number): QuarantineEntry {
  return { id: key, atMs, timeMs, reason: refused, raw: { creationDate: timeMs } };
}

function halvesOf({ fromMs, toMs }: AuditWindow): AuditWindow[] {
  const middleMs = Math.floor((fromMs + toMs) / 2);
  return [
    { fromMs, toMs: middleMs },
    { fromMs: middleMs + 1, toMs },
  ];
}

/** Waits, unless the signal ends that; then throws its reason. */
async function unless(signal: AbortSignal, wait: Promise<void>): Promise<void> {
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(signal.reason);
  signal.addEventListener('abort', end);
  try {
    await Promise.race([wait, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
  signal.throwIfAborted();
}
