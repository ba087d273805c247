import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { TakeTurn } from '../core/confluence/oneAtATime.ts';
import { errorRemark } from '../core/failure.ts';
import type { EngineNews, EngineOrder, EngineRequest, EngineResult } from './engineRequest.ts';
import { type EngineThread, runThread } from './engineThread.ts';

/** Does what it is asked in a thread, so that whoever asks is never blocked. */
export interface SyncEngine {
  /** Several at once, but one after the other where they change the same route. */
  perform(request: EngineRequest, onNews: (news: EngineNews) => void): EngineCall;
  /** Stops everything with `shutdown`; resolves when that has been saved, or took too long. */
  close(): Promise<void>;
}

export interface EngineCall {
  /** Never rejects. */
  readonly result: Promise<EngineResult>;
  /** Without effect once there is a result. */
  order(order: EngineOrder): void;
}

export interface ThreadEngineOptions {
  /** Called when there is something to do and no thread: at first, after a while without work, and after a crash. */
  readonly startThread: () => Worker;
  /** What the thread asks sites by; whoever else in this process asks them takes turns by the same. */
  readonly takeTurn: TakeTurn;
  /** How long a thread without work is kept. */
  readonly idleMs?: number;
  /** How long `close` waits. */
  readonly graceMs?: number;
}

export function createThreadEngine(options: ThreadEngineOptions): SyncEngine {
  const { startThread, takeTurn, idleMs = IDLE_MS, graceMs = GRACE_MS } = options;
  /** What threads have found out, for those that come after them. */
  const doors = new Map<string, string>();
  let thread: EngineThread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let closed: Promise<void> | undefined;

  const start = (): EngineThread => {
    const started = runThread({
      worker: startThread(),
      takeTurn,
      doors,
      onIdle() {
        idle = setTimeout(() => void end(started), idleMs).unref();
      },
      onEnd() {
        if (thread === started) thread = undefined;
      },
    });
    return started;
  };
  const end = async (ended: EngineThread): Promise<void> => {
    if (thread === ended) thread = undefined;
    await ended.terminate();
  };

  return {
    perform(request, onNews) {
      if (closed !== undefined) return { result: Promise.resolve({ kind: 'stopped' }), order: () => undefined };
      clearTimeout(idle);
      try {
        thread ??= start();
        return thread.perform(request, onNews);
      } catch (error) {
        const failure = { code: 'unexpected', detail: { where: '', remark: errorRemark(error) } } as const;
        return { result: Promise.resolve({ kind: 'failed', failure }), order: () => undefined };
      }
    },
    close() {
      closed ??= (async () => {
        clearTimeout(idle);
        if (thread === undefined) return;
        const saved = thread.stopAll();
        await Promise.race([saved, delay(graceMs, undefined, { ref: false })]);
        await end(thread);
      })();
      return closed;
    },
  };
}

/** Starting a thread takes a tenth of a second; one that waits holds memory. */
const IDLE_MS = 60_000;
/** A batch under way is given three seconds for its acknowledgement; VS Code gives five to all extensions together. */
const GRACE_MS = 4_500;
