import path from 'node:path';
import { SETTLE_MS } from '../../core/audit/auditWindow.ts';
import { Failure } from '../../core/failure.ts';
import type { NetworkSettings } from '../../core/network/networkSettings.ts';
import { firstSyncFromMs, type Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { Holder } from '../../core/sync/lease.ts';
import { LOOK_BACK_MS, type SyncPolicy } from '../../core/sync/work.ts';
import type { RouteRequest, SinkRequest, SourceRequest } from '../../engine/engineRequest.ts';
import { routeFolder } from '../../engine/routeFolder.ts';
import type { OrganizationStore } from '../organization/organizationStore.ts';
import type { DestinationStore } from '../sentinel/destinationStore.ts';

/** Says for an organization as it is now what the engine has to be told. */
export interface SyncRequests {
  /** Where everything about the organization and its destination is kept. */
  route(organization: Organization): RouteRequest;
  /** Where it syncs to. Throws a Failure where there is none. */
  destination(organization: Organization): Destination;
  /** Throws a Failure where there is no destination, or a secret is missing. */
  reading(organization: Organization): Promise<ReadingRequest>;
}

export interface ReadingRequest {
  readonly route: RouteRequest;
  readonly source: SourceRequest;
  readonly sink: SinkRequest;
  readonly network: NetworkSettings;
  readonly userAgent: string;
}

export interface SyncRequestsOptions {
  /** Where states are kept. */
  readonly folder: string;
  readonly organizations: Pick<OrganizationStore, 'secretOf'>;
  readonly destinations: Pick<DestinationStore, 'get' | 'secretOf'>;
  readonly holder: Holder;
  readonly network: () => NetworkSettings;
  readonly userAgent: string;
}

export function createSyncRequests(options: SyncRequestsOptions): SyncRequests {
  const { folder, organizations, destinations, holder, network, userAgent } = options;
  const destinationOf = ({ destinationId }: Organization) => destinations.get(destinationId ?? '');

  const route = (organization: Organization): RouteRequest => {
    const { id, site } = organization;
    const own = path.join(folder, routeFolder({ id, site, destination: destinationOf(organization) }));
    // Version 0.1 kept two files of the same name.
    const old = {
      stateFile: `${own}.json`,
      quarantineFile: `${own}.quarantine.ndjson`,
      fromMs: firstSyncFromMs(organization),
      site,
    };
    return { folder: own, old, holder };
  };
  const source = async (organization: Organization): Promise<SourceRequest> => {
    const { kind, site, userName, tokenExpiresOn, displayName } = organization;
    if (kind === 'sample') return { kind, site };
    const apiToken = await organizations.secretOf(organization);
    if (apiToken === undefined) throw new Failure('secretMissing', { where: displayName });
    return { kind, site, userName, apiToken, tokenExpiresOn };
  };
  const sink = async (destination: Destination): Promise<SinkRequest> => {
    if (destination.kind === 'folder') return { destination, clientSecret: undefined };
    const clientSecret = await destinations.secretOf(destination);
    if (clientSecret === undefined) throw new Failure('secretMissing', { where: destination.displayName });
    return { destination, clientSecret };
  };
  const destinationFor = (organization: Organization): Destination => {
    const destination = destinationOf(organization);
    if (destination === undefined) throw new Failure('destinationMissing', { where: organization.displayName });
    return destination;
  };
  return {
    route,
    destination: destinationFor,
    async reading(organization) {
      const destination = destinationFor(organization);
      return {
        route: route(organization),
        source: await source(organization),
        sink: await sink(destination),
        network: network(),
        userAgent,
      };
    },
  };
}

export function syncPolicy(organization: Organization): SyncPolicy {
  return { firstFromMs: firstSyncFromMs(organization), lookBackMs: LOOK_BACK_MS, settleMs: SETTLE_MS };
}
