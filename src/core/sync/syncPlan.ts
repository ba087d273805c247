import type { AuditSource, AuditWindow } from '../audit/auditWindow.ts';
import { horizonMs } from '../audit/retention.ts';
import { Failure } from '../failure.ts';
import { type Coverage, holesIn } from './coverage.ts';
import type { RunKind } from './run.ts';
import type { Job, SyncState } from './syncState.ts';
import type { SyncPolicy } from './work.ts';

/** Clocks differ by seconds; by so much, the one of this computer is wrong. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What a sync reads: from the look-back before its cursor to what has settled. */
export function syncWindow(state: SyncState, policy: SyncPolicy, at: { nowMs: number; site: string }): AuditWindow {
  const { firstFromMs, lookBackMs, settleMs } = policy;
  const { cursorMs, keysFromMs } = state;
  const toMs = at.nowMs - settleMs;
  if (cursorMs === undefined) return { fromMs: Math.min(firstFromMs, toMs), toMs };
  // Without this, a clock that is behind would look like a quiet site, for as long as it is wrong.
  if (cursorMs > at.nowMs + CLOCK_TOLERANCE_MS) throw new Failure('clockBehind', { where: at.site });
  const fromMs = Math.max(Math.min(firstFromMs, cursorMs + 1), cursorMs - lookBackMs + 1);
  // What an older version delivered before is not known any more, and would be sent again.
  return { fromMs: Math.max(fromMs, Math.min(keysFromMs, cursorMs + 1)), toMs: Math.max(toMs, cursorMs) };
}

/** What of a job is still to be read. A sweep looks again at what was read before, and only there. */
export function jobWindows({ kind, window, doneThroughMs }: Job, state: SyncState): readonly AuditWindow[] {
  const { coverage, keysFromMs } = state;
  const rest = { fromMs: Math.max(window.fromMs, (doneThroughMs ?? window.fromMs - 1) + 1), toMs: window.toMs };
  if (kind === 'backfill' || kind === 'reconcile') {
    // What an older version delivered is not known any more, and would be sent again.
    return holesIn(within(coverage, { fromMs: Number.NEGATIVE_INFINITY, toMs: keysFromMs - 1 }), rest);
  }
  return within(coverage, rest);
}

function within(coverage: Coverage, window: AuditWindow): Coverage {
  return coverage
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, window.fromMs), toMs: Math.min(toMs, window.toMs) }))
    .filter(({ fromMs, toMs }) => fromMs <= toMs);
}

/**
 * The sweeps that are due. Records can appear hours late, and an administrator can write them with any date
 * (`POST /audit`): a cursor alone never finds them. The recent past is read again every day, all of it every week.
 */
export function dueSweeps(state: SyncState, nowMs: number): readonly Pick<Job, 'kind' | 'window'>[] {
  const { coverage, keysFromMs, dailySweepAtMs, weeklySweepAtMs, jobs } = state;
  const [oldest] = coverage;
  const newest = coverage.at(-1);
  if (oldest === undefined || newest === undefined) return [];
  const isPending = (kind: RunKind): boolean => jobs.some((job) => job.kind === kind);
  // One that lies far in the future tells that the clock was wrong then.
  const isDue = (lastMs: number | undefined, everyMs: number): boolean =>
    lastMs !== undefined && Math.abs(nowMs - lastMs) >= everyMs;
  // What an older version delivered there is not known any more, and would be sent again.
  const window = { fromMs: Math.max(keysFromMs, oldest.fromMs), toMs: newest.toMs };
  const recent = { ...window, fromMs: Math.max(window.fromMs, nowMs - RECENT_MS) };
  const sweeps: Pick<Job, 'kind' | 'window'>[] = [];
  if (isDue(weeklySweepAtMs, 7 * DAY_MS) && !isPending('weeklySweep')) sweeps.push({ kind: 'weeklySweep', window });
  else if (isDue(dailySweepAtMs, DAY_MS) && !isPending('dailySweep')) {
    sweeps.push({ kind: 'dailySweep', window: recent });
  }
  return sweeps.filter((sweep) => sweep.window.fromMs <= sweep.window.toMs);
}

/** A record that is later than this is found by the weekly sweep. */
const RECENT_MS = 3 * DAY_MS;

/**
 * What the site has thrown away before it was read. It is asked only after a break that is longer than any usual
 * interval, so that a quiet sync stays one request. Where it does not tell, nothing is known to be lost.
 */
export async function lostAfterCursor(
  state: SyncState,
  source: AuditSource,
  { nowMs, signal }: { nowMs: number; signal: AbortSignal },
): Promise<AuditWindow | undefined> {
  const { cursorMs } = state;
  if (cursorMs === undefined || nowMs - cursorMs < LONG_BREAK_MS) return undefined;
  const retention = await source.retention(signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof Failure) return undefined;
    throw error;
  });
  const keptFromMs = retention === undefined ? undefined : horizonMs(retention, nowMs);
  if (keptFromMs === undefined || keptFromMs <= cursorMs + 1) return undefined;
  return { fromMs: cursorMs + 1, toMs: Math.floor(keptFromMs) - 1 };
}

const LONG_BREAK_MS = 12 * HOUR_MS;
