import path from 'node:path';
import * as z from 'zod';
import { createAuditSource } from '../../src/core/confluence/auditSource.ts';
import { createAzureSink } from '../../src/core/sentinel/azureSink.ts';
import { createQuarantineFile } from '../../src/core/sync/quarantineFile.ts';
import { syncOrganization } from '../../src/core/sync/syncOrganization.ts';
import { createSyncStateFile, INITIAL_STATE } from '../../src/core/sync/syncState.ts';
import { sandboxHttp, siteValues } from './sandboxHttp.ts';

/** `syncOnce.ts VALUES FOLDER`: one sync with a sandbox's values (JSON); prints what it took as one line of JSON. */
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

const { site, azure } = values.parse(JSON.parse(process.argv[2] ?? ''));
const folder = process.argv[3] ?? '';
const http = sandboxHttp(site);
const { stream: streamName, authorityHost, audience, clientSecret, ...rest } = azure;
const sink = createAzureSink({
  destination: {
    id: 'bench',
    kind: 'azure',
    displayName: 'bench',
    ...rest,
    streamName,
    cloud: { name: 'custom', authorityHost, audience },
  },
  clientSecret,
  userAgentPrefix: 'bench',
});
// The first use loads and warms what every use needs; memory is counted from there.
await sink.check(AbortSignal.timeout(60_000));
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();
let peakBytes = idleBytes;
const sampling = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 20);

const startedMs = performance.now();
const cpu = process.cpuUsage();
const summary = await syncOrganization({
  site: site.url,
  source: createAuditSource(http, site.url),
  sink,
  state: INITIAL_STATE,
  saveState: createSyncStateFile(path.join(folder, 'state.json')).save,
  quarantine: createQuarantineFile(path.join(folder, 'quarantine.ndjson')),
  nowMs: Date.now,
  firstFromMs: Date.now() - 366 * 24 * 60 * 60 * 1000,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(cpu);
clearInterval(sampling);
await http.close();
if (summary.outcome !== 'succeeded') throw new Error(`the sync ${summary.outcome}: ${summary.failure?.code}`);

console.log(
  JSON.stringify({
    delivered: summary.delivered,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    batches: summary.batches,
    rowBytes: summary.bytes,
    idleMegabytes: idleBytes / 1e6,
    peakMegabytes: peakBytes / 1e6,
  }),
);
