import { addTallies, NO_TALLY, type Tally } from './run.ts';

/** Counts what becomes of records, for a run and for each of its windows. */
export interface TallyCounter {
  add(counts: Partial<Tally>): void;
  /** Since the beginning. */
  total(): Tally;
  /** Since the last call. */
  takeWindow(): Tally;
}

export function createTallyCounter(start: Tally = NO_TALLY): TallyCounter {
  let before = start;
  let window = NO_TALLY;
  return {
    add(counts) {
      window = addTallies(window, { ...NO_TALLY, ...counts });
    },
    total: () => addTallies(before, window),
    takeWindow() {
      const taken = window;
      before = addTallies(before, taken);
      window = NO_TALLY;
      return taken;
    },
  };
}
