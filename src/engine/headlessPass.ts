import path from 'node:path';
import { failurePolicy } from '../core/failure.ts';
import { firstSyncFromMs } from '../core/organization/organization.ts';
import { holesIn } from '../core/sync/coverage.ts';
import { createNodeDisk } from '../core/sync/nodeDisk.ts';
import { runFailure } from '../core/sync/run.ts';
import { findState } from '../core/sync/stateFiles.ts';
import type { Work } from '../core/sync/work.ts';
import type { EngineNews, EngineResult } from './engineRequest.ts';
import type { HeadlessConfig, HeadlessOrganization } from './headlessConfig.ts';
import { tellLine } from './headlessLedger.ts';
import { failureText } from './headlessSentences.ts';
import type { HeadlessOptions } from './headlessSync.ts';
import { nodeClock } from './nodeClock.ts';
import { routeFolder } from './routeFolder.ts';

/** How a pass ended: `hopeless` stays until a person has repaired something. */
export type PassOutcome = 'succeeded' | 'failed' | 'hopeless' | 'stopped';

export interface PassOptions extends HeadlessOptions {
  readonly config: HeadlessConfig;
  readonly organization: HeadlessOrganization;
  /** Waits until not too many others are at work; what it gives makes room for the next one. */
  readonly takeSlot: () => Promise<() => void>;
  /** Aborts when the next sync is due: what can wait makes room for it. */
  readonly due: AbortSignal;
}

/** Syncs an organization once; then does what else is to be done for it, sweeps for instance. */
export async function makePass(options: PassOptions): Promise<PassOutcome> {
  const outcome = await performWork(options, { kind: 'sync' });
  if (outcome !== 'succeeded') return outcome;
  let all: PassOutcome = 'succeeded';
  const open = await openWork(options).catch((error: unknown) => runFailure(error));
  if ('code' in open) {
    options.complain(
      `${options.organization.name}: which sweeps and jobs are due cannot be found out. ${failureText(open)}`,
    );
    return 'failed';
  }
  for (const work of open) {
    // Each gets its turn, also where the next sync is due: it makes room at its next stretch.
    const ended = await performWork(options, work);
    if (ended === 'stopped' && options.stop.aborted) return ended;
    if (ended === 'failed' || ended === 'hopeless') all = ended;
  }
  return all;
}

/** Jobs that are not through, and what `from` asks for and was never read: it may have been later before. */
async function openWork(options: PassOptions): Promise<readonly Work[]> {
  const { state } = await findState(createNodeDisk(), folderOf(options));
  if (state?.cursorMs === undefined) return [];
  const jobs = state.jobs.filter(({ paused }) => !paused).map(({ id }): Work => ({ kind: 'job', id }));
  if (state.jobs.some(({ kind }) => kind === 'backfill')) return jobs;
  const holes = holesIn(state.coverage, { fromMs: firstFromMsOf(options), toMs: state.cursorMs });
  return [...jobs, ...holes.map((window): Work => ({ kind: 'newJob', job: 'backfill', window }))];
}

function firstFromMsOf({ organization: { fromMs } }: PassOptions): number {
  const everythingMs = firstSyncFromMs({ firstSync: 'everything', addedAtMs: nodeClock.nowMs() });
  return Math.max(fromMs ?? everythingMs, everythingMs);
}

function folderOf({ config: { stateFolder, sink }, organization: { id, source } }: PassOptions): string {
  return path.join(stateFolder, routeFolder({ id, site: source.site, destination: sink.destination }));
}

async function performWork(options: PassOptions, work: Work): Promise<PassOutcome> {
  const { organization, complain, stop } = options;
  for (let tries = 0; ; tries++) {
    const result = await perform(options, work);
    const isHeld = result.kind === 'failed' && result.failure.code === 'heldElsewhere';
    if (!isHeld) return judge(options, result);
    if (tries === 0) {
      complain(`${organization.name}: waiting for its turn. ${failureText(result.failure)}`);
    }
    const stopped = await nodeClock.wait(HELD_MS, stop).catch(() => 'stopped' as const);
    if (stopped) return stopped;
  }
}

/** The lease of a process that has died is free within twenty seconds. */
const HELD_MS = 5_000;

async function perform(options: PassOptions, work: Work): Promise<EngineResult> {
  const { engine, config, organization, holder, network, userAgent, takeSlot, due } = options;
  const { source } = organization;
  const { lookBackMs, settleMs, sink } = config;
  const leave = await takeSlot();
  try {
    const firstFromMs = firstFromMsOf(options);
    const call = engine.perform(
      {
        ...{ kind: 'run', work, source, sink, network, userAgent, approve: true },
        route: { folder: folderOf(options), old: undefined, holder },
        policy: { firstFromMs, lookBackMs, settleMs },
      },
      (news) => tellNews(options, news),
    );
    const makeRoom = (): void => call.order({ kind: 'yield' });
    if (work.kind !== 'sync' && due.aborted) makeRoom();
    else if (work.kind !== 'sync') due.addEventListener('abort', makeRoom);
    return await call.result.finally(() => due.removeEventListener('abort', makeRoom));
  } finally {
    leave();
  }
}

function tellNews({ organization: { name }, print, complain }: PassOptions, news: EngineNews): void {
  if (news.kind === 'ledger') {
    for (const { line, complaint } of news.lines.map((each) => tellLine(name, each))) {
      print(line);
      if (complaint !== undefined) complain(`${name}: ${complaint}`);
    }
  } else if (news.kind === 'wait' && news.wait !== undefined) {
    const { failure, delayMs } = news.wait;
    complain(`${name}: the next try is in ${Math.ceil(delayMs / 1000)} s. ${failureText(failure)}`);
  }
}

function judge({ config, organization: { name }, complain }: PassOptions, result: EngineResult): PassOutcome {
  if (result.kind === 'stopped') return 'stopped';
  const failure =
    result.kind === 'run' ? result.summary.failure : result.kind === 'failed' ? result.failure : undefined;
  if (failure === undefined) {
    const yielded = result.kind === 'run' && result.summary.outcome !== 'succeeded';
    return yielded ? 'stopped' : 'succeeded';
  }
  const isHopeless = failure.code !== 'unexpected' && failurePolicy(failure.code) === 'stop';
  const goesOn = 'intervalMinutes' in config.rhythm;
  const then = isHopeless
    ? ', and is not tried again before the next start'
    : goesOn
      ? '; the next one tries again'
      : '';
  complain(`${name}: the sync has failed${then}. ${failureText(failure)}`);
  return isHopeless ? 'hopeless' : 'failed';
}
