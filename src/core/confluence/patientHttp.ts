import { Failure, failurePolicy } from '../failure.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

export interface PatienceOptions {
  /** Waits; rejects with the signal's reason as soon as it is aborted. */
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Told before each wait, and with undefined when it is over. */
  readonly onWait: (waiting: Waiting | undefined) => void;
}

/** Why, and for how long, the next try is put off. */
export interface Waiting {
  readonly failure: Failure;
  readonly delayMs: number;
}

/** Repeats requests that may well succeed the next time, after delays that grow and scatter, or that the site asks for. */
export function createPatientHttp(http: ConfluenceHttp, options: PatienceOptions): ConfluenceHttp {
  const { wait, random, onWait } = options;
  return {
    ...http,
    async getJson(path, signal) {
      for (let failures = 0; ; failures++) {
        try {
          return await http.getJson(path, signal);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          const delayMs = delayBeforeNext(error, failures, random());
          if (delayMs === undefined) throw error;
          onWait({ failure: error, delayMs });
          await wait(delayMs, signal).finally(() => onWait(undefined));
        }
      }
    },
  };
}

/** Milliseconds, or undefined where there is no next try. */
function delayBeforeNext(failure: Failure, failuresBefore: number, scatter: number): number | undefined {
  if (failurePolicy(failure.code) !== 'retry' || failuresBefore >= MAX_RETRIES) return undefined;
  const { retryAfterMs = 0 } = failure.detail;
  // Longer than this is better told than waited for; the next sync tries again.
  if (retryAfterMs > LONGEST_ASKED_MS) return undefined;
  // Between half of it and all of it, so that many clients do not come back together.
  const ownMs = FIRST_DELAY_MS * 2 ** failuresBefore * (0.5 + scatter / 2);
  return Math.max(ownMs, retryAfterMs);
}

// Atlassian asks for growing delays with jitter after 429 (developer documentation, rate limiting).
const MAX_RETRIES = 3;
const FIRST_DELAY_MS = 1000;
const LONGEST_ASKED_MS = 120_000;
