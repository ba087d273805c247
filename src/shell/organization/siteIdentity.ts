import { l10n } from 'vscode';
import type { FoundSite } from '../../core/confluence/findSite.ts';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { siteKind, siteName } from '../../core/organization/siteAddress.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';

export interface IdentifiedOrganization {
  /** With the address at which its site's API is reached, and its cloud id. */
  readonly organization: Organization;
  /**
   * Which address will be used instead of the typed one, why it could not be found out, and whether the site is there
   * already with this user.
   */
  readonly notes: readonly OrganizationNote[];
  /** Whether it must not be stored, whatever a test of it says. */
  readonly refused: boolean;
}

/**
 * Finds out which site the address of an organization belongs to, before anything is sent to it or stored. Where that
 * does not work, the organization stays as it is: what keeps a custom domain from being known is a note; any other
 * address is a site's own, and may be stored before it answers. Throws nothing but the signal's reason.
 */
export async function identifySite(
  parts: Pick<Parts, 'connections' | 'organizations' | 'log' | 'nowMs'>,
  organization: Organization,
  signal: AbortSignal,
): Promise<IdentifiedOrganization> {
  const { kind, site: typed, cloudId } = organization;
  // Known from before, and compared with the others when it was typed.
  if (kind === 'sample' || cloudId !== undefined) return { organization, notes: [], refused: false };
  try {
    const found = await parts.connections.findSite(typed, signal);
    signal.throwIfAborted();
    return moveTo(found, organization, parts.organizations);
  } catch (error) {
    signal.throwIfAborted();
    return { organization, notes: tellUnknown(error, typed, parts), refused: false };
  }
}

function moveTo(
  found: FoundSite,
  organization: Organization,
  organizations: Parts['organizations'],
): IdentifiedOrganization {
  const { id, site: typed } = organization;
  // One that is stored keeps its address: its token and its progress belong to that.
  const site = organizations.get(id)?.site === typed ? typed : found.site;
  const { displayName } = organization;
  const identified = {
    ...organization,
    site,
    cloudId: found.cloudId,
    displayName: displayName === siteName(typed) ? siteName(site) : displayName,
  };
  const twin = judgeTwin(identified, organizations.list());
  const notes = [...tellCustomDomain(typed, site), ...twin];
  return { organization: identified, notes, refused: twin.some(({ verdict }) => verdict === 'failed') };
}

function tellUnknown(
  error: unknown,
  site: string,
  { log, nowMs }: Pick<Parts, 'log' | 'nowMs'>,
): readonly OrganizationNote[] {
  if (!(error instanceof Failure)) log.error(error, 'looking for the site');
  else if (siteKind(site) !== 'customDomain') return [];
  return [{ field: 'siteUrl', verdict: 'failed', text: errorSentence(error, nowMs()) }];
}

function tellCustomDomain(typed: string, site: string): readonly OrganizationNote[] {
  if (typed === site) return [];
  const [custom, own] = [new URL(typed).host, new URL(site).host];
  const text = l10n.t('{0} is a custom domain of {1}, which will be used.', custom, own);
  return [{ field: 'siteUrl', verdict: 'ok', text }];
}

/** What was found out of a site's identity and what its test found: what keeps it from being known is in both. */
export function joined(
  identity: readonly OrganizationNote[],
  tested: readonly OrganizationNote[],
): readonly OrganizationNote[] {
  return [...identity.filter(({ text }) => !tested.some((note) => note.text === text)), ...tested];
}

/**
 * Refuses the same site, by whichever of its addresses, twice with the same user. Of what is stored twice already, which
 * shows only when the second one's cloud id is found out, it warns: that must not keep anybody from changing the rest.
 */
export function judgeTwin(
  { id, site, cloudId, userName }: Pick<Organization, 'id' | 'site' | 'cloudId' | 'userName'>,
  others: readonly Organization[],
): readonly OrganizationNote[] {
  const sameSite = (other: Organization): boolean =>
    other.site === site || (cloudId !== undefined && other.cloudId === cloudId);
  const sameUser = (other: Organization): boolean => other.userName.toLowerCase() === userName.toLowerCase();
  const twin = others.find((other) => other.id !== id && sameSite(other) && sameUser(other));
  if (twin === undefined) return [];
  const stored = others.some((other) => other.id === id && other.site === site && sameUser(other));
  const text = l10n.t('This site is there already with the same user, as "{0}".', twin.displayName);
  return [{ field: 'userName', verdict: stored ? 'warning' : 'failed', text }];
}
