/** Waits until something has come true, however many turns of the event loop that takes. */
export async function until(isSo: () => unknown): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
