/** When organizations are due for a background sync. Knows neither clocks nor timers: both are handed in. */
export interface Scheduler {
  /** Takes the organizations as they are now; what is not listed is no longer synced. */
  update(schedules: readonly Schedule[]): void;
  /** Epoch milliseconds at which the organization is due, or undefined where it is not scheduled. */
  nextDueMs(id: string): number | undefined;
  dispose(): void;
}

export interface Schedule {
  readonly id: string;
  readonly intervalMs: number;
  /** When its last sync began, in epoch milliseconds; undefined where it was never synced. */
  readonly lastStartMs: number | undefined;
  /** Not due earlier than this, in epoch milliseconds: the source asked to be left alone. */
  readonly notBeforeMs?: number | undefined;
}

export interface SchedulerOptions {
  readonly nowMs: () => number;
  /** Calls back once after a delay, unless the returned function is called first. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  /** Starts a sync; called again for the same organization only after `update` showed a newer start. */
  readonly start: (id: string) => void;
  /** Called before anything is started by a timer that fired much later than it was set for: the machine has slept. */
  readonly onWake?: () => void;
}

export function createScheduler({ nowMs, setTimer, start, onWake }: SchedulerOptions): Scheduler {
  let due = new Map<string, number>();
  let cancelTimer: () => void = () => undefined;

  const plan = (): void => {
    cancelTimer();
    if (due.size === 0) return;
    // A timer that was set before the machine slept fires late; a short one notices soon after waking.
    const delayMs = Math.min(Math.max(0, Math.min(...due.values()) - nowMs()), MAX_DELAY_MS);
    const plannedMs = nowMs() + delayMs;
    cancelTimer = setTimer(() => fire(plannedMs), delayMs);
  };
  const fire = (plannedMs: number): void => {
    if (nowMs() - plannedMs > LATE_MS) onWake?.();
    const now = nowMs();
    for (const [id, dueMs] of due) {
      if (dueMs > now) continue;
      due.delete(id);
      start(id);
    }
    plan();
  };
  return {
    update(schedules) {
      const now = nowMs();
      due = new Map(schedules.map((schedule) => [schedule.id, dueMs(schedule, now)]));
      plan();
    },
    nextDueMs: (id) => due.get(id),
    dispose() {
      cancelTimer();
      due = new Map();
    },
  };
}

/** Epoch milliseconds. A start in the future means that the clock was set back; waiting for it could take for ever. */
export function dueMs({ intervalMs, lastStartMs, notBeforeMs = 0 }: Schedule, nowMs: number): number {
  const from = lastStartMs !== undefined && lastStartMs <= nowMs ? lastStartMs + intervalMs : nowMs;
  return Math.max(from, notBeforeMs);
}

const MAX_DELAY_MS = 60_000;
const LATE_MS = 60_000;
