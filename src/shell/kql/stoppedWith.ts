import type { Ended } from '../../kqlThread/runCalls.ts';
import type { StoppableCall } from '../../kqlThread/runQueue.ts';

/** The answer of a call of the run thread, which is stopped when the signal is aborted, or was before. */
export async function stoppedWith<A>({ answer, stop }: StoppableCall<A>, signal: AbortSignal): Promise<A | Ended> {
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await answer;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
