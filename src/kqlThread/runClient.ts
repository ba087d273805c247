import type { Worker } from 'node:worker_threads';
import type { DataDescription } from '../core/kql/data/dataDescription.ts';
import type { QueryPlan } from '../core/kql/plan.ts';
import type { Int64 } from '../core/kql/values.ts';
import type { Outcome } from '../protocol/rpc.ts';
import type { AdoptRequest, LoadedInfo, ResultCalls, RunAnswer, SchemasAnswer } from './runCalls.ts';
import { createRunLifetime } from './runLifetime.ts';
import { createRunQueue, type StoppableCall } from './runQueue.ts';
import type { Answered } from './runWorker.ts';

/** Runs queries on data, in a thread that is started when there is something to do. */
export interface RunClient {
  /** Loads data ahead of runs on it; it is also loaded by them. */
  load(data: DataDescription): Promise<Outcome<LoadedInfo>>;
  /** Runs one query after the other. */
  run(request: RunOrder): StoppableCall<RunAnswer>;
  /** Makes what a workspace has answered the last result; `rowsIn`, `tookMs` and `now` say nothing then. */
  adopt(answer: Pick<AdoptRequest, 'body'>): StoppableCall<RunAnswer>;
  /** The columns that the query's plugin, which is the root of its plan, gives on this data. */
  schemas(request: Omit<RunOrder, 'maxRows'>): StoppableCall<SchemasAnswer>;
  queryWithData(request: QueryWithDataOrder): Promise<Outcome<string>>;
  /** Asks about the last result; fails when it is gone. */
  ask<N extends keyof ResultCalls>(
    name: N,
    params: ResultCalls[N]['params'],
  ): Promise<Outcome<ResultCalls[N]['result']>>;
  /** Stops everything, and ends the thread. */
  close(): Promise<void>;
}

export interface RunOrder {
  readonly data: DataDescription;
  readonly plan: QueryPlan;
  /** What `now()` is, a datetime's cell; the newest TimeGenerated of the data where nothing is said. */
  readonly now?: Int64 | undefined;
  readonly maxRows?: number;
}

export interface QueryWithDataOrder extends Omit<RunOrder, 'maxRows'> {
  readonly text: string;
  readonly functions: readonly string[];
}

export interface RunClientOptions {
  readonly startThread: () => Worker;
  /** The last result went with its thread, which was ended or ended by itself. */
  readonly onResultGone?: (id: number) => void;
  /** How long a thread is kept that holds no result and has nothing to do. */
  readonly idleMs?: number;
  /** How long a run that is stopped may take to end before its thread is ended. */
  readonly graceMs?: number;
}

export function createRunClient(options: RunClientOptions): RunClient {
  const lifetime = createRunLifetime(options);
  const queue = createRunQueue(lifetime, options.graceMs ?? GRACE_MS);
  // What a view remembers of a result of an earlier session must not be taken for one of this session.
  let lastId = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

  const withResult = (start: (id: number, stop: SharedArrayBuffer) => Promise<Answered<RunAnswer>>) => {
    lastId += 1;
    const id = lastId;
    return queue.add(async (stop) => {
      const answer = await start(id, stop);
      if (answer.ok === true && answer.value.kind === 'result') lifetime.holds(id);
      return answer;
    });
  };
  return {
    load: (data) => inSomeThread(() => lifetime.askOfData('load', { data, params: (sent) => ({ data: sent }) })),
    run: ({ data, maxRows = MAX_ROWS, ...order }) =>
      withResult((id, stop) =>
        lifetime.askOfData('run', { data, params: (sent) => ({ ...order, id, maxRows, stop, data: sent }) }),
      ),
    adopt: ({ body }) => withResult((id) => lifetime.adopt({ id, body })),
    schemas: ({ data, ...order }) =>
      queue.add((stop) => lifetime.askOfData('schemas', { data, params: (sent) => ({ ...order, stop, data: sent }) })),
    queryWithData: ({ data, ...order }) =>
      inSomeThread(() => lifetime.askOfData('queryWithData', { data, params: (sent) => ({ ...order, data: sent }) })),
    ask: lifetime.askOfResult,
    async close() {
      queue.stopAll();
      await lifetime.close();
    },
  };
}

const GRACE_MS = 300;
/** More than anybody looks through in a grid. */
const MAX_ROWS = 200_000;

/** A thread that was ended for another call is no reason to fail: the next one is asked. */
async function inSomeThread<T>(ask: () => Promise<Answered<T>>): Promise<Outcome<T>> {
  const first = await ask();
  const answer = first.ok === undefined && first.wasEnded ? await ask() : first;
  return answer.ok === true ? answer : { ok: false, message: answer.message };
}
