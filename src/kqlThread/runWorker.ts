import type { Worker } from 'node:worker_threads';
import { type CallArguments, createClient, type Outcome } from '../protocol/rpc.ts';
import type { RunCalls } from './runCalls.ts';

/** One run thread, as the host sees it. */
export interface RunWorker {
  /** Never rejects; `died` when the thread ended before it answered. */
  call<N extends keyof RunCalls>(name: N, params: RunCalls[N]['params']): Promise<Answered<RunCalls[N]['result']>>;
  /** Ends it at once. */
  terminate(): Promise<void>;
}

export type Answered<T> = Outcome<T> | Died;

export interface Died {
  readonly ok: undefined;
  /** Whether it was ended, and did not end by itself. */
  readonly wasEnded: boolean;
  /** One sentence about why it ended by itself. */
  readonly message: string;
}

/** `onEnd` is called when the thread is gone, before its open calls are answered. */
export function createRunWorker(worker: Worker, onEnd: () => void): RunWorker {
  const open = new Set<(died: Died) => void>();
  const client = createClient<RunCalls, Record<never, never>>((message) => worker.postMessage(message));
  let wasEnded = false;
  let message = 'The thread that runs queries ended unexpectedly.';
  let died: Died | undefined;

  worker.on('message', (reply) => client.receive(reply));
  worker.on('error', (error) => {
    message = isOutOfMemory(error)
      ? 'The query needed more memory than there is for queries, and was ended. Filter earlier, or take fewer columns.'
      : `The thread that runs queries ended unexpectedly: ${String(error)}`;
  });
  worker.on('exit', () => {
    const end: Died = { ok: undefined, wasEnded, message };
    died = end;
    onEnd();
    for (const resolve of open) resolve(end);
    open.clear();
  });
  return {
    call<N extends keyof RunCalls>(name: N, params: RunCalls[N]['params']) {
      if (died !== undefined) return Promise.resolve(died);
      // Every call of the thread takes something.
      const args = [params] as CallArguments<RunCalls[N]['params']>;
      return new Promise((resolve) => {
        open.add(resolve);
        void client.call(name, ...args).then((outcome) => {
          open.delete(resolve);
          resolve(outcome);
        });
      });
    },
    async terminate() {
      wasEnded = true;
      await worker.terminate();
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
