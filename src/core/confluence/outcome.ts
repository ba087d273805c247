import { Failure } from '../failure.ts';

/** What became of one request: its value, or the failure that it ended in. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Waits for work that throws Failures. Whatever else it throws, as the reason of an abort, is thrown here too. */
export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, failure: error };
  }
}
