import type { Batch, Batcher } from './batches.ts';

/** Where batches of rows are sent: Azure, or a local folder. */
export interface LogSink {
  createBatcher(): Batcher;
  /** Resolves only when the other side has the whole batch; throws a Failure, or the signal's reason. */
  send(batch: Batch, signal: AbortSignal): Promise<void>;
  /** Tries everything that a send takes, without sending a row. */
  check(signal: AbortSignal): Promise<void>;
}
