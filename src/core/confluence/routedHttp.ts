import { Failure, type FailureCode } from '../failure.ts';
import { siteKind } from '../organization/siteAddress.ts';
import { gatewayBase, readCloudId } from './cloudId.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** Where a site's API is reached with a certain token, once that is known: an address without a trailing slash. */
export interface KnownRoute {
  get(): string | undefined;
  set(base: string): void;
}

/** Opens a connection to what is below an address, in the name of the token's user or of nobody. */
export type OpenHttp = (base: string, as: 'user' | 'anybody') => ConfluenceHttp;

/**
 * Reaches a site by the way that fits the token. Tokens without scopes work at the site's own address. Tokens with
 * scopes, and service accounts, work only through Atlassian's gateway, by the site's cloud id; at the site they are
 * refused like a wrong token. Which one it is, is found out by trying. A custom domain is for browsers: no token is sent
 * there (Atlassian's RFC-35, "Custom Domains Support For Confluence").
 * Source: Atlassian support, "Scoped API Tokens in Confluence Cloud".
 */
export function createRoutedHttp(site: string, open: OpenHttp, route: KnownRoute): ConfluenceHttp {
  const opened = new Map<string, ConfluenceHttp>();
  const at = (base: string): ConfluenceHttp => {
    const known = opened.get(base) ?? open(base, 'user');
    opened.set(base, known);
    return known;
  };

  const gateway = async (signal: AbortSignal): Promise<string> => {
    // The token may just have been refused here: it stays out of this request.
    const anonymous = open(site, 'anybody');
    try {
      return gatewayBase(site, await readCloudId(anonymous, site, signal));
    } finally {
      await anonymous.close();
    }
  };

  /** What the site said before counts, unless the gateway knows the token, or cannot be asked. */
  const throughGateway = async (path: string, signal: AbortSignal, refusal: Failure): Promise<unknown> => {
    try {
      const base = await gateway(signal);
      const answer = await at(base).getJson(path, signal);
      route.set(base);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Failure)) throw error;
      if (KNOWS_TOKEN.has(error.code)) throw new Failure(error.code, { ...error.detail, where: site });
      throw KNOWS_TOKEN.has(refusal.code) || KNOWS_NOTHING.has(error.code) ? refusal : error;
    }
  };

  return {
    async getJson(path, signal) {
      const base = route.get();
      if (base !== undefined) return at(base).getJson(path, signal);
      if (siteKind(site) === 'customDomain') {
        return throughGateway(path, signal, new Failure('siteCustomDomain', { where: site }));
      }
      try {
        const answer = await at(site).getJson(path, signal);
        route.set(site);
        return answer;
      } catch (error) {
        const refused =
          error instanceof Failure && (error.code === 'siteWrongCredentials' || KNOWS_TOKEN.has(error.code));
        if (!refused) throw error;
        return throughGateway(path, signal, error);
      }
    },
    lastAnswer: () => at(route.get() ?? site).lastAnswer(),
    async close() {
      await Promise.all([...opened.values()].map((http) => http.close()));
    },
  };
}

/** The token is good, but not for this. */
export const KNOWS_TOKEN: ReadonlySet<FailureCode> = new Set([
  'siteScopeMissing',
  'siteNotAdministrator',
  'siteNoConfluenceAccess',
  'sitePlanWithoutAudit',
  'siteForbidden',
]);

/** There is no such site for the gateway, or no such token: it is none with scopes. */
export const KNOWS_NOTHING: ReadonlySet<FailureCode> = new Set([
  'siteWrongCredentials',
  'siteNotFound',
  'siteNotCloud',
]);
