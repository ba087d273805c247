/** How a process without VS Code is told to end. */
export interface StopOptions {
  /** Begins to end: what is under way is saved. Called once. */
  readonly stop: () => void;
  /** Ends at once, as the system would, whatever hangs. */
  readonly endAtOnce: (signal: NodeJS.Signals) => void;
  /** Takes a sentence for a person. */
  readonly complain: (sentence: string) => void;
  readonly nowMs: () => number;
  /** How long ending may take. */
  readonly graceMs: number;
}

/** Gives what each signal is told to: the first one ends in good order, within a time, and another one at once. */
export function createSignalHandler({ stop, endAtOnce, complain, nowMs, graceMs }: StopOptions) {
  let firstAtMs: number | undefined;
  return (signal: NodeJS.Signals): void => {
    if (firstAtMs === undefined) {
      firstAtMs = nowMs();
      const giveUp = (): void => {
        complain(`This takes too long: something does not answer, a disk perhaps. Ending without saving more. ${SAFE}`);
        endAtOnce(signal);
      };
      // Whoever is done earlier does not wait for it.
      setTimeout(giveUp, graceMs).unref();
      stop();
    } else if (nowMs() - firstAtMs > SAME_SIGNAL_MS) {
      complain(`Ending at once. ${SAFE}`);
      endAtOnce(signal);
    }
  };
}

const SAFE = 'The next start goes on from what is on the disk.';
/** A terminal and whoever started this may both pass the same signal on. */
const SAME_SIGNAL_MS = 500;
