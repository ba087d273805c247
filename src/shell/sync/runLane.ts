import type { RunSummary } from '../../core/sync/run.ts';
import type { StopReason, Work } from '../../core/sync/work.ts';
import type { EngineOrder } from '../../engine/engineRequest.ts';

/** Whether a person has agreed to the first send. */
export type Consent = 'given' | 'missing';

/** Lets the pieces of work of one organization come one after the other. */
export interface RunLane {
  /** A sync joins a sync; a job lets it through and goes on after it. */
  run(work: Work, consent: Consent): Promise<RunSummary>;
  /** Takes a turn in which nothing runs; a job lets it through. */
  turn<T>(work: () => Promise<T>): Promise<T>;
  stop(reason: StopReason): void;
  /** Ends a job here, also one that waits; resolves when it has ended. */
  end(isMeant: (work: Work) => boolean, reason: 'pause' | 'cancel'): Promise<void>;
  /** Stops everything for good; resolves when it has ended. */
  close(reason: StopReason): Promise<void>;
}

/** A run under way. */
export interface Attempt {
  /** Never rejects. */
  readonly done: Promise<RunSummary>;
  order(order: EngineOrder): void;
}

export interface RunLaneOptions {
  readonly attempt: (work: Work, consent: Consent) => Attempt;
  /** How the work goes on that has let something through; undefined where nothing is left of it. */
  readonly rest: (work: Work, yielded: RunSummary) => Promise<Work | undefined>;
  /** The summary of work that was never begun. */
  readonly unbegun: (work: Work) => RunSummary;
  /** What ran in two parts, as one. */
  readonly joined: (first: RunSummary, second: RunSummary) => RunSummary;
  /** Nothing runs and nothing waits. */
  readonly onIdle: () => void;
}

interface Task {
  readonly work: Work | undefined;
  readonly consent: Consent;
  readonly done: Promise<unknown>;
  /** Resolves when it has ended, or given way to another. */
  perform(): Promise<void>;
  /** Ends it without its turn. */
  drop(): void;
  attempt: Attempt | undefined;
  /** `done` is settled, or about to be: nobody joins it any more, and it does not go on. */
  isOver: boolean;
}

export function createRunLane({ attempt, rest, unbegun, joined, onIdle }: RunLaneOptions): RunLane {
  let current: Task | undefined;
  let waiting: readonly Task[] = [];
  let closed = false;

  const runTask = (asked: Work, consent: Consent): Task & { readonly done: Promise<RunSummary> } => {
    const { promise, resolve } = Promise.withResolvers<RunSummary>();
    let work = asked;
    let before: RunSummary | undefined;
    const together = (summary: RunSummary): RunSummary => (before === undefined ? summary : joined(before, summary));
    const task = {
      get work() {
        return work;
      },
      consent,
      done: promise,
      attempt: undefined as Attempt | undefined,
      isOver: false,
      async perform() {
        task.attempt = attempt(work, consent);
        const summary = await task.attempt.done;
        task.attempt = undefined;
        // Whoever is told to make room and to end at once may have done the former.
        const goesOn = summary.outcome === 'yielded' && !closed && !task.isOver;
        const next = goesOn ? await rest(work, summary) : undefined;
        if (next === undefined) {
          task.isOver = true;
          resolve(together(summary));
          return;
        }
        work = next;
        before = together(summary);
        waiting = [task, ...waiting];
      },
      drop: () => resolve(before ?? unbegun(work)),
    };
    return task;
  };
  const turnTask = <T>(work: () => Promise<T>): Task & { readonly done: Promise<T> } => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    return {
      work: undefined,
      consent: 'missing',
      done: promise,
      attempt: undefined,
      isOver: false,
      perform: async () => work().then(resolve, reject),
      drop: () => reject(new Error('closed')),
    };
  };
  const take = (): Task | undefined => {
    const next = waiting.find(isUrgent) ?? waiting[0];
    waiting = waiting.filter((task) => task !== next);
    return next;
  };
  const go = async (): Promise<void> => {
    if (current !== undefined) return;
    for (current = take(); current !== undefined; current = take()) await current.perform().catch(current.drop);
    onIdle();
  };
  const add = (task: Task): void => {
    waiting = [...waiting, task];
    if (isUrgent(task) && current?.work !== undefined && isJob(current.work)) current.attempt?.order({ kind: 'yield' });
    void go();
  };
  const dropWhere = (isMeant: (task: Task) => boolean): void => {
    const dropped = waiting.filter(isMeant);
    waiting = waiting.filter((task) => !isMeant(task));
    for (const task of dropped) task.drop();
  };
  const all = (): readonly Task[] => (current === undefined ? waiting : [current, ...waiting]);

  return {
    async run(work, consent) {
      if (closed) return unbegun(work);
      const isSame = (task: Task): boolean => JSON.stringify(task.work) === JSON.stringify(work);
      const covers = (task: Task): boolean => consent === 'missing' || task.consent === 'given';
      const known = all().find((task) => !task.isOver && isSame(task) && covers(task));
      // Only runs have work, and they resolve with a summary.
      if (known !== undefined) return known.done as Promise<RunSummary>;
      const task = runTask(work, consent);
      add(task);
      return task.done;
    },
    async turn(work) {
      const task = turnTask(work);
      add(task);
      return task.done;
    },
    stop(reason) {
      const isSync = ({ work }: Task): boolean => work?.kind === 'sync';
      const isMakingRoom = waiting.some(isSync);
      if (reason === 'cancel') dropWhere(isSync);
      // Who cancels a sync does not mean the job that makes room for it.
      if (reason !== 'cancel' || !isMakingRoom) current?.attempt?.order({ kind: 'stop', reason });
    },
    async end(isMeant, reason) {
      const isIt = ({ work }: Task): boolean => work !== undefined && isMeant(work);
      dropWhere(isIt);
      if (current === undefined || !isIt(current)) return;
      const { attempt: running } = current;
      current.isOver = true;
      running?.order({ kind: 'stop', reason });
      await running?.done;
    },
    async close(reason) {
      closed = true;
      dropWhere(() => true);
      current?.attempt?.order({ kind: 'stop', reason });
      await current?.done.catch(() => undefined);
    },
  };
}

/** Jobs take long, and can be taken up again where they were. */
function isJob({ kind }: Work): boolean {
  return kind === 'job' || kind === 'newJob';
}

function isUrgent({ work }: Task): boolean {
  return work === undefined || work.kind === 'sync';
}
