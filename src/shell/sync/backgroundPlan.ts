import { failurePolicy } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunFailure } from '../../core/sync/run.ts';
import { dueMs, type Schedule } from '../../core/sync/scheduler.ts';
import type { Job, SyncState } from '../../core/sync/syncState.ts';
import type { GivenConsent } from './backgroundQuestion.ts';
import type { AttemptEnd } from './offline.ts';
import type { SyncView } from './syncService.ts';

/** What background sync remembers of an organization, besides its state. */
export interface BackgroundMemory {
  /** How its last sync of this window ended, also where none of it was kept. */
  readonly last: AttemptEnd | undefined;
  /** Nothing but being offline explains how it ended. */
  readonly offline: boolean;
  /** To be synced at once, whatever its interval. */
  readonly hurried: boolean;
  /** What of it is being prepared, or runs. */
  readonly busy: ReadonlySet<'sync' | 'job'>;
  /** Another window was in the way, and is not to be asked again at once. */
  readonly notBeforeMs: number;
  /** Another window asks whether to send for the first time; should it close, this one does. */
  readonly isAskedElsewhere: boolean;
  /** A person has agreed to the first send here, and it is not known to be saved. */
  readonly consent: GivenConsent | undefined;
  /** What only a person can mend. */
  readonly stopped: Stopped | undefined;
  readonly jobFailures: number;
  readonly jobNotBeforeMs: number;
  /** That is because the other side asked for it. */
  readonly jobAskedToWait: boolean;
  /** A sync was done since a job had its turn: it comes now, even where syncs take as long as their interval. */
  readonly isJobsTurn: boolean;
}

export interface Stopped {
  /** How it and its destination were set up when it failed. */
  readonly setUp: string;
  /** The run that was last then. */
  readonly lastRun: string | undefined;
}

export const NOTHING_REMEMBERED: BackgroundMemory = {
  last: undefined,
  offline: false,
  hurried: false,
  busy: new Set(),
  notBeforeMs: 0,
  isAskedElsewhere: false,
  consent: undefined,
  stopped: undefined,
  jobFailures: 0,
  jobNotBeforeMs: 0,
  jobAskedToWait: false,
  isJobsTurn: false,
};

export interface PlanBasis {
  readonly organization: Organization;
  readonly view: SyncView;
  readonly memory: BackgroundMemory;
  readonly nowMs: number;
}

/** When the organization is to be synced; undefined where it is not, or is being synced. */
export function syncSchedule({ organization, view, memory, nowMs }: PlanBasis): Schedule | undefined {
  const { id, backgroundSync } = organization;
  const looksAfterQuestion = view.awaitsApproval !== undefined && memory.isAskedElsewhere;
  if (!backgroundSync.enabled || (view.awaitsApproval !== undefined && !looksAfterQuestion)) return undefined;
  if (isTaken(view, memory) || view.running?.kind === 'sync' || memory.busy.has('sync')) return undefined;
  // A start in the future means that the clock was set back.
  const starts = attemptsOf(view, memory).flatMap(({ startedAtMs }) => (startedAtMs <= nowMs ? startedAtMs : []));
  return {
    id: `sync ${id}`,
    intervalMs: memory.hurried || looksAfterQuestion ? 0 : backgroundSync.intervalMinutes * 60_000,
    lastStartMs: starts.length === 0 ? undefined : Math.max(...starts),
    notBeforeMs: Math.max(memory.notBeforeMs, askedPauseEndMs(view, memory, nowMs)),
  };
}

/** When a job goes on that is not through; undefined where there is none, or something comes first. */
export function jobSchedule(basis: PlanBasis): Schedule | undefined {
  const { organization, view, memory, nowMs } = basis;
  if (nextJob(organization, view.state) === undefined || view.running !== undefined) return undefined;
  if (isTaken(view, memory) || memory.busy.size > 0) return undefined;
  const sync = syncSchedule(basis);
  if (sync !== undefined && dueMs(sync, nowMs) <= nowMs && !memory.isJobsTurn) return undefined;
  const notBeforeMs = Math.max(memory.notBeforeMs, memory.jobNotBeforeMs, askedPauseEndMs(view, memory, nowMs));
  return { id: `job ${organization.id}`, intervalMs: 0, lastStartMs: undefined, notBeforeMs };
}

/** The job that goes on next. Sweeps belong to background sync; the others a person has begun. */
export function nextJob({ backgroundSync }: Organization, state: SyncState | undefined): Job | undefined {
  if (state?.approved !== true) return undefined;
  const isSweep = ({ kind }: Job): boolean => kind === 'dailySweep' || kind === 'weeklySweep';
  return state.jobs.find((job) => !job.paused && (backgroundSync.enabled || !isSweep(job)));
}

/** When a job that has failed is tried again, epoch milliseconds; `failures` counts this one. */
export function jobRetryMs({ endedAtMs, failure }: AttemptEnd, failures: number): number {
  const delayMs = JOB_DELAYS_MS[Math.min(failures, JOB_DELAYS_MS.length) - 1] ?? 0;
  return endedAtMs + Math.max(delayMs, Math.min(failure?.detail.retryAfterMs ?? 0, LONGEST_PAUSE_MS));
}

/** Trying on would be in vain, and might lock an account. */
export function needsPerson(failure: RunFailure | undefined): boolean {
  return failure !== undefined && failure.code !== 'unexpected' && failurePolicy(failure.code) === 'stop';
}

const JOB_DELAYS_MS = [1, 5, 15, 60].map((minutes) => minutes * 60_000);

/** Whoever asks for more has most likely made a mistake. */
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

/** Nothing of it is to be done here just now. */
function isTaken(view: SyncView, memory: BackgroundMemory): boolean {
  return view.elsewhere !== undefined || memory.stopped !== undefined;
}

function attemptsOf({ state }: SyncView, { last }: BackgroundMemory): readonly AttemptEnd[] {
  return [state?.lastRun, last].filter((attempt) => attempt !== undefined);
}

/** Until when a site, or a destination, that failed has asked to be left alone; 0 where it has not. */
function askedPauseEndMs(view: SyncView, memory: BackgroundMemory, nowMs: number): number {
  const newest = attemptsOf(view, memory).reduce<AttemptEnd | undefined>(
    (one, other) => (one === undefined || other.endedAtMs > one.endedAtMs ? other : one),
    undefined,
  );
  const retryAfterMs = newest?.failure?.detail.retryAfterMs;
  if (newest === undefined || retryAfterMs === undefined || newest.endedAtMs > nowMs) return 0;
  return newest.endedAtMs + Math.min(retryAfterMs, LONGEST_PAUSE_MS);
}
