import * as z from 'zod';
import { Failure, type FailureCode } from '../failure.ts';
import { isLoopbackHost } from '../organization/siteAddress.ts';
import { type ConfluenceHttp, type ConfluenceHttpOptions, createConfluenceHttp } from './confluenceHttp.ts';

/** Where a site's API is reached with a certain token, once that is known: an address without a trailing slash. */
export interface KnownRoute {
  get(): string | undefined;
  set(base: string): void;
}

/**
 * Reaches a site by the way that fits the token. Tokens without scopes work at the site's own address. Tokens with
 * scopes, and service accounts, work only through Atlassian's gateway, by the site's cloud id; at the site they are
 * refused like a wrong token. Which one it is, is found out by trying.
 * Source: Atlassian support, "Scoped API Tokens in Confluence Cloud" and "Retrieve my Atlassian site's Cloud ID".
 */
export function createRoutedHttp(options: ConfluenceHttpOptions, route: KnownRoute): ConfluenceHttp {
  const { site } = options;
  const opened = new Map<string, ConfluenceHttp>();
  const at = (base: string): ConfluenceHttp => {
    const known = opened.get(base) ?? createConfluenceHttp({ ...options, base });
    opened.set(base, known);
    return known;
  };

  const gatewayBase = async (signal: AbortSignal): Promise<string> => {
    // The id is anybody's to ask for, and the token was just refused here: it stays out of this request.
    const anonymous = createConfluenceHttp({ ...options, credential: undefined });
    try {
      const { cloudId } = TENANT_INFO.parse(await anonymous.getJson('/_edge/tenant_info', signal));
      const gateway = isLoopbackHost(new URL(site).hostname) ? site : ATLASSIAN_GATEWAY;
      return `${gateway}/ex/confluence/${cloudId}`;
    } finally {
      await anonymous.close();
    }
  };

  const throughGateway = async (path: string, signal: AbortSignal, refusal: Failure): Promise<unknown> => {
    const base = await gatewayBase(signal).catch(() => {
      signal.throwIfAborted();
      throw refusal;
    });
    try {
      const answer = await at(base).getJson(path, signal);
      route.set(base);
      return answer;
    } catch (error) {
      // The gateway knows the token but does not let it through: it is one with scopes, and the wrong ones.
      const known = error instanceof Failure && FORBIDDEN.has(error.code) && refusal.code === 'siteWrongCredentials';
      signal.throwIfAborted();
      throw known ? new Failure('siteScopeMissing', { ...error.detail, where: site }) : refusal;
    }
  };

  return {
    async getJson(path, signal) {
      const base = route.get();
      if (base !== undefined) return at(base).getJson(path, signal);
      try {
        const answer = await at(site).getJson(path, signal);
        route.set(site);
        return answer;
      } catch (error) {
        const refused =
          error instanceof Failure && (error.code === 'siteWrongCredentials' || FORBIDDEN.has(error.code));
        if (!refused) throw error;
        return throughGateway(path, signal, error);
      }
    },
    siteTimeMs: () => at(route.get() ?? site).siteTimeMs(),
    async close() {
      await Promise.all([...opened.values()].map((http) => http.close()));
    },
  };
}

const ATLASSIAN_GATEWAY = 'https://api.atlassian.com';
const TENANT_INFO = z.object({ cloudId: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) });
const FORBIDDEN: ReadonlySet<FailureCode> = new Set([
  'siteNotAdministrator',
  'siteForbidden',
  'siteNoConfluenceAccess',
]);
