import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { createTurns } from '../../src/core/confluence/oneAtATime.ts';
import type { AzureDestination } from '../../src/core/sentinel/destination.ts';
import type { EngineRequest, EngineResult } from '../../src/engine/engineRequest.ts';
import { startThread } from '../../src/engine/startThread.ts';
import { createThreadEngine } from '../../src/engine/threadEngine.ts';
import { bareMinimum } from './bareMinimum.ts';
import { siteValues } from './sandboxHttp.ts';

/**
 * `syncOnce.ts VALUES FOLDER [LIMITS]`: the first sync with a sandbox's values (JSON), as VS Code does it, in a thread
 * (with these resource limits, as JSON); then the same bytes with the bare minimum of work. Prints what it took as one
 * line of JSON.
 */
const values = z.object({
  site: siteValues,
  azure: z.looseObject({
    endpoint: z.string(),
    ruleId: z.string(),
    stream: z.string(),
    authorityHost: z.string(),
    audience: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
});

const [, , sandboxValues = '', folder = '', limits] = process.argv;
const { site, azure } = values.parse(JSON.parse(sandboxValues));
const { stream: streamName, authorityHost, audience, clientSecret, endpoint, ruleId, tenantId, clientId } = azure;
const cloud = { name: 'custom', authorityHost, audience } as const;
const destination: AzureDestination = {
  ...{ id: 'bench', kind: 'azure', displayName: 'bench', cloud },
  ...{ endpoint, ruleId, streamName, tenantId, clientId },
};
const reading = {
  route: {
    folder: path.join(folder, 'route'),
    old: undefined,
    holder: { id: 'bench', pid: process.pid, host: 'bench', title: 'the benchmark' },
  },
  source: {
    ...{ kind: 'confluence' as const, site: site.url, userName: site.administrator.email },
    ...{ apiToken: site.administrator.token, tokenExpiresOn: undefined },
  },
  sink: { destination, clientSecret },
  network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
  userAgent: 'bench',
} as const;

const engine = createThreadEngine({ startThread: start, takeTurn: createTurns() });
// The first use loads and warms what every use needs; memory is counted from there.
const nowMs = Date.now();
await perform({ ...reading, kind: 'dryRun', window: { fromMs: nowMs - 1, toMs: nowMs } });
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();
let peakBytes = idleBytes;
const sampling = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 10);

const first = await measured();
const cpuSeconds = first.cpuSeconds;
clearInterval(sampling);
const quiet = await measured();
await engine.close();
if (first.summary.outcome !== 'succeeded') throw new Error(`${first.summary.outcome}: ${first.summary.failure?.code}`);
const { tally } = first.summary;

console.log(
  JSON.stringify({
    ...{
      delivered: tally.delivered,
      seconds: first.seconds,
      cpuSeconds,
      batches: tally.batches,
      rowBytes: tally.bytes,
    },
    ...{ idleMegabytes: idleBytes / 1e6, peakMegabytes: peakBytes / 1e6, quietSeconds: quiet.seconds },
    ...(await bareMinimum(site, tally.delivered)),
  }),
);

function start(): Worker {
  if (limits === undefined) return startThread();
  return new Worker(new URL('../../src/engine/syncThread.ts', import.meta.url), { resourceLimits: JSON.parse(limits) });
}

async function perform(request: EngineRequest): Promise<EngineResult> {
  const result = await engine.perform(request, () => undefined).result;
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.failure));
  return result;
}

async function measured() {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const policy = { firstFromMs: Date.now() - 366 * 86_400_000, lookBackMs: 3_600_000, settleMs: 5000 };
  const result = await perform({ ...reading, kind: 'run', work: { kind: 'sync' }, policy, approve: true });
  if (result.kind !== 'run') throw new Error(result.kind);
  const { user, system } = process.cpuUsage(cpu);
  return {
    summary: result.summary,
    seconds: (performance.now() - startedMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}
