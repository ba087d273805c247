import { type Answer, headerOf, json } from './answers.ts';
import type { RecordStore } from './recordStore.ts';
import type { Service } from './sandboxServer.ts';
import { auditPage } from './site/auditPage.ts';
import { currentUser } from './site/currentUser.ts';
import { admit } from './site/siteAccess.ts';
import { siteFailure } from './site/siteFailure.ts';
import type { SiteBehaviour } from './site/siteOptions.ts';
import { routeOf, type SiteEndpoint } from './site/siteRoute.ts';
import { accountOf, type SiteUsers } from './site/siteUsers.ts';

export interface SiteService {
  /** Where the site is on this machine. */
  readonly url: string;
  readonly cloudId: string;
  readonly users: SiteUsers;
  readonly store: RecordStore;
  /** As they are at this moment. */
  readonly options: () => SiteBehaviour;
  /** Adds so many invented records at this time. */
  readonly recordsArrive: (count: number, atMs: number) => void;
  /** Called when a credential arrives where none should ever be sent. */
  readonly tokenLeaked: () => void;
  readonly nowMs: () => number;
}

/** The part of a Confluence Cloud site that reading its audit log takes. */
export function createConfluenceSite(site: SiteService): Service<SiteEndpoint> {
  const route = (url: URL) => routeOf(url, site.cloudId, site.options().customDomains);
  return {
    endpointOf: (url) => route(url).endpoint,
    received: ({ url, headers }) => {
      if (route(url).door === 'customDomain' && headers['authorization'] !== undefined) site.tokenLeaked();
    },
    headers: () => headersOfAll(site.options(), site.nowMs()),
    answer: (request, fault) => {
      const { url, method } = request;
      const options = site.options();
      const ownUrl = options.ownUrl ?? site.url;
      const { door, endpoint } = route(url);
      if (door === 'customDomain' && url.pathname.startsWith('/wiki/rest')) {
        return { status: 302, headers: { location: ownUrl + url.pathname + url.search } };
      }
      if (endpoint === 'other') return siteFailure(404, 'HTTP 404 Not Found');
      if (method !== 'GET') return siteFailure(405, 'HTTP 405 Method Not Allowed', { allow: 'GET' });
      // Anybody may ask for the site's id.
      if (endpoint === 'tenantInfo') return json(200, { cloudId: site.cloudId });
      const account = accountOf(site.users, headerOf(request, 'authorization'));
      const admitted = admit({ door, endpoint, account }, options);
      if ('refused' in admitted) return admitted.refused;
      if (endpoint === 'retention') return json(200, options.retention ?? { number: 1, units: 'YEARS' });
      if (endpoint === 'currentUser') return currentUser(admitted.account, url);
      if (endpoint === 'systemInfo') return systemInfo(ownUrl, site.cloudId, options);
      const arriving = fault.kind === 'recordsArrive' ? fault.count : 0;
      const beforeReading = (newestMs: number): void => {
        if (arriving > 0) site.recordsArrive(arriving, newestMs);
      };
      return auditPage({ ownUrl, store: site.store, options, beforeReading, nowMs: site.nowMs }, url);
    },
  };
}

function headersOfAll({ clockAheadMs = 0, rateLimit }: SiteBehaviour, nowMs: number): Record<string, string> {
  return {
    date: new Date(nowMs + clockAheadMs).toUTCString(),
    ...(rateLimit && {
      'x-ratelimit-limit': String(rateLimit.limit),
      'x-ratelimit-remaining': String(rateLimit.remaining),
      'x-ratelimit-reset': new Date(rateLimit.resetAtMs).toISOString(),
      'x-ratelimit-nearlimit': String(rateLimit.nearLimit),
    }),
  };
}

function systemInfo(ownUrl: string, cloudId: string, { plan = 'standard' }: SiteBehaviour): Answer {
  return json(200, {
    cloudId,
    commitHash: '5d3c0be1f27a4c6f9b8e2d1a7c4f0e6b3a9d8c72',
    baseUrl: `${ownUrl}/wiki`,
    edition: plan.toUpperCase(),
    siteTitle: 'Confluence',
    defaultLocale: 'en_US',
    defaultTimeZone: 'Europe/Oslo',
  });
}
