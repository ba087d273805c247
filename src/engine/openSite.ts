import { createHash } from 'node:crypto';
import type { TakeTurn } from '../core/confluence/oneAtATime.ts';
import type { KnownRoute, OpenHttp } from '../core/confluence/routedHttp.ts';
import type { NetworkSettings } from '../core/network/networkSettings.ts';
import type { SiteCredential } from '../core/organization/organization.ts';

/** What it takes to ask sites. */
export interface SiteAccess {
  readonly network: NetworkSettings;
  /** Names this product and its version. */
  readonly userAgent: string;
  /** Whoever asks, at one site they take turns. */
  readonly takeTurn: TakeTurn;
  readonly nowMs: () => number;
}

/** Gives what opens connections to sites. `credential` undefined: everything is asked in nobody's name. */
export async function siteOpener({ network, userAgent, takeTurn, nowMs }: SiteAccess) {
  const { createConfluenceHttp } = await import('../core/confluence/confluenceHttp.ts');
  const { oneAtATime } = await import('../core/confluence/oneAtATime.ts');
  return (site: string, credential: SiteCredential | undefined): OpenHttp =>
    (base, as) => {
      const known = as === 'user' ? credential : undefined;
      const http = createConfluenceHttp({ site, base, credential: known, userAgent, network, nowMs });
      return oneAtATime(http, site, takeTurn);
    };
}

/** Where each token is good: at the site itself, or at Atlassian's gateway. Tokens are known by a hash of theirs. */
export type SiteDoors = Pick<Map<string, string>, 'get' | 'set'>;

/** What is known of a token's door. A new token may be of another kind than the last one. */
export function doorOf(site: string, { userName, apiToken }: SiteCredential, doors: SiteDoors): KnownRoute {
  const token = createHash('sha256').update(`${site}\n${userName}\n${apiToken}`).digest('hex');
  return { get: () => doors.get(token), set: (base) => void doors.set(token, base) };
}
