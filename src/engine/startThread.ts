import { Worker } from 'node:worker_threads';

/** Starts the thread that syncs run in, with a bounded memory. */
export function startThread(): Worker {
  return new Worker(threadFile(), { resourceLimits: LIMITS });
}

/**
 * What is read is soon forgotten. Without a limit, V8 lets the old generation grow by more than a hundred megabytes
 * before it looks for what can go; with one, however high, by thirty. Measured with 400,000 records: 65 MB over idle; a
 * young generation of 16 MB saves 7 MB of it and costs a twentieth more processor time, one of 96 MB takes 108 MB.
 */
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 48 };

/** The sources are run as they are; in a bundle, the thread is beside the entry points and above their chunks. */
function threadFile(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('./syncThread.ts', here);
  return new URL(/\/chunks\/[^/]+$/.test(here) ? '../syncThread.js' : './syncThread.js', here);
}
