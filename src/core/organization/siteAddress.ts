import { isLoopbackHost } from '../loopbackHost.ts';

/** Why an address cannot be a Confluence Cloud site. */
export type SiteProblem =
  | 'empty'
  | 'notAnAddress'
  | 'schemeTwice'
  | 'notHttps'
  | 'credentialsInAddress'
  | 'atlassianItself'
  | 'portInAddress';

export type SiteAddress =
  /** `site` is the origin; `leftOut` is what was typed beyond it (path, query, fragment), or empty. */
  | { readonly ok: true; readonly site: string; readonly leftOut: string }
  | { readonly ok: false; readonly problem: SiteProblem; readonly host: string };

/** What an origin can be: a site at Atlassian's own domain, a custom domain of one, or a site on this machine. */
export type SiteKind = 'atlassian' | 'customDomain' | 'thisMachine';

export function siteKind(site: string): SiteKind {
  const host = new URL(site).hostname;
  if (isLoopbackHost(host)) return 'thisMachine';
  return CLOUD_SUFFIXES.some((suffix) => host.endsWith(suffix)) ? 'atlassian' : 'customDomain';
}

/** What an organization is called unless somebody says otherwise: `acme` for `https://acme.atlassian.net`. */
export function siteName(site: string): string {
  return new URL(site).host.replace(/\.atlassian\.net$/, '');
}

/**
 * Reads what a person types or pastes as the organization's address and gives the site's origin. A bare name such as
 * `acme` is taken as `acme.atlassian.net`. Any other domain may be a custom domain of a site; only asking tells. Hosts
 * on this machine are allowed, over http too, for gateways and tests.
 */
export function parseSiteAddress(input: string): SiteAddress {
  const typed = input.trim();
  if (typed === '') return problem('empty');
  if (/^[a-z]+:\/\/+[a-z]+:\/\//i.test(typed)) return problem('schemeTwice');
  const url = asUrl(typed);
  if (url === undefined) return problem('notAnAddress');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return problem('notAnAddress');
  const host = url.hostname.replace(/\.$/, '');
  if (url.username !== '' || url.password !== '') return problem('credentialsInAddress', host);
  if (isLoopbackHost(host)) return accepted(`${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}`, url);
  if (ATLASSIAN_ITSELF.test(host)) return problem('atlassianItself', host);
  if (url.protocol !== 'https:') return problem('notHttps', host);
  if (url.port !== '') return problem('portInAddress', url.host);
  return accepted(`https://${host}`, url);
}

const CLOUD_SUFFIX = '.atlassian.net';
/** Old sites may still have an address at the second one. */
const CLOUD_SUFFIXES = [CLOUD_SUFFIX, '.jira.com'];
/** Pages of Atlassian that people have open while they look for their site. */
const ATLASSIAN_ITSELF =
  /^((.+\.)?atlassian\.com|atlassian\.net|jira\.com|(www|api|id|admin|home|start)\.(atlassian\.net|jira\.com))$/;

function asUrl(typed: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (/\s/.test(withScheme) || !URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  const bareName = /^[a-z0-9][a-z0-9-]*$/.test(url.hostname) && url.hostname !== 'localhost';
  if (bareName) url.hostname += CLOUD_SUFFIX;
  // A dot-less rest (an IPv4 in octal, an empty label) or a label that DNS cannot hold is a typing mistake.
  const wellFormed = /^(\[[0-9a-f:]+\]|([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.?)+)$/.test(url.hostname);
  return wellFormed ? url : undefined;
}

function accepted(site: string, url: URL): SiteAddress {
  const leftOut = `${url.pathname === '/' ? '' : url.pathname}${url.search}${url.hash}`;
  return { ok: true, site, leftOut };
}

function problem(kind: SiteProblem, host = ''): SiteAddress {
  return { ok: false, problem: kind, host };
}
