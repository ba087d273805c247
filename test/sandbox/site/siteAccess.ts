import { type Answer, html, json } from '../answers.ts';
import { siteFailure } from './siteFailure.ts';
import type { SiteBehaviour } from './siteOptions.ts';
import type { SiteEndpoint, SiteRoute } from './siteRoute.ts';
import type { SiteAccount, SiteScope } from './siteUsers.ts';

/** The endpoints that need somebody who is known. */
export type GuardedEndpoint = Exclude<SiteEndpoint, 'tenantInfo' | 'other'>;

export interface SiteVisit {
  readonly door: SiteRoute['door'];
  readonly endpoint: GuardedEndpoint;
  /** Whose credential it came with. */
  readonly account: SiteAccount | undefined;
}

/** Who may come in, or what is said to the others. */
export function admit(
  { door, endpoint, account }: SiteVisit,
  options: SiteBehaviour,
): { readonly account: SiteAccount } | { readonly refused: Answer } {
  const refused = (answer: Answer) => ({ refused: answer });
  if (account === undefined || (account.scopes !== undefined) !== (door === 'gateway')) {
    return refused(door === 'gateway' ? siteFailure(401, 'Unauthorized') : unauthorized(options));
  }
  if (account.scopes?.includes(SCOPES[endpoint]) === false) return refused(scopeRefusal(options));
  if (account.role === 'outsider') return refused(siteFailure(403, 'Current user not permitted to use Confluence'));
  if (endpoint === 'audit' || endpoint === 'retention') {
    if (options.plan === 'free') return refused(siteFailure(403, 'The audit log is not available on the Free plan'));
    if (account.role !== 'administrator') {
      return refused(siteFailure(403, 'User does not have permission to view the audit log'));
    }
  }
  return { account };
}

const SCOPES: Readonly<Record<GuardedEndpoint, SiteScope>> = {
  audit: 'read:audit-log:confluence',
  retention: 'read:audit-log:confluence',
  currentUser: 'read:content-details:confluence',
  systemInfo: 'read:configuration:confluence',
};

function scopeRefusal({ scopeRefusalStatus = 403 }: SiteBehaviour): Answer {
  const message = 'Unauthorized; scope does not match';
  return scopeRefusalStatus === 401 ? json(401, { code: 401, message }) : siteFailure(403, message);
}

function unauthorized({ unauthorizedBody }: SiteBehaviour): Answer {
  if (unauthorizedBody === 'html') return html(401, 'Log in with Atlassian account');
  return siteFailure(401, 'Client must be authenticated to access this resource.', {
    'www-authenticate': 'OAuth realm="https%3A%2F%2Flocalhost"',
    'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
  });
}
