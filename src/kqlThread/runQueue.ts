import { type Ended, runFailed } from './runCalls.ts';
import type { RunLifetime } from './runLifetime.ts';
import type { Answered } from './runWorker.ts';

export interface StoppableCall<A> {
  /** Never rejects. */
  readonly answer: Promise<A>;
  /** Without effect once there is an answer. */
  stop(): void;
}

/** Runs one after the other, so that ending the thread for one of them ends no other. */
export interface RunQueue {
  /** `start` is given what stops the run: memory whose first 32 bits become 1. */
  add<A>(start: (stop: SharedArrayBuffer) => Promise<Answered<A>>): StoppableCall<A | Ended>;
  stopAll(): void;
}

export function createRunQueue(lifetime: Pick<RunLifetime, 'end'>, graceMs: number): RunQueue {
  const open = new Set<() => void>();
  let before: Promise<unknown> = Promise.resolve();

  const add: RunQueue['add'] = (start) => {
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const flag = new Int32Array(stop);
    const isStopped = (): boolean => Atomics.load(flag, 0) !== 0;
    let isRunning = false;
    let grace: NodeJS.Timeout | undefined;
    const endThread = (): void => {
      if (isRunning) void lifetime.end();
    };
    const ask = (): void => {
      if (isStopped()) return;
      Atomics.store(flag, 0, 1);
      if (isRunning) grace = setTimeout(endThread, graceMs);
    };
    const runs = async () => {
      await before;
      if (isStopped()) return STOPPED;
      isRunning = true;
      const answer = await start(stop);
      isRunning = false;
      clearTimeout(grace);
      if (answer.ok === true) return answer.value;
      return answer.ok === undefined && answer.wasEnded ? STOPPED : runFailed(answer.message);
    };
    open.add(ask);
    const answer = runs().finally(() => open.delete(ask));
    before = answer;
    return { answer, stop: ask };
  };
  return {
    add,
    stopAll() {
      for (const stop of open) stop();
    },
  };
}

const STOPPED = { kind: 'stopped' } as const;
