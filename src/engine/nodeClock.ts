import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/sync/ports.ts';

/** The clock of this computer. */
export const nodeClock: Clock = {
  nowMs: Date.now,
  async wait(delayMs, signal) {
    try {
      await delay(delayMs, undefined, { signal });
    } catch (error) {
      // Node's timers reject with an error of their own.
      signal.throwIfAborted();
      throw error;
    }
  },
};
