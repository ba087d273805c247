import { randomUUID } from 'node:crypto';
import {
  addTallies,
  NO_TALLY,
  type RunFailure,
  type RunKind,
  type RunSummary,
  runFailure,
} from '../../core/sync/run.ts';
import type { StopReason, Work } from '../../core/sync/work.ts';
import type { EngineNews, EngineOrder, EngineRequest, EngineResult } from '../../engine/engineRequest.ts';
import type { SyncEngine } from '../../engine/threadEngine.ts';

export interface EngineAttempt {
  /** Never rejects. */
  readonly result: Promise<EngineResult>;
  order(order: EngineOrder): void;
}

/** Asks the engine as soon as the request is made, which may take the keyring a while; a stop comes in between, too. */
export function attemptRequest(
  engine: Pick<SyncEngine, 'perform'>,
  makeRequest: () => Promise<EngineRequest>,
  onNews: (news: EngineNews) => void,
): EngineAttempt {
  let orders: readonly EngineOrder[] = [];
  let tellEngine: ((order: EngineOrder) => void) | undefined;
  const perform = async (): Promise<EngineResult> => {
    const request = await makeRequest();
    if (orders.some(({ kind }) => kind === 'stop')) return { kind: 'stopped' };
    const call = engine.perform(request, onNews);
    tellEngine = call.order;
    for (const order of orders) call.order(order);
    return call.result;
  };
  return {
    result: perform().catch((error: unknown) => ({ kind: 'failed', failure: runFailure(error) })),
    order(order) {
      orders = [...orders, order];
      tellEngine?.(order);
    },
  };
}

export interface Unbegun {
  readonly kind: RunKind;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: RunSummary['outcome'];
  readonly failure: RunFailure | undefined;
}

/** How a run ended that has read nothing, and of which nothing is kept. */
export function unbegunSummary(unbegun: Unbegun): RunSummary {
  return { run: randomUUID(), window: undefined, tally: NO_TALLY, lagMs: undefined, lost: undefined, ...unbegun };
}

/** A run that let another through, and its rest, as one. */
export function joinedSummary(first: RunSummary, second: RunSummary): RunSummary {
  const { startedAtMs } = first;
  const window = first.window ?? second.window;
  return { ...second, startedAtMs, window, tally: addTallies(first.tally, second.tally) };
}

/** What comes of work that was stopped before it began. */
export const STOPPED: Readonly<Record<StopReason, RunSummary['outcome']>> = {
  cancel: 'cancelled',
  pause: 'paused',
  shutdown: 'yielded',
};

/** Of a job that goes on, its kind is in the state. */
export function kindOfWork(work: Work, jobKind: (id: string) => RunKind | undefined): RunKind {
  if (work.kind === 'newJob') return work.job;
  return work.kind === 'job' ? (jobKind(work.id) ?? 'backfill') : work.kind;
}
