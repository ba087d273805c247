import { parentPort, workerData } from 'node:worker_threads';
import { readSite } from './readSite.ts';

/** The thread of readOnce.ts. */
const reading = await readSite(String(workerData), (stage) => parentPort?.postMessage(stage));
parentPort?.postMessage(reading);
