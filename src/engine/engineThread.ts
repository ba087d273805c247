import type { Worker } from 'node:worker_threads';
import type { TakeTurn } from '../core/confluence/oneAtATime.ts';
import { errorRemark } from '../core/failure.ts';
import type { EngineNews, EngineResult } from './engineRequest.ts';
import type { EngineCall, SyncEngine } from './threadEngine.ts';
import type { FromThread, ToThread } from './threadMessages.ts';

/** One thread, as the host sees it. */
export interface EngineThread extends Pick<SyncEngine, 'perform'> {
  /** Resolves when nothing is under way any more. */
  stopAll(): Promise<void>;
  /** Ends it at once; what is under way fails. */
  terminate(): Promise<void>;
}

export interface EngineThreadOptions {
  readonly worker: Worker;
  readonly takeTurn: TakeTurn;
  readonly doors: Map<string, string>;
  /** Nothing is under way any more. */
  readonly onIdle: () => void;
  /** It is gone, whatever the reason. */
  readonly onEnd: () => void;
}

interface OpenCall {
  readonly onNews: (news: EngineNews) => void;
  readonly resolve: (result: EngineResult) => void;
  readonly result: Promise<EngineResult>;
}

export function runThread({ worker, takeTurn, doors, onIdle, onEnd }: EngineThreadOptions): EngineThread {
  const calls = new Map<number, OpenCall>();
  const turns = new Map<number, AbortController>();
  let lastId = 0;
  let remark = 'threadEnded';

  const say = (message: ToThread): void => worker.postMessage(message);
  const settle = (id: number, result: EngineResult): void => {
    const call = calls.get(id);
    calls.delete(id);
    call?.resolve(result);
    if (calls.size === 0) onIdle();
  };
  /** The turn is over when its signal aborts, whether it has come or not. */
  const waitForTurn = async (turn: number, site: string): Promise<void> => {
    const over = new AbortController();
    turns.set(turn, over);
    const endTurn = await takeTurn(site, over.signal).catch(() => undefined);
    if (endTurn === undefined) return;
    if (over.signal.aborted) endTurn();
    else {
      over.signal.addEventListener('abort', endTurn, { once: true });
      say({ kind: 'turn', turn });
    }
  };
  const endTurn = (turn: number): void => {
    turns.get(turn)?.abort();
    turns.delete(turn);
  };

  worker.on('message', (message: FromThread) => {
    if (message.kind === 'news') calls.get(message.id)?.onNews(message.news);
    else if (message.kind === 'result') settle(message.id, message.result);
    else if (message.kind === 'takeTurn') void waitForTurn(message.turn, message.site);
    else if (message.kind === 'endTurn') endTurn(message.turn);
    else doors.set(message.token, message.base);
  });
  worker.on('error', (error) => {
    remark = errorRemark(error);
  });
  worker.on('exit', () => {
    for (const turn of [...turns.keys()]) endTurn(turn);
    onEnd();
    const failure = { code: 'unexpected', detail: { where: '', remark } } as const;
    for (const { resolve } of calls.values()) resolve({ kind: 'failed', failure });
    calls.clear();
  });
  say({ kind: 'doors', doors: [...doors] });

  return {
    perform(request, onNews): EngineCall {
      const id = ++lastId;
      say({ kind: 'request', id, request });
      const { promise: result, resolve } = Promise.withResolvers<EngineResult>();
      calls.set(id, { onNews, resolve, result });
      return {
        result,
        order: (order) => {
          if (calls.has(id)) say({ kind: 'order', id, order });
        },
      };
    },
    async stopAll() {
      for (const id of calls.keys()) say({ kind: 'order', id, order: { kind: 'stop', reason: 'shutdown' } });
      await Promise.all([...calls.values()].map(({ result }) => result));
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
