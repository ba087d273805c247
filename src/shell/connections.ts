import { createHash, getRandomValues } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditSource } from '../core/audit/auditWindow.ts';
import type { ConfluenceHttp } from '../core/confluence/confluenceHttp.ts';
import type { StepResult } from '../core/confluence/diagnosis.ts';
import type { FoundSite } from '../core/confluence/findSite.ts';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import type { OpenHttp } from '../core/confluence/routedHttp.ts';
import { Failure } from '../core/failure.ts';
import type { Organization, SiteCredential } from '../core/organization/organization.ts';
import { daysLeft } from '../core/organization/tokenExpiry.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import type { LogSink } from '../core/sentinel/logSink.ts';
import { networkSettings } from './networkSettings.ts';

/** Joins stored organizations and destinations to the code that talks to them, which is loaded on first use. */
export interface Connections {
  /**
   * Runs `work` with the organization's records at hand, and lets go of the connection afterwards. `onWait` is told when
   * the site is given time before the next try.
   */
  withSource<T>(organization: Organization, work: (source: AuditSource) => Promise<T>, onWait?: OnWait): Promise<T>;
  openSink(destination: Destination, clientSecret?: string): Promise<LogSink>;
  /** Looks at everything that reading the organization takes. `apiToken` undefined: the stored one. */
  diagnose(organization: Organization, apiToken: string | undefined, signal: AbortSignal): AsyncIterable<StepResult>;
  /** Asks, anonymously, which site an address belongs to, which may be a custom domain. */
  findSite(site: string, signal: AbortSignal): Promise<FoundSite>;
}

type OnWait = (waiting: Waiting | undefined) => void;

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
  /** Gives what opens connections to sites; whoever asks, at one site they take turns. */
  const opener = async () => {
    const { createConfluenceHttp } = await import('../core/confluence/confluenceHttp.ts');
    const { createTurns } = await import('../core/confluence/oneAtATime.ts');
    inTurn ??= createTurns();
    const takeTurns = inTurn;
    const network = networkSettings();
    return (site: string, credential: SiteCredential | undefined): OpenHttp =>
      (base, as) => {
        const known = as === 'user' ? credential : undefined;
        return takeTurns(createConfluenceHttp({ site, base, credential: known, userAgent, network, nowMs }), site);
      };
  };
  const withHttp = async <T>(
    { site, userName, tokenExpiresOn }: Organization,
    apiToken: string,
    { work, onWait: onOwnWait }: { work: (http: ConfluenceHttp) => Promise<T>; onWait: OnWait | undefined },
  ): Promise<T> => {
    const { createPatientHttp } = await import('../core/confluence/patientHttp.ts');
    const { createRoutedHttp } = await import('../core/confluence/routedHttp.ts');
    // A new token may be of another kind than the last one.
    const token = createHash('sha256').update(`${site}\n${userName}\n${apiToken}`).digest('hex');
    const route = { get: () => routes.get(token), set: (base: string) => void routes.set(token, base) };
    const tellBoth = (waiting: Waiting | undefined): void => {
      if (waiting !== undefined) onWait(waiting);
      onOwnWait?.(waiting);
    };
    const open = (await opener())(site, { userName, apiToken });
    // Each door is given time by itself: a refusal at one is not asked for again because the other one stumbles.
    const openPatiently: OpenHttp = (base, as) =>
      createPatientHttp(open(base, as), { random: randomShare, wait, onWait: tellBoth });
    const http = createRoutedHttp(site, openPatiently, route);
    const getJson: ConfluenceHttp['getJson'] = async (path, signal) => {
      try {
        return await http.getJson(path, signal);
      } catch (error) {
        throw isExpired(error, tokenExpiresOn, nowMs()) ? new Failure('siteTokenExpired', error.detail) : error;
      }
    };
    try {
      return await work({ ...http, getJson });
    } finally {
      await http.close();
    }
  };
  return {
    async withSource(organization, work, onOwnWait) {
      if (organization.kind === 'sample') {
        const { createSampleSource } = await import('../core/confluence/sampleSource.ts');
        return work(createSampleSource({ seed: SAMPLE_SEED, nowMs }));
      }
      const apiToken = await apiTokenOf(organization);
      if (apiToken === undefined) throw new Failure('secretMissing', { where: organization.displayName });
      const { createAuditSource } = await import('../core/confluence/auditSource.ts');
      return withHttp(organization, apiToken, {
        work: (http) => work(createAuditSource(http, organization.site)),
        onWait: onOwnWait,
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
    async *diagnose(organization, apiToken, signal) {
      const { site, userName, tokenExpiresOn, displayName } = organization;
      const token = apiToken ?? (await apiTokenOf(organization));
      if (token === undefined) throw new Failure('secretMissing', { where: displayName });
      const { diagnoseSite } = await import('../core/confluence/diagnoseSite.ts');
      const open = (await opener())(site, { userName, apiToken: token });
      const tokenDaysLeft = tokenExpiresOn === undefined ? undefined : daysLeft(tokenExpiresOn, nowMs());
      yield* diagnoseSite({ site, open, network: networkSettings(), tokenDaysLeft, nowMs }, signal);
    },
    async findSite(site, signal) {
      const { findSite } = await import('../core/confluence/findSite.ts');
      const open = await opener();
      return findSite(site, (address) => open(address, undefined)(address, 'anybody'), signal);
    },
  };
}

/** A site refuses an expired token like a wrong one; only who knows its last day can tell them apart. */
function isExpired(error: unknown, lastDay: string | undefined, nowMs: number): error is Failure {
  const refused = error instanceof Failure && error.code === 'siteWrongCredentials';
  return refused && lastDay !== undefined && daysLeft(lastDay, nowMs) < 0;
}

/** The sample is the same for everybody, so that people can talk about it. */
const SAMPLE_SEED = 1;

async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal });
}

function randomShare(): number {
  const [word = 0] = getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
