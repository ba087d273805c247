import { type DataDescription, nameOfData } from '../core/kql/data/dataDescription.ts';
import type { Outcome } from '../protocol/rpc.ts';
import {
  type AdoptRequest,
  DATA_MISSING,
  type DataRequest,
  type ResultCalls,
  type RunAnswer,
  type RunCalls,
} from './runCalls.ts';
import type { RunClientOptions } from './runClient.ts';
import { type Answered, createRunWorker, type RunWorker } from './runWorker.ts';

/** The run thread over its lives: started when it is needed, ended when it is not, and followed by another. */
export interface RunLifetime {
  askOfData<N extends DataCallName>(name: N, call: DataCall<N>): Promise<Answered<RunCalls[N]['result']>>;
  adopt(params: AdoptRequest): Promise<Answered<RunAnswer>>;
  askOfResult<N extends keyof ResultCalls>(
    name: N,
    params: ResultCalls[N]['params'],
  ): Promise<Outcome<ResultCalls[N]['result']>>;
  /** The thread holds this result from now on. */
  holds(id: number): void;
  /** Ends the thread at once; the next call starts another. */
  end(): Promise<void>;
  /** Ends the thread for good. */
  close(): Promise<void>;
}

export type DataCallName = Exclude<keyof RunCalls, keyof ResultCalls | 'adopt'>;

/** A call about data, which is sent along where the thread does not have it. */
export interface DataCall<N extends DataCallName> {
  readonly data: DataDescription;
  readonly params: (data: DataRequest) => RunCalls[N]['params'];
}

interface Life {
  readonly worker: RunWorker;
  /** Names of data that it was given. */
  readonly known: Set<string>;
}

export function createRunLifetime({ startThread, onResultGone, idleMs = IDLE_MS }: RunClientOptions): RunLifetime {
  let life: Life | undefined;
  let held: number | undefined;
  let open = 0;
  let isClosed = false;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Life => {
    const started: Life = { worker: createRunWorker(startThread(), () => forget(started)), known: new Set() };
    return started;
  };
  const forget = (ended: Life): void => {
    if (life !== ended) return;
    life = undefined;
    const gone = held;
    held = undefined;
    if (gone !== undefined) onResultGone?.(gone);
  };
  const end = async (): Promise<void> => {
    const ended = life;
    if (ended === undefined) return;
    forget(ended);
    await ended.worker.terminate();
  };
  /** Asks in the thread that lives now, or in a new one. */
  const asking = async <T>(ask: (life: Life) => Promise<Answered<T>>): Promise<Answered<T>> => {
    if (isClosed) return { ok: false, message: 'Queries are not run any more: the extension is being ended.' };
    clearTimeout(idle);
    open += 1;
    try {
      life ??= start();
      return await ask(life);
    } catch (error) {
      return { ok: false, message: `The thread that runs queries cannot be started: ${String(error)}` };
    } finally {
      open -= 1;
      if (open === 0 && held === undefined) idle = setTimeout(() => void end(), idleMs).unref();
    }
  };
  return {
    askOfData: (name, { data, params }) =>
      asking(async ({ worker, known }) => {
        const dataName = nameOfData(data);
        const isKnown = data.kind === 'records' && known.has(dataName);
        const answer = await worker.call(name, params(isKnown ? { kind: 'named', name: dataName } : data));
        known.add(dataName);
        const isMissing = answer.ok === false && answer.message === DATA_MISSING;
        return isMissing ? worker.call(name, params(data)) : answer;
      }),
    adopt: (params) => asking(({ worker }) => worker.call('adopt', params)),
    async askOfResult(name, params) {
      if (held === undefined || held !== params.id) return RESULT_GONE;
      if (name === 'forget') held = undefined;
      const answer = await asking(({ worker }) => worker.call(name, params));
      return answer.ok === undefined ? RESULT_GONE : answer;
    },
    holds(id) {
      held = id;
      clearTimeout(idle);
    },
    end,
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await end();
    },
  };
}

const RESULT_GONE = { ok: false, message: 'This result is not there any more. Run the query again.' } as const;
/** Starting again and loading takes a second; one that waits holds memory. */
const IDLE_MS = 120_000;
