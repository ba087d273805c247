import { randomBytes, randomUUID } from 'node:crypto';
import { type Answer, headerOf, html, json, jsonText, type ReceivedRequest } from './answers.ts';
import type { RecordStore } from './recordStore.ts';
import type { Service } from './sandboxServer.ts';

export type SiteEndpoint = 'audit' | 'retention' | 'tenantInfo' | 'other';

export interface SiteUser {
  readonly email: string;
  readonly token: string;
}

export interface SiteUsers {
  readonly administrator: SiteUser;
  /** May use Confluence, but not administer it. */
  readonly member: SiteUser;
  /** Known to the site, but may not use Confluence. */
  readonly outsider: SiteUser;
  /** The administrator's token with scopes: good through the gateway only. */
  readonly scoped: SiteUser;
  /** The same without the scope for the audit log. */
  readonly wronglyScoped: SiteUser;
}

export interface SiteOptions {
  /** The site returns no more records than this per page, whatever is asked for. Default 1000. */
  readonly pageCap?: number | undefined;
  /** What `size` says: the records in this page, as the real one does, or all records of the window. */
  readonly size?: 'page' | 'total' | undefined;
  /** The Free plan has no audit log. */
  readonly plan?: 'standard' | 'free' | undefined;
  /** What comes with status 401. */
  readonly unauthorizedBody?: 'json' | 'html' | undefined;
  /** Default 1 year. */
  readonly retention?: { readonly number: number; readonly units: string } | undefined;
  /** Instead of a random one. */
  readonly administratorToken?: string | undefined;
}

export function createSiteUsers(administratorToken?: string): SiteUsers {
  const token = (): string => `sandbox-${randomBytes(24).toString('base64url')}`;
  return {
    administrator: { email: 'ingrid.halvorsen@example.com', token: administratorToken ?? token() },
    member: { email: 'jonas.brandt@example.com', token: token() },
    outsider: { email: 'olga.outsider@example.com', token: token() },
    scoped: { email: 'ingrid.halvorsen@example.com', token: token() },
    wronglyScoped: { email: 'ingrid.halvorsen@example.com', token: token() },
  };
}

export interface SiteService {
  readonly url: string;
  readonly users: SiteUsers;
  readonly store: RecordStore;
  readonly options: SiteOptions;
  /** Adds so many invented records at this time. */
  readonly recordsArrive: (count: number, atMs: number) => void;
  readonly nowMs: () => number;
}

/** The part of a Confluence Cloud site that reading its audit log takes. */
export function createConfluenceSite(site: SiteService): Service<SiteEndpoint> {
  const cloudId = randomUUID();
  return {
    endpointOf: (url) => ENDPOINTS.get(pathOf(url, cloudId)) ?? 'other',
    answer: (request, fault) => {
      const path = pathOf(request.url, cloudId);
      const endpoint = ENDPOINTS.get(path);
      const door = path === request.url.pathname ? 'site' : 'gateway';
      if (endpoint === undefined) return failure(404, 'HTTP 404 Not Found');
      if (request.method !== 'GET') return failure(405, 'HTTP 405 Method Not Allowed', { allow: 'GET' });
      // Anybody may ask for the site's id.
      if (endpoint === 'tenantInfo') return json(200, { cloudId });
      const refused = refusal(site, door, headerOf(request, 'authorization'));
      if (refused !== undefined) return refused;
      if (endpoint === 'retention') return json(200, site.options.retention ?? { number: 1, units: 'YEARS' });
      return auditPage(site, request, fault.kind === 'recordsArrive' ? fault.count : 0);
    },
  };
}

const ENDPOINTS: ReadonlyMap<string, SiteEndpoint> = new Map([
  ['/wiki/rest/api/audit', 'audit'],
  ['/wiki/rest/api/audit/retention', 'retention'],
  ['/_edge/tenant_info', 'tenantInfo'],
]);

/** The gateway is served by the site itself: below its own path, which names the site's cloud id. */
function pathOf({ pathname }: URL, cloudId: string): string {
  const gateway = `/ex/confluence/${cloudId}`;
  return pathname.startsWith(`${gateway}/`) ? pathname.slice(gateway.length) : pathname;
}

function refusal({ users, options }: SiteService, door: 'site' | 'gateway', authorization: string): Answer | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/iu.exec(authorization) ?? [];
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const is = (user: SiteUser): boolean => given === `${user.email}:${user.token}`;
  if (door === 'gateway') {
    if (is(users.wronglyScoped)) return failure(403, 'Unauthorized; scope does not match');
    return is(users.scoped) ? undefined : failure(401, 'Unauthorized');
  }
  if (is(users.outsider)) return failure(403, 'Current user not permitted to use Confluence');
  if (!is(users.administrator) && !is(users.member)) return unauthorized(options);
  if (options.plan === 'free') return failure(403, 'The audit log is not available on the Free plan');
  if (is(users.member)) return failure(403, 'User does not have permission to view the audit log');
  return undefined;
}

function unauthorized({ unauthorizedBody }: SiteOptions): Answer {
  if (unauthorizedBody === 'html') return html(401, 'Log in with Atlassian account');
  return failure(401, 'Client must be authenticated to access this resource.', {
    'www-authenticate': 'OAuth realm="https%3A%2F%2Flocalhost"',
    'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
  });
}

function failure(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(statusCode, { message, statusCode }, headers);
}

const PAGE_CAP = 1000;

function auditPage(site: SiteService, { url }: ReceivedRequest, arriving: number): Answer {
  const numbers = numbersOf(url.searchParams);
  if (typeof numbers === 'string') return failure(400, numbers);
  const { startDate, endDate, start } = numbers;
  if (arriving > 0) site.recordsArrive(arriving, Math.min(endDate, site.nowMs()));
  const limit = Math.min(numbers.limit, site.options.pageCap ?? PAGE_CAP);
  const search = url.searchParams.get('searchString') ?? '';
  const { json: results, total } = site.store.page({
    window: { fromMs: startDate, toMs: endDate },
    start,
    limit,
    search,
  });

  const nextStart = start + results.length;
  const next = new URLSearchParams(url.searchParams);
  next.set('limit', String(limit));
  next.set('start', String(nextStart));
  const links = {
    base: `${site.url}/wiki`,
    context: '/wiki',
    self: `${site.url}${url.pathname}${url.search}`,
    // Relative to the context, and only while there is more.
    ...(results.length > 0 && nextStart < total ? { next: `/rest/api/audit?${next}` } : {}),
  };
  const envelope = {
    start,
    limit,
    size: site.options.size === 'total' ? total : results.length,
    _links: links,
  };
  // The records are JSON already.
  return jsonText(200, `{"results":[${results.join(',')}],${JSON.stringify(envelope).slice(1)}`);
}

interface PageNumbers {
  readonly startDate: number;
  readonly endDate: number;
  readonly start: number;
  readonly limit: number;
}

/** Gives what is wrong with them, if anything is. */
function numbersOf(asked: URLSearchParams): PageNumbers | string {
  const numbers = { startDate: 0, endDate: Number.MAX_SAFE_INTEGER, start: 0, limit: PAGE_CAP };
  for (const name of ['startDate', 'endDate', 'start', 'limit'] as const) {
    const text = asked.get(name);
    if (text === null) continue;
    if (!/^\d+$/u.test(text)) return `${name} is not a number: ${text.slice(0, 40)}`;
    numbers[name] = Number(text);
  }
  return numbers;
}
