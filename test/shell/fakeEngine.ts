import path from 'node:path';
import type { Failure } from '../../src/core/failure.ts';
import type { Disk } from '../../src/core/sync/disk.ts';
import { dryRun } from '../../src/core/sync/dryRun.ts';
import { openRoute } from '../../src/core/sync/openRoute.ts';
import type { Clock } from '../../src/core/sync/ports.ts';
import type { RouteStore } from '../../src/core/sync/routeStore.ts';
import { runFailure } from '../../src/core/sync/run.ts';
import { runSync } from '../../src/core/sync/runSync.ts';
import { changeRoute } from '../../src/engine/changeRoute.ts';
import { deliveredBefore } from '../../src/engine/deliveredBefore.ts';
import type { EngineNews, EngineRequest, EngineResult } from '../../src/engine/engineRequest.ts';
import type { SyncEngine } from '../../src/engine/threadEngine.ts';
import type { FakeConnections } from './fakeConnections.ts';

export interface FakeEngine extends SyncEngine {
  /** Everything that it was asked, in its order. */
  readonly requests: EngineRequest[];
}

export interface FakeEngineOptions {
  readonly connections: FakeConnections;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly isAlive: (pid: number) => boolean;
}

/** Does in this thread what the real engine does in its own, with sites and destinations that need no network. */
export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const requests: EngineRequest[] = [];
  const stops = new Set<AbortController>();
  /** By folder: what is changed there comes one after the other. */
  const turns = new Map<string, Promise<unknown>>();
  return {
    requests,
    perform(request, onNews) {
      requests.push(structuredClone(request));
      const stop = new AbortController();
      stops.add(stop);
      let yields = false;
      const own = { ...options, stop: stop.signal, shouldYield: () => yields, tell: onNews };
      const { folder } = request.route;
      const before = request.kind === 'dryRun' ? undefined : turns.get(folder);
      const result = Promise.resolve(before).then(() => perform(request, own));
      if (request.kind !== 'dryRun') turns.set(folder, result);
      return {
        result: result.finally(() => stops.delete(stop)),
        order(order) {
          if (order.kind === 'yield') yields = true;
          else stop.abort(order.reason);
        },
      };
    },
    async close() {
      for (const stop of stops) stop.abort('shutdown');
    },
  };
}

interface Own extends FakeEngineOptions {
  readonly stop: AbortSignal;
  readonly shouldYield: () => boolean;
  readonly tell: (news: EngineNews) => void;
}

async function perform(request: EngineRequest, own: Own): Promise<EngineResult> {
  try {
    own.stop.throwIfAborted();
    if (request.kind === 'dryRun') return await tryOut(request, own);
    const store = await openStore(request, own);
    try {
      if (request.kind === 'run') return await run(request, store, own);
      const { clock } = own;
      const { route, ends, change } = request;
      await changeRoute(change, { store, folder: route.folder, ends, nowMs: clock.nowMs });
      return { kind: 'changed' };
    } finally {
      await store.close();
    }
  } catch (error) {
    return own.stop.aborted ? { kind: 'stopped' } : { kind: 'failed', failure: runFailure(error) };
  }
}

type RequestOf<Kind extends EngineRequest['kind']> = Extract<EngineRequest, { kind: Kind }>;

function openStore({ route }: EngineRequest, { disk, clock, isAlive, tell }: Own): Promise<RouteStore> {
  const telling: Disk = {
    ...disk,
    async append(file, bytes) {
      const position = await disk.append(file, bytes);
      if (path.basename(file) === 'ledger.ndjson') {
        tell({ kind: 'ledger', lines: bytes.toString('utf8').split('\n').filter(Boolean) });
      }
      return position;
    },
  };
  return openRoute({ ...route, disk: telling, clock, isAlive });
}

async function run(request: RequestOf<'run'>, store: RouteStore, own: Own): Promise<EngineResult> {
  const { connections, clock, stop, shouldYield, tell } = own;
  const { source, sink, work, policy, approve } = request;
  const summary = await connections.reading(
    source.site,
    (audit) =>
      runSync({
        ...{ site: source.site, store, source: audit, approve, policy, work, clock, stop, shouldYield },
        openSink: () => connections.openSink(sink.destination, sink.clientSecret),
        onProgress: (progress) => tell({ kind: 'progress', progress }),
        onWait: (waiting) => tellWait(waiting, tell),
      }),
    (waiting) => tellWait(waiting, tell),
  );
  return { kind: 'run', summary };
}

async function tryOut(request: RequestOf<'dryRun'>, own: Own): Promise<EngineResult> {
  const { connections, disk, clock, stop, tell } = own;
  const { source, sink, window } = request;
  const known = await deliveredBefore(request.route, disk);
  const { createBatcher } = await connections.openSink(sink.destination, sink.clientSecret);
  const found = await connections.reading(
    source.site,
    (audit) =>
      dryRun({
        ...{ site: source.site, source: audit, batcher: createBatcher(), window, known, nowMs: clock.nowMs, stop },
        onProgress: (now) => tell({ kind: 'counted', found: now }),
      }),
    undefined,
  );
  return { kind: 'dryRun', found };
}

function tellWait(
  waiting: { readonly failure: Failure; readonly delayMs: number } | undefined,
  tell: Own['tell'],
): void {
  tell({ kind: 'wait', wait: waiting && { failure: runFailure(waiting.failure), delayMs: waiting.delayMs } });
}
