import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/core/sync/ports.ts';

/** A clock whose time moves only when told. */
export interface FakeClock extends Clock {
  /** Lets time pass: ends the waits that are due, in order, and lets what follows from each run as far as it can. */
  advance(byMs: number): Promise<void>;
  /** Changes what the clock shows, and ends no wait: it was set, or the computer slept. */
  jump(byMs: number): void;
  /** Resolves when so much time has passed; nothing ends it sooner. */
  passed(byMs: number): Promise<void>;
  /** How many wait. */
  readonly waiting: number;
}

export function createFakeClock(startMs = Date.UTC(2026, 10, 22)): FakeClock {
  let shownMs = startMs;
  // Waits are counted from when the clock was made, so that setting it does not touch them.
  let elapsedMs = 0;
  const waits = new Set<{ readonly dueMs: number; readonly end: () => void }>();
  const passTo = (toMs: number): void => {
    shownMs += toMs - elapsedMs;
    elapsedMs = toMs;
  };
  const wait: Clock['wait'] = (delayMs, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const one = { dueMs: elapsedMs + Math.max(0, delayMs), end: resolve };
      waits.add(one);
      signal.addEventListener('abort', () => {
        if (waits.delete(one)) reject(signal.reason);
      });
    });
  return {
    nowMs: () => shownMs,
    wait,
    passed: (byMs) => wait(byMs, new AbortController().signal),
    async advance(byMs) {
      const endMs = elapsedMs + byMs;
      await setImmediate();
      for (;;) {
        const [next] = [...waits].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        waits.delete(next);
        passTo(Math.max(elapsedMs, next.dueMs));
        next.end();
        await setImmediate();
      }
      passTo(endMs);
    },
    jump(byMs) {
      shownMs += byMs;
    },
    get waiting() {
      return waits.size;
    },
  };
}
