import type { Sink } from '../sync/ports.ts';

/** A sink that can be tried: Azure, or a local folder. */
export interface LogSink extends Sink {
  /**
   * Tries everything that a send takes, without sending a row. `reached` instead of `accepted`: the other side was
   * reached and knows us, but an empty batch is not to its liking, so only a real one will tell the rest.
   */
  check(signal: AbortSignal): Promise<'accepted' | 'reached'>;
  /** Ends its connections, and what is still under way on them. */
  close(): Promise<void>;
}
