import { openBenchEngine } from './benchEngine.ts';

/**
 * `quietOnce.ts VALUES FOLDER COUNT`: so many organizations that find nothing new, one pass each, after a first one.
 * Prints the processor time of a pass as one line of JSON.
 */
const [, , values = '', folder = '', count = ''] = process.argv;
const engine = await openBenchEngine(values, folder);
const firstFromMs = Date.now() - 3_600_000;
const names = Array.from({ length: Number(count) }, (_, index) => `organization ${index}`);
for (const name of names) await engine.pass({ name, firstFromMs });
let cpuSeconds = 0;
for (const name of names) cpuSeconds += (await engine.pass({ name, firstFromMs })).cpuSeconds;
await engine.close();
console.log(JSON.stringify({ passCpuSeconds: cpuSeconds / names.length }));
