import type { AuditSource } from '../core/audit/auditWindow.ts';
import type { StepResult } from '../core/confluence/diagnosis.ts';
import type { FoundSite } from '../core/confluence/findSite.ts';
import type { TakeTurn } from '../core/confluence/oneAtATime.ts';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import { Failure } from '../core/failure.ts';
import type { Organization } from '../core/organization/organization.ts';
import { daysLeft } from '../core/organization/tokenExpiry.ts';
import type { AzureDestination, Destination } from '../core/sentinel/destination.ts';
import type { LogSink } from '../core/sentinel/logSink.ts';
import type { WorkspaceAnswer } from '../core/sentinel/workspaceQuery.ts';
import type { SourceRequest } from '../engine/engineRequest.ts';
import type { SiteAccess } from '../engine/openSite.ts';
import { networkSettings } from './networkSettings.ts';

/** Joins stored organizations and destinations to the code that talks to them, which is loaded on first use. */
export interface Connections {
  /**
   * Runs `work` with the organization's records at hand, and lets go of the connection afterwards. `onWait` is told when
   * the site is given time before the next try.
   */
  withSource<T>(organization: Organization, work: (source: AuditSource) => Promise<T>, onWait?: OnWait): Promise<T>;
  openSink(destination: Destination, clientSecret?: string): Promise<LogSink>;
  /** Runs a query in a Log Analytics workspace, with the destination's client. */
  queryWorkspace(destination: AzureDestination, query: WorkspaceOrder): Promise<WorkspaceAnswer>;
  /** Looks at everything that reading the organization takes. `apiToken` undefined: the stored one. */
  diagnose(organization: Organization, apiToken: string | undefined, signal: AbortSignal): AsyncIterable<StepResult>;
  /** Asks, anonymously, which site an address belongs to, which may be a custom domain. */
  findSite(site: string, signal: AbortSignal): Promise<FoundSite>;
}

export interface WorkspaceOrder {
  /** A GUID. */
  readonly id: string;
  /** Origin of the query service. */
  readonly endpoint: string;
  readonly text: string;
  readonly signal: AbortSignal;
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
  /** Whoever asks sites, at one site they take turns; to be shared with a sync engine. */
  readonly takeTurn: TakeTurn;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { apiTokenOf, clientSecretOf, nowMs, onWait, version, takeTurn } = options;
  const userAgent = `confluence-audit-sentinel/${version}`;
  const doors = new Map<string, string>();
  const siteAccess = (): SiteAccess => ({ network: networkSettings(), userAgent, takeTurn, nowMs });
  const sourceOf = async (organization: Organization): Promise<SourceRequest> => {
    const { kind, site, userName, tokenExpiresOn, displayName } = organization;
    if (kind === 'sample') return { kind, site };
    const apiToken = await apiTokenOf(organization);
    if (apiToken === undefined) throw new Failure('secretMissing', { where: displayName });
    return { kind, site, userName, apiToken, tokenExpiresOn };
  };
  return {
    async withSource(organization, work, onOwnWait) {
      const tellBoth: OnWait = (waiting) => {
        if (waiting !== undefined) onWait(waiting);
        onOwnWait?.(waiting);
      };
      const request = await sourceOf(organization);
      const { openSource } = await import('../engine/openSource.ts');
      const { source, close } = await openSource(request, { ...siteAccess(), doors, onWait: tellBoth });
      try {
        return await work(source);
      } finally {
        await close();
      }
    },
    async openSink(destination, typedSecret) {
      const stored = destination.kind === 'azure' && typedSecret === undefined;
      const clientSecret = stored ? await clientSecretOf(destination) : typedSecret;
      const { openSink } = await import('../engine/openSink.ts');
      return openSink({ destination, clientSecret }, siteAccess());
    },
    async queryWorkspace(destination, { id, endpoint, text, signal }) {
      const clientSecret = await clientSecretOf(destination);
      if (clientSecret === undefined) throw new Failure('secretMissing', { where: destination.displayName });
      const { createWorkspaceQuery } = await import('../core/sentinel/workspaceQuery.ts');
      const access = { destination, clientSecret, endpoint, network: networkSettings(), userAgentPrefix: userAgent };
      const workspace = createWorkspaceQuery(access);
      try {
        return await workspace.run(id, text, signal);
      } finally {
        await workspace.close();
      }
    },
    async *diagnose(organization, apiToken, signal) {
      const { site, userName, tokenExpiresOn, displayName } = organization;
      const token = apiToken ?? (await apiTokenOf(organization));
      if (token === undefined) throw new Failure('secretMissing', { where: displayName });
      const { diagnoseSite } = await import('../core/confluence/diagnoseSite.ts');
      const { siteOpener } = await import('../engine/openSite.ts');
      const access = siteAccess();
      const open = (await siteOpener(access))(site, { userName, apiToken: token });
      const tokenDaysLeft = tokenExpiresOn === undefined ? undefined : daysLeft(tokenExpiresOn, nowMs());
      yield* diagnoseSite({ site, open, network: access.network, tokenDaysLeft, nowMs }, signal);
    },
    async findSite(site, signal) {
      const { findSite } = await import('../core/confluence/findSite.ts');
      const { siteOpener } = await import('../engine/openSite.ts');
      const open = await siteOpener(siteAccess());
      return findSite(site, (address) => open(address, undefined)(address, 'anybody'), signal);
    },
  };
}
