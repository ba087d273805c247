import { createHash, getRandomValues } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditSource } from '../core/audit/auditWindow.ts';
import type { SiteAccess } from '../core/confluence/checkAccess.ts';
import type { ConfluenceHttp } from '../core/confluence/confluenceHttp.ts';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import { Failure } from '../core/failure.ts';
import type { Organization, SiteCredential } from '../core/organization/organization.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import type { LogSink } from '../core/sentinel/logSink.ts';
import { networkSettings } from './networkSettings.ts';

/** Joins stored organizations and destinations to the code that talks to them, which is loaded on first use. */
export interface Connections {
  /** Runs `work` with the organization's records at hand, and lets go of the connection afterwards. */
  withSource<T>(organization: Organization, work: (source: AuditSource) => Promise<T>): Promise<T>;
  openSink(destination: Destination, clientSecret?: string): Promise<LogSink>;
  /** Reads a page of a site with credentials that need not be stored. */
  checkSite(site: string, credential: SiteCredential, signal: AbortSignal): Promise<SiteAccess>;
}

export interface ConnectionsOptions {
  readonly apiTokenOf: (organization: Organization) => Promise<string | undefined>;
  readonly clientSecretOf: (destination: Destination) => Promise<string | undefined>;
  readonly nowMs: () => number;
  /** Called when a site is given time before the next try. */
  readonly onWait: (waiting: Waiting) => void;
  /** This product's version. */
  readonly version: string;
}

export function createConnections({
  apiTokenOf,
  clientSecretOf,
  nowMs,
  onWait,
  version,
}: ConnectionsOptions): Connections {
  const userAgent = `confluence-audit-sentinel/${version}`;
  let inTurn: ReturnType<typeof import('../core/confluence/oneAtATime.ts').createTurns> | undefined;
  const routes = new Map<string, string>();
  const withHttp = async <T>(
    site: string,
    credential: SiteCredential,
    work: (http: ConfluenceHttp) => Promise<T>,
  ): Promise<T> => {
    const { createRoutedHttp } = await import('../core/confluence/routedHttp.ts');
    const { createTurns } = await import('../core/confluence/oneAtATime.ts');
    inTurn ??= createTurns();
    // A new token may be of another kind than the last one.
    const token = createHash('sha256').update(`${site}\n${credential.userName}\n${credential.apiToken}`).digest('hex');
    const route = { get: () => routes.get(token), set: (base: string) => void routes.set(token, base) };
    const http = createRoutedHttp({ site, credential, userAgent, network: networkSettings() }, route);
    try {
      return await work(inTurn(http, site));
    } finally {
      await http.close();
    }
  };
  return {
    async withSource(organization, work) {
      const { site, userName } = organization;
      if (organization.kind === 'sample') {
        const { createSampleSource } = await import('../core/confluence/sampleSource.ts');
        return work(createSampleSource({ seed: SAMPLE_SEED, nowMs }));
      }
      const apiToken = await apiTokenOf(organization);
      if (apiToken === undefined) throw new Failure('secretMissing', { where: organization.displayName });
      const { createAuditSource } = await import('../core/confluence/auditSource.ts');
      const { createPatientHttp } = await import('../core/confluence/patientHttp.ts');
      return withHttp(site, { userName, apiToken }, (http) => {
        const patient = createPatientHttp(http, { random: randomShare, wait, onWait });
        return work(createAuditSource(patient, site));
      });
    },
    async openSink(destination, clientSecret) {
      if (destination.kind === 'folder') {
        const { createFolderSink } = await import('../core/sentinel/folderSink.ts');
        return createFolderSink(destination.folder);
      }
      const secret = clientSecret ?? (await clientSecretOf(destination));
      if (secret === undefined) throw new Failure('secretMissing', { where: destination.displayName });
      const { createAzureSink } = await import('../core/sentinel/azureSink.ts');
      return createAzureSink({ destination, clientSecret: secret, userAgentPrefix: userAgent });
    },
    async checkSite(site, credential, signal) {
      const { checkSiteAccess } = await import('../core/confluence/checkAccess.ts');
      const window = { fromMs: nowMs() - CHECK_REACH_MS, toMs: nowMs() };
      return withHttp(site, credential, (http) => checkSiteAccess(http, site, { window, signal }));
    },
  };
}

/** The sample is the same for everybody, so that people can talk about it. */
const SAMPLE_SEED = 1;
/** A site that is used at all has a record within so long. */
const CHECK_REACH_MS = 30 * 24 * 60 * 60 * 1000;

async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal });
}

function randomShare(): number {
  const [word = 0] = getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
