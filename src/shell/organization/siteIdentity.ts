import { l10n } from 'vscode';
import type { FoundSite } from '../../core/confluence/findSite.ts';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { siteKind, siteName } from '../../core/organization/siteAddress.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';

export interface IdentifiedOrganization {
  /** With the address at which its site's API is reached, and its cloud id. */
  readonly organization: Organization;
  /** Which address will be used instead of the typed one, and whether the site is there already with this user. */
  readonly notes: readonly OrganizationNote[];
}

/**
 * Finds out which site the address of an organization belongs to, before anything is sent to it or stored. Throws what
 * keeps a custom domain from being known; any other address is a site's own, and may be stored before it answers.
 */
export async function identifySite(
  { connections, organizations }: Pick<Parts, 'connections' | 'organizations'>,
  organization: Organization,
  signal: AbortSignal,
): Promise<IdentifiedOrganization> {
  const { id, kind, site: typed, cloudId } = organization;
  // Known from before, and compared with the others when it was typed.
  if (kind === 'sample' || cloudId !== undefined) return { organization, notes: [] };
  const found = await connections.findSite(typed, signal).catch((error: unknown) => unlessOwnAddress(error, typed));
  signal.throwIfAborted();
  if (found === undefined) return { organization, notes: [] };
  // One that is stored keeps its address: its token and its progress belong to that.
  const site = organizations.get(id)?.site === typed ? typed : found.site;
  const { displayName } = organization;
  const identified = {
    ...organization,
    site,
    cloudId: found.cloudId,
    displayName: displayName === siteName(typed) ? siteName(site) : displayName,
  };
  const notes = [...tellCustomDomain(typed, site), ...judgeTwin(identified, organizations.list())];
  return { organization: identified, notes };
}

function unlessOwnAddress(error: unknown, site: string): FoundSite | undefined {
  if (error instanceof Failure && siteKind(site) !== 'customDomain') return undefined;
  throw error;
}

function tellCustomDomain(typed: string, site: string): readonly OrganizationNote[] {
  if (typed === site) return [];
  const [custom, own] = [new URL(typed).host, new URL(site).host];
  const text = l10n.t('{0} is a custom domain of {1}, which will be used.', custom, own);
  return [{ field: 'siteUrl', verdict: 'ok', text }];
}

/** Refuses the same site, by whichever of its addresses, twice with the same user. */
export function judgeTwin(
  { id, site, cloudId, userName }: Pick<Organization, 'id' | 'site' | 'cloudId' | 'userName'>,
  others: readonly Organization[],
): readonly OrganizationNote[] {
  const sameSite = (other: Organization): boolean =>
    other.site === site || (cloudId !== undefined && other.cloudId === cloudId);
  const sameUser = (other: Organization): boolean => other.userName.toLowerCase() === userName.toLowerCase();
  const twin = others.find((other) => other.id !== id && sameSite(other) && sameUser(other));
  if (twin === undefined) return [];
  const text = l10n.t('This site is there already with the same user, as "{0}".', twin.displayName);
  return [{ field: 'userName', verdict: 'failed', text }];
}
