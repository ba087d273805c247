export const siteEndpoints = ['audit', 'retention', 'currentUser', 'systemInfo', 'tenantInfo', 'other'] as const;
export type SiteEndpoint = (typeof siteEndpoints)[number];

export interface SiteRoute {
  readonly endpoint: SiteEndpoint;
  /** Where it was asked: at the site itself, at Atlassian's gateway, or at a name that is for browsers only. */
  readonly door: 'site' | 'gateway' | 'customDomain';
}

/**
 * Where a request goes. The gateway is served by the site itself, below its own path, which names the site's cloud id.
 * By its real name it serves nothing else; by any other name, both are there.
 */
export function routeOf(url: URL, cloudId: string, customDomains: readonly string[] = []): SiteRoute {
  const { hostname, pathname } = url;
  if (customDomains.includes(hostname)) {
    return { door: 'customDomain', endpoint: pathname === TENANT_INFO ? 'tenantInfo' : 'other' };
  }
  const gateway = `/ex/confluence/${cloudId}`;
  if (pathname.startsWith(`${gateway}/`))
    return { door: 'gateway', endpoint: endpointAt(pathname.slice(gateway.length)) };
  if (hostname === GATEWAY_HOST) return { door: 'gateway', endpoint: 'other' };
  return { door: 'site', endpoint: endpointAt(pathname) };
}

const GATEWAY_HOST = 'api.atlassian.com';
const TENANT_INFO = '/_edge/tenant_info';
const ENDPOINTS: ReadonlyMap<string, SiteEndpoint> = new Map([
  ['/wiki/rest/api/audit', 'audit'],
  ['/wiki/rest/api/audit/retention', 'retention'],
  ['/wiki/rest/api/user/current', 'currentUser'],
  ['/wiki/rest/api/settings/systemInfo', 'systemInfo'],
  [TENANT_INFO, 'tenantInfo'],
]);

function endpointAt(path: string): SiteEndpoint {
  return ENDPOINTS.get(path) ?? 'other';
}
