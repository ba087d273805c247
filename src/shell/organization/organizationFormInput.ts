import { l10n } from 'vscode';
import {
  DEFAULT_INTERVAL_MINUTES,
  isIntervalMinutes,
  MAX_INTERVAL_MINUTES,
  MIN_INTERVAL_MINUTES,
  type Organization,
} from '../../core/organization/organization.ts';
import { parseSiteAddress, type SiteProblem } from '../../core/organization/siteAddress.ts';
import type { OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';

/** What belongs to an organization besides what is typed. */
export interface OrganizationBasis {
  /** The organization being edited; undefined while adding one. */
  readonly edited: Organization | undefined;
  /** All that are stored, to refuse the same one twice. */
  readonly others: readonly Organization[];
  readonly newId: string;
  readonly nowMs: number;
}

export type OrganizationInput =
  | {
      readonly ok: true;
      readonly organization: Organization;
      /** Undefined: keep the stored token. */
      readonly apiToken: string | undefined;
      readonly notes: readonly OrganizationNote[];
    }
  | { readonly ok: false; readonly notes: readonly OrganizationNote[] };

/** Judges what was typed, in the form or in prompts, without any network access. */
export function readOrganizationInput(values: OrganizationFormValues, basis: OrganizationBasis): OrganizationInput {
  const { edited } = basis;
  const site = edited?.kind === 'sample' ? { site: edited.site, notes: [] } : readSite(values.siteUrl);
  const userName = edited?.kind === 'sample' ? '' : values.userName.trim();
  const apiToken = values.apiToken.trim();
  const intervalMinutes = Number(values.intervalMinutes.trim() || DEFAULT_INTERVAL_MINUTES);
  const notes = [
    ...site.notes,
    ...(edited?.kind === 'sample' ? [] : judgeUserName(userName)),
    ...(edited?.kind === 'sample' ? [] : judgeToken(apiToken, { site: site.site, userName, edited })),
    ...judgeTwin(site.site, userName, basis),
    ...judgeInterval(intervalMinutes, values),
    ...judgeDestination(values),
  ];
  if (site.site === undefined || notes.some(({ verdict }) => verdict === 'failed')) return { ok: false, notes };
  const organization: Organization = {
    id: edited?.id ?? basis.newId,
    kind: edited?.kind ?? 'confluence',
    displayName: values.displayName.trim() || new URL(site.site).host.replace(/\.atlassian\.net$/, ''),
    site: site.site,
    userName,
    destinationId: values.destinationId === '' ? undefined : values.destinationId,
    firstSync: values.firstSync,
    backgroundSync: {
      enabled: values.backgroundSync,
      intervalMinutes: isIntervalMinutes(intervalMinutes) ? intervalMinutes : DEFAULT_INTERVAL_MINUTES,
    },
    addedAtMs: edited?.addedAtMs ?? basis.nowMs,
  };
  return { ok: true, organization, apiToken: apiToken === '' ? undefined : apiToken, notes };
}

function readSite(typed: string): { readonly site: string | undefined; readonly notes: readonly OrganizationNote[] } {
  const address = parseSiteAddress(typed);
  if (!address.ok) return { site: undefined, notes: [failed('siteUrl', SITE_PROBLEMS[address.problem](address.host))] };
  const completed = !typed.toLowerCase().includes(new URL(address.site).host);
  if (address.leftOut === '' && !completed) return { site: address.site, notes: [] };
  const text = completed
    ? l10n.t('{0} will be used.', address.site)
    : l10n.t('Only the site counts: {0} will be used, without the rest of the address.', address.site);
  return { site: address.site, notes: [{ field: 'siteUrl', verdict: 'ok', text }] };
}

const SITE_PROBLEMS: Readonly<Record<SiteProblem, (host: string) => string>> = {
  empty: () => l10n.t('Enter the organization URL, for instance acme.atlassian.net.'),
  notAnAddress: () => l10n.t('This is not an address. Enter it like acme.atlassian.net.'),
  schemeTwice: () => l10n.t('The address has https:// in it twice. Enter it like acme.atlassian.net.'),
  notHttps: (host) => l10n.t('An API token may only travel encrypted. Use https://{0}.', host),
  credentialsInAddress: () => l10n.t('Leave user name and password out of the address; they have fields of their own.'),
  anotherHost: (host) =>
    l10n.t(
      '{0} is not a Confluence Cloud site. Its address ends in .atlassian.net, for instance acme.atlassian.net.',
      host,
    ),
};

function judgeUserName(userName: string): readonly OrganizationNote[] {
  if (userName === '') {
    return [failed('userName', l10n.t('Enter the e-mail address of the Atlassian account that the token belongs to.'))];
  }
  if (/^[^\s@]+@[^\s@]+$/.test(userName) && !userName.includes(':')) return [];
  return [failed('userName', l10n.t('Enter an e-mail address: Atlassian expects it as the user name of a token.'))];
}

/** A stored token is kept only for the site and the user it was stored for: it must not be sent to another host. */
function judgeToken(
  apiToken: string,
  { site, userName, edited }: { site: string | undefined; userName: string; edited: Organization | undefined },
): readonly OrganizationNote[] {
  if (/[\s\p{Cc}]/u.test(apiToken)) {
    return [failed('apiToken', l10n.t('The token has a space or line break in it. Copy it again, as a whole.'))];
  }
  if (apiToken !== '') return [];
  if (edited === undefined) return [failed('apiToken', l10n.t('Enter an API token of this account.'))];
  // What is wrong with the site is said there; whether the token fits it is for later.
  if (site === undefined || (edited.site === site && edited.userName === userName)) return [];
  return [failed('apiToken', l10n.t('Site or user have changed: enter the token that belongs to them.'))];
}

function judgeTwin(site: string | undefined, userName: string, basis: OrganizationBasis): readonly OrganizationNote[] {
  const twin = basis.others.find(
    (other) =>
      other.id !== basis.edited?.id && other.site === site && other.userName.toLowerCase() === userName.toLowerCase(),
  );
  if (twin === undefined) return [];
  return [failed('userName', l10n.t('This site is there already with the same user, as "{0}".', twin.displayName))];
}

function judgeInterval(minutes: number, { backgroundSync }: OrganizationFormValues): readonly OrganizationNote[] {
  if (!backgroundSync || isIntervalMinutes(minutes)) return [];
  const text = l10n.t('Enter whole minutes from {0} to {1}.', MIN_INTERVAL_MINUTES, MAX_INTERVAL_MINUTES);
  return [failed('intervalMinutes', text)];
}

function judgeDestination(values: OrganizationFormValues): readonly OrganizationNote[] {
  if (!values.backgroundSync || values.destinationId !== '') return [];
  return [failed('destinationId', l10n.t('Background sync needs a destination to send the records to.'))];
}

function failed(field: OrganizationNote['field'], text: string): OrganizationNote {
  return { field, verdict: 'failed', text };
}
