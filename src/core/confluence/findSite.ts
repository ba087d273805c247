import { parseSiteAddress, siteKind } from '../organization/siteAddress.ts';
import { readCloudId } from './cloudId.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** A site by the address at which its API is reached, and by the id that all of its addresses share. */
export interface FoundSite {
  readonly site: string;
  readonly cloudId: string;
}

/**
 * Finds out which site an address belongs to. A custom domain is for browsers; nobody can be asked for the .atlassian.net
 * name behind it, but a guess can be checked: it is the same site when it has the same cloud id. Where no guess fits, the
 * custom domain stays, at which tokens with scopes can still be used (through the gateway). Nothing is sent but anonymous
 * questions. Throws like `readCloudId` for the address itself; a guess that fails is only no match.
 */
export async function findSite(
  site: string,
  open: (site: string) => ConfluenceHttp,
  signal: AbortSignal,
): Promise<FoundSite> {
  const cloudIdOf = async (address: string): Promise<string> => {
    const anonymous = open(address);
    try {
      return await readCloudId(anonymous, address, signal);
    } finally {
      await anonymous.close();
    }
  };
  const cloudId = await cloudIdOf(site);
  if (siteKind(site) !== 'customDomain') return { site, cloudId };
  for (const guess of likelySites(new URL(site).hostname)) {
    const found = await cloudIdOf(guess).catch(() => undefined);
    signal.throwIfAborted();
    if (found === cloudId) return { site: guess, cloudId };
  }
  return { site, cloudId };
}

/**
 * What an organization with this domain may have called its site: `wiki.acme.co.uk` → `acme.atlassian.net`. The part that
 * it registered stands to the right, so that comes first.
 */
function likelySites(host: string): readonly string[] {
  const labels = host.split('.').slice(0, -1).reverse();
  const names = new Set(labels.filter((label) => !GENERIC.has(label)).slice(0, MAX_GUESSES));
  return [...names].flatMap((name) => {
    const address = parseSiteAddress(`${name}.atlassian.net`);
    return address.ok ? [address.site] : [];
  });
}

const MAX_GUESSES = 3;
/** Labels that say what is there, or in what kind of domain, but not whose it is. */
const GENERIC: ReadonlySet<string> = new Set([
  ...['com', 'co', 'org', 'net', 'gov', 'edu', 'ac', 'or', 'ne', 'gob', 'gouv', 'go'],
  ...['wiki', 'docs', 'doc', 'documentation', 'www', 'help', 'helpdesk', 'kb', 'knowledge', 'support', 'confluence'],
  ...[
    'atlassian',
    'jira',
    'intranet',
    'internal',
    'portal',
    'pages',
    'space',
    'spaces',
    'team',
    'teams',
    'cloud',
    'app',
  ],
]);
