import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { createTurns } from '../../src/core/confluence/oneAtATime.ts';
import { type Destination, destinationIdentity } from '../../src/core/sentinel/destination.ts';
import { createLedgerFile } from '../../src/core/sync/ledgerFile.ts';
import { createNodeDisk } from '../../src/core/sync/nodeDisk.ts';
import { findState } from '../../src/core/sync/stateFiles.ts';
import type { Work } from '../../src/core/sync/work.ts';
import type { EngineNews, EngineRequest, EngineResult, RouteChange } from '../../src/engine/engineRequest.ts';
import { performRequest, type RequestHooks } from '../../src/engine/performRequest.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';

export type RunRequest = Extract<EngineRequest, { kind: 'run' }>;

/** What a test changes about a request. */
export interface Wanted {
  /** Of the route's folder. */
  readonly name?: string;
  readonly work?: Work;
  readonly approve?: boolean;
  readonly apiToken?: string;
  readonly clientSecret?: string | undefined;
  readonly destination?: Destination;
  readonly source?: RunRequest['source'];
}

/** Requests about a sandbox's site and its Azure; routes are kept in a folder that is removed in the end. */
export async function createRequests(sandbox: Sandbox) {
  const folder = await mkdtemp(path.join(tmpdir(), 'engine-'));
  const { site, azure } = sandbox;
  const disk = createNodeDisk();
  const route = (name: string): RunRequest['route'] => ({
    folder: path.join(folder, name),
    old: undefined,
    holder: { id: randomUUID(), pid: process.pid, host: 'here', title: 'this test' },
  });
  const reading = ({ name = 'route', ...wanted }: Wanted) => ({
    route: route(name),
    source: wanted.source ?? {
      ...{ kind: 'confluence' as const, site: site.url, userName: site.users.administrator.email },
      ...{ apiToken: wanted.apiToken ?? site.users.administrator.token, tokenExpiresOn: undefined },
    },
    sink: {
      destination: wanted.destination ?? azureOf(sandbox),
      clientSecret: 'clientSecret' in wanted ? wanted.clientSecret : azure.app.clientSecret,
    },
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [sandbox.caPem] },
    userAgent: 'test',
  });
  return {
    folder,
    run: (wanted: Wanted = {}): RunRequest => ({
      ...reading(wanted),
      kind: 'run',
      work: wanted.work ?? { kind: 'sync' },
      policy: { firstFromMs: Date.now() - 60 * DAY_MS, lookBackMs: 3_600_000, settleMs: 0 },
      approve: wanted.approve ?? true,
    }),
    dryRun: (window: AuditWindow, wanted: Wanted = {}): EngineRequest => ({
      ...reading(wanted),
      kind: 'dryRun',
      window,
    }),
    change: (change: RouteChange, name = 'route'): EngineRequest => ({
      ...{ kind: 'change', route: route(name), change },
      ends: { site: site.url, destination: destinationIdentity(azureOf(sandbox)) },
    }),
    stateOf: async (name = 'route') => (await findState(disk, path.join(folder, name))).state,
    ledgerOf: (name = 'route') => createLedgerFile({ disk, folder: path.join(folder, name) }).read({ limit: 1000 }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const DAY_MS = 86_400_000;

function azureOf({ azure }: Sandbox): Destination {
  const { endpoint, ruleId, stream: streamName, tenantId, app, authorityHost, audience } = azure;
  const cloud = { name: 'custom', authorityHost, audience } as const;
  const { clientId } = app;
  return { id: 'd', kind: 'azure', displayName: 'Sentinel', endpoint, ruleId, streamName, tenantId, clientId, cloud };
}

/** Performs a request here, as the thread would. */
export async function perform(request: EngineRequest, hooks: Partial<RequestHooks> = {}) {
  const news: EngineNews[] = [];
  const result = await performRequest(request, {
    tell: (one) => news.push(one),
    stop: new AbortController().signal,
    shouldYield: () => false,
    takeTurn: createTurns(),
    doors: new Map(),
    ...hooks,
  });
  return { result, news };
}

/** The summary of a run that took place. */
export function summaryOf(result: EngineResult) {
  if (result.kind !== 'run') throw new Error(`no run, but ${JSON.stringify(result)}`);
  return result.summary;
}
