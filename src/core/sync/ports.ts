import type { RowText } from '../audit/auditTable.ts';

/** Rows that are sent, and acknowledged, together. */
export interface Batch {
  /** The rows as JSON in UTF-8, in their order and in the form that the destination takes; not compressed. */
  readonly body: Buffer;
  /** How many. */
  readonly rows: number;
  /** What the rows of the batch have in common, where the destination asks for it (a file's name). */
  readonly group: string;
  /** Some of the rows: from the first one of these numbers up to, but not with, the second. */
  part(from: number, to: number): Batch;
}

/** What becomes of a row handed to a batcher. */
export interface Batched {
  /** The rows before this one, full now: to be sent before anything else is added. */
  readonly full?: Batch;
  /** True when no batch can hold the row. */
  readonly tooLarge?: boolean;
}

/** Packs rows, in their order, as a destination likes them. */
export interface Batcher {
  add(row: RowText): Batched;
  /** What is left; undefined when nothing is. */
  rest(): Batch | undefined;
}

/** Where rows go. */
export interface Sink {
  createBatcher(): Batcher;
  /**
   * One attempt. Resolves only when the other side has the whole batch; throws a Failure, or the signal's reason. Where
   * the failure's detail says `mayHaveArrived`, nobody knows whether the batch arrived, and so after an abort.
   */
  send(batch: Batch, signal: AbortSignal): Promise<void>;
}

/** Time, handed in. */
export interface Clock {
  /** Epoch milliseconds, as this computer has them. */
  nowMs(): number;
  /** Resolves after the delay; rejects with the signal's reason as soon as it is aborted. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
}
