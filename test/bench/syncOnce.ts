import { bareMinimum } from './bareMinimum.ts';
import { median, openBenchEngine, type Pass } from './benchEngine.ts';
import { pagesAlone } from './pagesAlone.ts';

/**
 * `syncOnce.ts VALUES FOLDER [bare | pages]`: the first sync with a sandbox's values (JSON), some that find nothing new,
 * and then the same bytes with the bare minimum of work, or the pages alone. Prints what it took as one line of JSON.
 */
const [, , values = '', folder = '', comparison] = process.argv;
const QUIET_PASSES = 9;

const engine = await openBenchEngine(values, folder);
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();
let peakBytes = idleBytes;
const sampling = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 10);
const options = { name: 'route', firstFromMs: Date.now() - 366 * 86_400_000 };
const first = await engine.pass(options);
clearInterval(sampling);
const quiet: Pass[] = [];
for (let pass = 0; pass < QUIET_PASSES; pass++) quiet.push(await engine.pass(options));
await engine.close();

const { tally } = first.summary;
console.log(
  JSON.stringify({
    ...{ delivered: tally.delivered, batches: tally.batches, rowBytes: tally.bytes },
    ...{ seconds: first.seconds, cpuSeconds: first.cpuSeconds, requests: first.requests },
    ...{ idleMegabytes: idleBytes / 1e6, peakMegabytes: peakBytes / 1e6 },
    quietSeconds: median(quiet.map(({ seconds }) => seconds)),
    quietCpuSeconds: median(quiet.map(({ cpuSeconds }) => cpuSeconds)),
    quietRequests: Math.max(...quiet.map(({ requests }) => requests)),
    ...(comparison === 'bare' ? await bareMinimum(engine.site, tally.delivered) : {}),
    ...(comparison === 'pages' ? await pagesAlone(engine.site, tally.delivered) : {}),
  }),
);
