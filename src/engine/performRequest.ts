import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditSource } from '../core/audit/auditWindow.ts';
import type { TakeTurn } from '../core/confluence/oneAtATime.ts';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import { errorRemark } from '../core/failure.ts';
import type { LogSink } from '../core/sentinel/logSink.ts';
import type { Disk } from '../core/sync/disk.ts';
import { dryRun } from '../core/sync/dryRun.ts';
import { createNodeDisk } from '../core/sync/nodeDisk.ts';
import { openRoute } from '../core/sync/openRoute.ts';
import type { RouteStore } from '../core/sync/routeStore.ts';
import { runFailure } from '../core/sync/run.ts';
import { runSync } from '../core/sync/runSync.ts';
import { changeRoute } from './changeRoute.ts';
import { deliveredBefore } from './deliveredBefore.ts';
import type { EngineNews, EngineRequest, EngineResult, RouteRequest } from './engineRequest.ts';
import { nodeClock } from './nodeClock.ts';
import { openSink } from './openSink.ts';
import type { SiteDoors } from './openSite.ts';
import { openSource } from './openSource.ts';

export interface RequestHooks {
  readonly tell: (news: EngineNews) => void;
  /** Its reason is a StopReason. */
  readonly stop: AbortSignal;
  /** Whether something more urgent waits. */
  readonly shouldYield: () => boolean;
  readonly takeTurn: TakeTurn;
  readonly doors: SiteDoors;
}

/** Does what the engine is asked, and lets go of everything afterwards. Never rejects. */
export async function performRequest(request: EngineRequest, hooks: RequestHooks): Promise<EngineResult> {
  const held: Held = [];
  try {
    hooks.stop.throwIfAborted();
    if (request.kind === 'run') return await run(request, hooks, held);
    if (request.kind === 'dryRun') return await tryOut(request, hooks, held);
    return await change(request, hooks, held);
  } catch (error) {
    if (hooks.stop.aborted) return { kind: 'stopped' };
    return { kind: 'failed', failure: runFailure(error) };
  } finally {
    // The lease comes last: it was taken first.
    for (const close of held.reverse()) await close().catch(() => undefined);
  }
}

type RequestOf<Kind extends EngineRequest['kind']> = Extract<EngineRequest, { kind: Kind }>;
/** What is to be closed, in the order in which it was opened. */
type Held = (() => Promise<void>)[];

async function run(request: RequestOf<'run'>, hooks: RequestHooks, held: Held): Promise<EngineResult> {
  const { work, policy, approve } = request;
  const { stop, shouldYield, tell } = hooks;
  const store = await openStore(request.route, hooks, held);
  const source = await open(request, hooks, held);
  const summary = await runSync({
    ...{ site: request.source.site, store, source, approve, policy, work, clock: nodeClock, stop, shouldYield },
    openSink: () => openHeldSink(request, held),
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    onWait: (waiting) => tellWait(waiting, hooks),
  });
  return { kind: 'run', summary };
}

/** Takes no lease: it writes nothing, and others may go on. */
async function tryOut(request: RequestOf<'dryRun'>, hooks: RequestHooks, held: Held): Promise<EngineResult> {
  const { window, route } = request;
  const { stop, tell } = hooks;
  const known = await deliveredBefore(route, createDisk());
  const source = await open(request, hooks, held);
  const sink = await openHeldSink(request, held);
  const found = await dryRun({
    ...{ site: request.source.site, source, batcher: sink.createBatcher(), window, known, stop },
    nowMs: nodeClock.nowMs,
    onProgress: (progress) => tell({ kind: 'counted', found: progress }),
  });
  return { kind: 'dryRun', found };
}

async function change(request: RequestOf<'change'>, hooks: RequestHooks, held: Held): Promise<EngineResult> {
  const { route, ends } = request;
  const store = await openStore(route, hooks, held);
  await changeRoute(request.change, { store, folder: route.folder, ends, nowMs: nodeClock.nowMs });
  return { kind: 'changed' };
}

async function open(
  { source, network, userAgent }: RequestOf<'run' | 'dryRun'>,
  hooks: RequestHooks,
  held: Held,
): Promise<AuditSource> {
  const { takeTurn, doors } = hooks;
  const onWait = (waiting: Waiting | undefined): void => tellWait(waiting, hooks);
  const access = { network, userAgent, takeTurn, doors, onWait, nowMs: nodeClock.nowMs };
  const opened = await openSource(source, access);
  held.push(opened.close);
  return opened.source;
}

async function openHeldSink(request: RequestOf<'run' | 'dryRun'>, held: Held): Promise<LogSink> {
  const sink = await openSink(request.sink, request);
  held.push(sink.close);
  return sink;
}

async function openStore(
  { folder, old, holder }: RouteRequest,
  { tell }: RequestHooks,
  held: Held,
): Promise<RouteStore> {
  const disk = tellingOfLedger(createDisk(), (lines) => tell({ kind: 'ledger', lines }));
  const store = await openRoute({ disk, folder, old, holder, clock: nodeClock, isAlive });
  held.push(store.close);
  return store;
}

function createDisk(): Disk {
  return createNodeDisk({ wait: (delayMs) => delay(delayMs) });
}

/** Tells of lines when they are on the disk. */
function tellingOfLedger(disk: Disk, onLines: (lines: readonly string[]) => void): Disk {
  return {
    ...disk,
    async append(file, bytes) {
      const position = await disk.append(file, bytes);
      if (path.basename(file) === LEDGER) onLines(bytes.toString('utf8').split('\n').filter(Boolean));
      return position;
    },
  };
}

/** The name of core/sync/ledgerFile.ts. */
const LEDGER = 'ledger.ndjson';

function tellWait(waiting: Waiting | undefined, { tell }: RequestHooks): void {
  tell({
    kind: 'wait',
    wait: waiting && { failure: runFailure(waiting.failure), delayMs: waiting.delayMs },
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It belongs to somebody else.
    return errorRemark(error) === 'EPERM';
  }
}
