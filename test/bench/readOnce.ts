import { Worker } from 'node:worker_threads';
import { type OnStage, readSite, type SiteReading } from './readSite.ts';

/**
 * `readOnce.ts VALUES THREAD`: reads all of a sandbox's site (values as JSON), in this thread (`main`) or in one whose
 * young generation is kept small (`bounded`); prints what it took, and the memory of this process, as one line of JSON.
 */
const [, , sandboxValues = '', thread = 'main'] = process.argv;
let idleBytes = 0;
let peakBytes = 0;
let sampling: NodeJS.Timeout | undefined;
// The first use loads and warms what every use needs; memory is counted from there.
const onStage: OnStage = (stage) => {
  clearInterval(sampling);
  if (stage === 'read') return;
  globalThis.gc?.();
  idleBytes = process.memoryUsage.rss();
  peakBytes = idleBytes;
  sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 10);
};
const reading = await (thread === 'main' ? readSite(sandboxValues, onStage) : readInThread());
console.log(JSON.stringify({ ...reading, idleMegabytes: idleBytes / 1e6, peakMegabytes: peakBytes / 1e6 }));

function readInThread(): Promise<SiteReading> {
  const worker = new Worker(new URL('./readThread.ts', import.meta.url), {
    workerData: sandboxValues,
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: 'begun' | 'read' | SiteReading) =>
      typeof message === 'string' ? onStage(message) : resolve(message),
    );
  });
}
