import { l10n } from 'vscode';
import {
  DEFAULT_INTERVAL_MINUTES,
  isIntervalMinutes,
  MAX_INTERVAL_MINUTES,
  MIN_INTERVAL_MINUTES,
  type Organization,
} from '../../core/organization/organization.ts';
import { parseSiteAddress, type SiteProblem, siteKind, siteName } from '../../core/organization/siteAddress.ts';
import type { OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';
import { judgeTwin } from './siteIdentity.ts';
import { judgeTokenExpiry } from './tokenExpiry.ts';

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
  const { edited, newId, nowMs } = basis;
  const account = edited?.kind === 'sample' ? readSample(edited) : readAccount(values, basis);
  const intervalMinutes = Number(values.intervalMinutes.trim() || DEFAULT_INTERVAL_MINUTES);
  const notes = [...account.notes, ...judgeInterval(intervalMinutes, values), ...judgeDestination(values)];
  const { site, apiToken } = account;
  if (site === undefined || notes.some(({ verdict }) => verdict === 'failed')) return { ok: false, notes };
  const organization: Organization = {
    id: edited?.id ?? newId,
    kind: edited?.kind ?? 'confluence',
    displayName: values.displayName.trim() || siteName(site),
    site,
    cloudId: account.cloudId,
    userName: account.userName,
    tokenExpiresOn: account.tokenExpiresOn,
    destinationId: values.destinationId === '' ? undefined : values.destinationId,
    firstSync: values.firstSync,
    backgroundSync: {
      enabled: values.backgroundSync,
      intervalMinutes: isIntervalMinutes(intervalMinutes) ? intervalMinutes : DEFAULT_INTERVAL_MINUTES,
    },
    addedAtMs: edited?.addedAtMs ?? nowMs,
  };
  return { ok: true, organization, apiToken, notes };
}

/** Where the records are read, as whom and by which token: of the sample there is nothing to type. */
interface Account extends Pick<Organization, 'cloudId' | 'userName' | 'tokenExpiresOn'> {
  /** Undefined where what was typed is no address of a site. */
  readonly site: string | undefined;
  readonly apiToken: string | undefined;
  readonly notes: readonly OrganizationNote[];
}

function readSample({ site, cloudId, userName, tokenExpiresOn }: Organization): Account {
  return { site, cloudId, userName, tokenExpiresOn, apiToken: undefined, notes: [] };
}

function readAccount(values: OrganizationFormValues, { edited, others, newId, nowMs }: OrganizationBasis): Account {
  const { site, notes } = readSite(values.siteUrl, edited);
  const userName = values.userName.trim();
  const apiToken = values.apiToken.trim();
  const day = values.tokenExpiresOn.trim();
  // That of another address is found out when it is tested or saved.
  const cloudId = edited?.site === site ? edited?.cloudId : undefined;
  const expiry = { day, newToken: apiToken !== '', storedDay: edited?.tokenExpiresOn, nowMs };
  return {
    ...{ site, cloudId, userName },
    apiToken: apiToken === '' ? undefined : apiToken,
    tokenExpiresOn: day === '' ? undefined : day,
    notes: [
      ...notes,
      ...judgeUserName(userName),
      ...judgeToken(apiToken, { site, userName, edited }),
      ...judgeTokenExpiry(expiry),
      ...(site === undefined ? [] : judgeTwin({ id: edited?.id ?? newId, site, cloudId, userName }, others)),
    ],
  };
}

/** Tells which site will be used, unless it is just what was typed or what is stored. */
function readSite(
  input: string,
  edited: Organization | undefined,
): { readonly site: string | undefined; readonly notes: readonly OrganizationNote[] } {
  const typed = input.trim();
  const address = parseSiteAddress(typed);
  if (!address.ok) return { site: undefined, notes: [failed('siteUrl', SITE_PROBLEMS[address.problem](address.host))] };
  const { site, leftOut } = address;
  if (siteKind(site) === 'customDomain' && edited?.site !== site) {
    const text = l10n.t(
      'This is not an .atlassian.net address. Testing or saving will find out which Confluence site it belongs to.',
    );
    // It may be one, or a mistake in writing.
    return { site, notes: [{ field: 'siteUrl', verdict: 'warning', text }] };
  }
  if (typed === site || typed === new URL(site).host) return { site, notes: [] };
  const text =
    leftOut === ''
      ? l10n.t('{0} will be used.', site)
      : l10n.t('Only the site counts: {0} will be used, without the rest of the address.', site);
  return { site, notes: [{ field: 'siteUrl', verdict: 'ok', text }] };
}

const SITE_PROBLEMS: Readonly<Record<SiteProblem, (host: string) => string>> = {
  empty: () => l10n.t('Enter the organization URL, for instance acme.atlassian.net.'),
  notAnAddress: () => l10n.t('This is not an address. Enter it like acme.atlassian.net.'),
  schemeTwice: () => l10n.t('The address has https:// in it twice. Enter it like acme.atlassian.net.'),
  notHttps: (host) => l10n.t('An API token may only travel encrypted. Use https://{0}.', host),
  credentialsInAddress: () => l10n.t('Leave user name and password out of the address; they have fields of their own.'),
  atlassianItself: (host) =>
    l10n.t(
      "{0} is Atlassian's own address. Enter that of your site: it ends in .atlassian.net, for instance acme.atlassian.net.",
      host,
    ),
  portInAddress: (host) => l10n.t('Leave the port out of {0}: Confluence Cloud has none.', host),
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
