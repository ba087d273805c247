import type { Counts } from '../audit/drift.ts';
import { cover, holesIn } from './coverage.ts';
import type { Job, SyncState } from './syncState.ts';

/**
 * What two computers know of the same route, once the keys and the quarantine of the one are with the other. What both
 * have counted cannot be told apart, so the larger count is taken. Done twice, it is the same as done once.
 */
export function mergeStates(own: SyncState, other: SyncState): SyncState {
  return {
    ...own,
    approved: own.approved || other.approved,
    coverage: other.coverage.reduce(cover, own.coverage),
    cursorMs: commonCursor(own, other),
    keysFromMs: Math.max(own.keysFromMs, other.keysFromMs),
    deliveredTotal: Math.max(own.deliveredTotal, other.deliveredTotal),
    quarantinedTotal: Math.max(own.quarantinedTotal, other.quarantinedTotal),
    inDoubtTotal: Math.max(own.inDoubtTotal, other.inDoubtTotal),
    drift: {
      categories: largerCounts(own.drift.categories, other.drift.categories),
      events: largerCounts(own.drift.events, other.drift.events),
      fields: largerCounts(own.drift.fields, other.drift.fields),
    },
    jobs: [...own.jobs, ...other.jobs.filter((job) => !own.jobs.some((one) => isSame(one, job)))],
    dailySweepAtMs: older(own.dailySweepAtMs, other.dailySweepAtMs),
    weeklySweepAtMs: older(own.weeklySweepAtMs, other.weeklySweepAtMs),
    lastRun: (own.lastRun?.endedAtMs ?? 0) >= (other.lastRun?.endedAtMs ?? 0) ? own.lastRun : other.lastRun,
    pages: own.pages ?? other.pages,
  };
}

/** The later one, unless something between the two was read by neither. */
function commonCursor(own: SyncState, other: SyncState): number | undefined {
  if (own.cursorMs === undefined || other.cursorMs === undefined) return own.cursorMs ?? other.cursorMs;
  const [fromMs, toMs] =
    own.cursorMs < other.cursorMs ? [own.cursorMs, other.cursorMs] : [other.cursorMs, own.cursorMs];
  const coverage = other.coverage.reduce(cover, own.coverage);
  return holesIn(coverage, { fromMs, toMs }).length === 0 ? toMs : fromMs;
}

/** There is one sweep of a kind. */
function isSame(one: Job, other: Job): boolean {
  const isSweep = one.kind === 'dailySweep' || one.kind === 'weeklySweep';
  return one.id === other.id || (isSweep && one.kind === other.kind);
}

/**
 * A sweep that comes too early does no harm. One that was never done is counted from the next sync: that would be later
 * than any.
 */
function older(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function largerCounts(one: Counts, other: Counts): Counts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const count = (counts: Counts, name: string): number => (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0);
  return Object.fromEntries([...names].map((name) => [name, Math.max(count(one, name), count(other, name))]));
}
