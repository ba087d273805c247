import { Worker } from 'node:worker_threads';

/** Starts the thread that queries run in, with a bounded memory. */
export function startRunThread(): Worker {
  return new Worker(threadFile(), { resourceLimits: LIMITS });
}

/**
 * A hundred thousand rows with their raw records grow the process by 280 MB, sorted once in the grid; without the raw ones
 * by 210 MB. The limit is for queries that hold many rows besides: a thread that reaches it dies, alone.
 */
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 32 };

/** The sources are run as they are; in a bundle, the thread is beside the entry points and above their chunks. */
function threadFile(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('./runThread.ts', here);
  return new URL(/\/chunks\/[^/]+$/.test(here) ? '../runThread.js' : './runThread.js', here);
}
