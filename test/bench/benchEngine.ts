import path from 'node:path';
import * as z from 'zod';
import { createTurns } from '../../src/core/confluence/oneAtATime.ts';
import type { AzureDestination } from '../../src/core/sentinel/destination.ts';
import type { RunSummary } from '../../src/core/sync/run.ts';
import type { EngineRequest, EngineResult } from '../../src/engine/engineRequest.ts';
import { startThread } from '../../src/engine/startThread.ts';
import { createThreadEngine } from '../../src/engine/threadEngine.ts';
import { siteValues } from './sandboxHttp.ts';

/** What a sandbox prints of itself. */
const sandboxValues = z.looseObject({
  site: siteValues,
  control: z.string(),
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
const counters = z.looseObject({ site: z.object({ audit: z.object({ requests: z.number() }) }) });

export interface Pass {
  readonly summary: RunSummary;
  readonly seconds: number;
  /** Of this process: all of its threads. */
  readonly cpuSeconds: number;
  /** To the site's audit log. */
  readonly requests: number;
}

export interface PassOptions {
  /** Of the route's folder. */
  readonly name: string;
  readonly firstFromMs: number;
}

/** The engine as VS Code runs it, in a thread, with a sandbox's values (JSON); routes are kept in `folder`. */
export async function openBenchEngine(values: string, folder: string) {
  const { site, azure, control } = sandboxValues.parse(JSON.parse(values));
  const { stream: streamName, authorityHost, audience, clientSecret, endpoint, ruleId, tenantId, clientId } = azure;
  const cloud = { name: 'custom', authorityHost, audience } as const;
  const destination: AzureDestination = {
    ...{ id: 'bench', kind: 'azure', displayName: 'bench', cloud },
    ...{ endpoint, ruleId, streamName, tenantId, clientId },
  };
  const engine = createThreadEngine({ startThread, takeTurn: createTurns() });
  const reading = (name: string) => ({
    route: {
      folder: path.join(folder, name),
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
  });
  const perform = async (request: EngineRequest): Promise<EngineResult> => {
    const result = await engine.perform(request, () => undefined).result;
    if (result.kind === 'failed') throw new Error(JSON.stringify(result.failure));
    return result;
  };
  const requests = async (): Promise<number> =>
    counters.parse(await (await fetch(`${control}/counters`)).json()).site.audit.requests;

  // The first use loads and warms what every use needs.
  const nowMs = Date.now();
  await perform({ ...reading('route'), kind: 'dryRun', window: { fromMs: nowMs - 1, toMs: nowMs } });
  return {
    site,
    async pass({ name, firstFromMs }: PassOptions): Promise<Pass> {
      const before = await requests();
      const startedMs = performance.now();
      const cpu = process.cpuUsage();
      const policy = { firstFromMs, lookBackMs: 3_600_000, settleMs: 5000 };
      const result = await perform({ ...reading(name), kind: 'run', work: { kind: 'sync' }, policy, approve: true });
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - startedMs) / 1000;
      if (result.kind !== 'run' || result.summary.outcome !== 'succeeded') throw new Error(JSON.stringify(result));
      return {
        summary: result.summary,
        seconds,
        cpuSeconds: (user + system) / 1e6,
        requests: (await requests()) - before,
      };
    },
    close: () => engine.close(),
  };
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
