import { beforeEach, describe, expect, test } from 'vitest';
import { createScheduler, type Scheduler } from '../../../src/core/sync/scheduler.ts';

const MINUTE_MS = 60_000;

/** A clock and its timers, moved by hand. */
function createClock() {
  let now = 1_000_000_000;
  let timer: { readonly dueMs: number; readonly callback: () => void } | undefined;
  return {
    nowMs: () => now,
    setTimer(callback: () => void, delayMs: number) {
      const mine = { dueMs: now + delayMs, callback };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
    pending: () => timer !== undefined,
    advance(byMs: number) {
      const endMs = now + byMs;
      while (timer !== undefined && timer.dueMs <= endMs) {
        now = Math.max(now, timer.dueMs);
        const { callback } = timer;
        timer = undefined;
        callback();
      }
      now = endMs;
    },
    /** As a machine does that sleeps: time passes, and no timer fires. */
    suspend(byMs: number) {
      now += byMs;
    },
  };
}

describe('the scheduler', () => {
  let clock: ReturnType<typeof createClock>;
  let started: string[];
  let scheduler: Scheduler;
  beforeEach(() => {
    clock = createClock();
    started = [];
    scheduler = createScheduler({ ...clock, start: (id) => started.push(id) });
  });

  test('starts at once what was never synced, and each other at its interval', () => {
    scheduler.update([
      { id: 'new', intervalMs: 5 * MINUTE_MS, lastStartMs: undefined },
      { id: 'old', intervalMs: 5 * MINUTE_MS, lastStartMs: clock.nowMs() - 2 * MINUTE_MS },
    ]);
    clock.advance(0);
    expect(started).toEqual(['new']);
    clock.advance(3 * MINUTE_MS - 1);
    expect(started).toEqual(['new']);
    clock.advance(1);
    expect(started).toEqual(['new', 'old']);
    clock.advance(60 * MINUTE_MS);
    expect(started).toEqual(['new', 'old']);
  });

  test('starts soon after the machine woke up', () => {
    scheduler.update([{ id: 'a', intervalMs: 30 * MINUTE_MS, lastStartMs: clock.nowMs() }]);
    clock.advance(MINUTE_MS);
    clock.suspend(8 * 60 * MINUTE_MS);
    clock.advance(MINUTE_MS);
    expect(started).toEqual(['a']);
  });

  test('tells that the machine has slept before it starts anything', () => {
    const seen: string[] = [];
    const waking = createScheduler({
      ...clock,
      start: (id) => seen.push(id),
      onWake() {
        seen.push('awake');
        waking.update([{ id: 'b', intervalMs: MINUTE_MS, lastStartMs: undefined }]);
      },
    });
    waking.update([{ id: 'a', intervalMs: 30 * MINUTE_MS, lastStartMs: clock.nowMs() }]);
    clock.advance(29 * MINUTE_MS);
    clock.suspend(MINUTE_MS);
    clock.advance(MINUTE_MS);
    expect(seen).toEqual(['a']);
    waking.update([{ id: 'a', intervalMs: 30 * MINUTE_MS, lastStartMs: clock.nowMs() }]);
    clock.suspend(8 * 60 * MINUTE_MS);
    clock.advance(0);
    expect(seen).toEqual(['a', 'awake', 'b']);
  });

  test('does not wait for ever when the clock was set back', () => {
    scheduler.update([{ id: 'a', intervalMs: MINUTE_MS, lastStartMs: clock.nowMs() + 365 * 24 * 60 * MINUTE_MS }]);
    clock.advance(MINUTE_MS);
    expect(started).toEqual(['a']);
  });

  test('forgets what is not listed any more, and everything when it is disposed of', () => {
    scheduler.update([{ id: 'a', intervalMs: MINUTE_MS, lastStartMs: clock.nowMs() }]);
    expect(scheduler.nextDueMs('a')).toBe(clock.nowMs() + MINUTE_MS);
    scheduler.update([]);
    expect(clock.pending()).toBe(false);
    scheduler.update([{ id: 'b', intervalMs: MINUTE_MS, lastStartMs: clock.nowMs() }]);
    scheduler.dispose();
    expect(clock.pending()).toBe(false);
    clock.advance(10 * MINUTE_MS);
    expect(started).toEqual([]);
  });
});
