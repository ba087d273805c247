/**
 * Runs one thing at a time, and of those wanted meanwhile only the last. What it gives resolves once nothing is wanted
 * any more.
 */
export function lastWanted<T>(run: (wanted: T) => Promise<void>): (wanted: T) => Promise<void> {
  let next: { readonly wanted: T } | undefined;
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    try {
      while (next !== undefined) {
        const { wanted } = next;
        next = undefined;
        await run(wanted);
      }
    } finally {
      running = undefined;
    }
  };
  return (wanted) => {
    next = { wanted };
    running ??= runAll();
    return running;
  };
}
