import { randomUUID } from 'node:crypto';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { type SampleRecord, spreadSampleRecords } from '../../src/core/audit/sampleRecords.ts';
import type { ServerCertificate } from './certificates.ts';
import { createConfluenceSite } from './confluenceSite.ts';
import { createRecordStore } from './recordStore.ts';
import { type SandboxServer, startSandboxServer } from './sandboxServer.ts';
import type { SiteBehaviour, SiteOptions } from './site/siteOptions.ts';
import type { SiteEndpoint } from './site/siteRoute.ts';
import { createSiteUsers, type SiteUsers } from './site/siteUsers.ts';

/** A Confluence site of a sandbox, seen by who runs it. */
export interface SandboxSite extends Pick<SandboxServer<SiteEndpoint>, 'url' | 'faults' | 'traffic'> {
  readonly cloudId: string;
  readonly users: SiteUsers;
  /** All records, oldest first, as a client would get them parsed. */
  readonly records: () => SampleRecord[];
  /** The same as JSON, one after the other: for more records than fit into memory parsed. */
  readonly recordLines: () => Iterable<string>;
  readonly recordCount: () => number;
  /** Adds records, wherever their times put them; given a number, so many invented ones at this moment. */
  readonly addRecords: (records: readonly SampleRecord[] | number, atMs?: number) => readonly SampleRecord[];
  /** From now on these members of its options have these values. */
  readonly changeOptions: (changed: SiteBehaviour) => void;
  /** The site is again as it was started. */
  readonly restoreOptions: () => void;
  /** How often a credential was sent to a custom domain, since the traffic was last reset. */
  readonly leakedTokens: () => number;
}

export interface SandboxSiteOptions {
  readonly seed: number;
  readonly records: number;
  readonly window: AuditWindow;
  readonly port: number;
  readonly certificate: ServerCertificate;
  readonly nowMs: () => number;
  readonly site: SiteOptions;
  readonly light: boolean;
}

export async function startSandboxSite(
  options: SandboxSiteOptions,
): Promise<SandboxSite & { readonly stop: () => Promise<void> }> {
  const { seed, window, port, certificate, nowMs } = options;
  const store = createRecordStore({ seed, count: options.records, window }, options);
  const users = createSiteUsers(options.site.administratorToken);
  const cloudId = options.site.cloudId ?? randomUUID();
  let behaviour: SiteBehaviour = options.site;
  let leakedTokens = 0;

  let additions = 0;
  const addRecords: SandboxSite['addRecords'] = (added, atMs = nowMs()) => {
    additions += 1;
    const records = typeof added === 'number' ? invented(seed + additions, added, atMs) : added;
    store.add(records);
    return records;
  };

  const server = await startSandboxServer<SiteEndpoint>({
    port,
    certificate,
    nowMs,
    createService: (url) =>
      createConfluenceSite({
        url,
        cloudId,
        users,
        store,
        options: () => behaviour,
        recordsArrive: addRecords,
        tokenLeaked: () => {
          leakedTokens += 1;
        },
        nowMs,
      }),
  });
  return {
    ...server,
    traffic: {
      ...server.traffic,
      reset: () => {
        server.traffic.reset();
        leakedTokens = 0;
      },
    },
    cloudId,
    users,
    records: () => Array.from(store.oldestFirst(), (text): SampleRecord => JSON.parse(text)),
    recordLines: store.oldestFirst,
    recordCount: store.count,
    addRecords,
    changeOptions: (changed) => {
      behaviour = { ...behaviour, ...changed };
    },
    restoreOptions: () => {
      behaviour = options.site;
    },
    leakedTokens: () => leakedTokens,
  };
}

function invented(seed: number, count: number, atMs: number): readonly SampleRecord[] {
  const chunks = spreadSampleRecords({ seed, count, window: { fromMs: atMs, toMs: atMs } });
  return chunks.flatMap((chunk) => chunk.records());
}
