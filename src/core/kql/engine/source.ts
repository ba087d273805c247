import type { Row } from '../values.ts';
import type { Compilation } from './compilation.ts';

/** Takes a row, and says whether more are wanted. */
export type Sink = (row: Row) => boolean;

/** An operator that is ready to run, as often as it is asked to. Gives its rows one by one, until no more are wanted. */
export type Source = (sink: Sink) => void;

/** After so many steps a run asks whether it has been stopped. */
const STEPS_BETWEEN_CHECKS = 4096;

/** What is called at every step of something long. */
export function stepCheck({ run }: Pick<Compilation, 'run'>): () => void {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps % STEPS_BETWEEN_CHECKS === 0) run.checkStop();
  };
}

/** All rows of a source; `done` gives back what they take of the memory that the query may use. */
export function collect(source: Source, { memory }: Pick<Compilation, 'memory'>): Collected {
  const rows: Row[] = [];
  let cells = 0;
  source((row) => {
    rows.push(row);
    const size = row.length + ROW_OVERHEAD;
    cells += size;
    memory.hold(size);
    return true;
  });
  return { rows, done: () => memory.release(cells) };
}

export interface Collected {
  readonly rows: Row[];
  readonly done: () => void;
}

/** What a row takes besides its cells, in cells. */
export const ROW_OVERHEAD = 3;

/** Gives rows that are at hand, until no more are wanted. */
export function pushAll(rows: readonly Row[], sink: Sink, compilation: Pick<Compilation, 'run'>): void {
  const check = stepCheck(compilation);
  for (const row of rows) {
    check();
    if (!sink(row)) return;
  }
}
