import { env, l10n } from 'vscode';
import type { Retention } from '../../core/audit/retention.ts';
import type { Seen } from '../../core/confluence/diagnosis.ts';
import type { HostCertificate } from '../../core/network/hostCertificate.ts';
import type { ProxyChoice } from '../../core/network/proxyFor.ts';
import { WARN_DAYS } from '../../core/organization/tokenExpiry.ts';
import { countText, dateText, dayText, recordsText } from '../localText.ts';

export interface SeenText {
  readonly seen: string;
  /** What it means and what to do about it; empty where that goes without saying. */
  readonly meaning: string;
}

/** Whether what was seen is as it should be. */
type SeenVerdict = 'ok' | 'warning';

/** What a step of a site's diagnosis saw, in words. */
export function seenText(seen: Seen, verdict: SeenVerdict): SeenText {
  switch (seen.kind) {
    case 'addresses':
      return plain(l10n.t('{0} is found at {1}.', seen.host, seen.addresses.join(', ')));
    case 'proxyAddresses':
      return {
        seen: l10n.t('The proxy {0} is found at {1}.', seen.host, seen.addresses.join(', ')),
        meaning: l10n.t('It looks up the name of the site by itself.'),
      };
    case 'way':
      return plain(wayText(seen.choice));
    case 'certificate':
      return certificateText(seen.certificate, verdict);
    case 'unencrypted':
      return plain(l10n.t('Not encrypted: the address is one of this computer.'));
    case 'site':
      return {
        seen: l10n.t('The site answers. Its cloud id is {0}.', seen.cloudId),
        meaning: seen.customDomain
          ? l10n.t("This is a custom domain of it, where no token is sent; Atlassian's gateway is used instead.")
          : '',
      };
    case 'token':
      return tokenText(seen.scopes);
    case 'account':
      return accountText(seen);
    case 'impliedByAudit':
      return plain(l10n.t('Shown by the audit log, which could be read.'));
    case 'productAccess':
      return plain(l10n.t('The user may use Confluence.'));
    case 'administrator':
      return plain(l10n.t('The user is a Confluence administrator.'));
    case 'plan':
      return plain(l10n.t('The site is on the plan {0}.', short(seen.edition)));
    case 'noScopesNeeded':
      return plain(l10n.t('A token without scopes may do all that its user may.'));
    case 'scopeFits':
      return plain(l10n.t('The token has the scope read:audit-log:confluence.'));
    case 'records':
      return recordsSeenText(seen);
    case 'retention':
      return retentionText(seen);
    case 'clock':
      return clockText(seen.aheadMs, verdict);
    case 'limits':
      return limitsText(seen.headers, verdict);
    case 'noLimits':
      return plain(l10n.t('The site tells of no limits.'));
  }
}

function plain(seen: string): SeenText {
  return { seen, meaning: '' };
}

function wayText(choice: ProxyChoice): string {
  if (choice.kind === 'proxy') return l10n.t('Through {0}, as {1} says.', choice.proxy.origin, choice.source);
  if (choice.kind === 'unusable') return l10n.t('The address in {0} cannot be used.', choice.source);
  if (choice.reason === 'excluded') return l10n.t('None: {0} excludes it ({1}).', choice.source, choice.rule);
  if (choice.reason === 'thisMachine') return l10n.t('None: the address is one of this computer.');
  return l10n.t('None is configured.');
}

function certificateText(certificate: HostCertificate, verdict: SeenVerdict): SeenText {
  const { issuer, validToMs, publiclyIssued, problem } = certificate;
  const until = dateText(validToMs);
  const seen =
    issuer === ''
      ? l10n.t('Valid until {0}; it does not name its issuer.', until)
      : l10n.t('Issued by {0}, valid until {1}.', short(issuer), until);
  if (problem !== undefined) {
    const meaning = l10n.t(
      'It is not trusted here ({0}). As the setting http.proxyStrictSSL is off, it is used all the same, and nobody checks who answers. Switch that setting on.',
      problem,
    );
    return { seen, meaning };
  }
  if (!publiclyIssued) {
    const meaning = l10n.t(
      'The issuer is not a public authority. Most often that is a proxy that reads along, the token included; it may also be an authority of your own company. If you did not expect it, ask who runs your network.',
    );
    return { seen, meaning };
  }
  return { seen, meaning: verdict === 'ok' ? '' : l10n.t('It ends soon: whoever runs the site must renew it.') };
}

function tokenText(scopes: boolean): SeenText {
  if (scopes) {
    const meaning = l10n.t("It works at Atlassian's gateway, api.atlassian.com, which is therefore used.");
    return { seen: l10n.t('A token with scopes.'), meaning };
  }
  const meaning = l10n.t(
    'Atlassian is deprecating these. It works for now; give your next token the scope read:audit-log:confluence.',
  );
  return { seen: l10n.t('A token without scopes.'), meaning };
}

function accountText({ name, type, tokenDaysLeft }: SeenOf<'account'>): SeenText {
  return { seen: userText(name, type), meaning: tokenDaysLeft === undefined ? '' : expiryText(tokenDaysLeft) };
}

function userText(name: string, type: string): string {
  if (name === '') return l10n.t('The token is accepted; whose it is, the site does not tell.');
  return type === 'app'
    ? l10n.t('Signed in as the service account {0}.', short(name))
    : l10n.t('Signed in as {0}.', short(name));
}

function expiryText(days: number): string {
  if (days < 0) return l10n.t('The token is accepted after the last day that was entered for it. Correct that date.');
  const left = lifeText(days);
  return days <= WARN_DAYS ? `${left} ${l10n.t('Create a new one and enter it.')}` : left;
}

function lifeText(days: number): string {
  if (days === 0) return l10n.t('The token works until the end of today.');
  return days === 1
    ? l10n.t('The token works until the end of tomorrow.')
    : l10n.t('The token works for {0} more days.', countText(days));
}

function recordsSeenText(seen: SeenOf<'records'>): SeenText {
  const { count, more, newestMs, unreadable, unknown, days } = seen;
  if (count === 0) {
    return {
      seen: l10n.t('It can be read, and holds no records of the last {0} days.', days),
      meaning: l10n.t('That is no error: nothing was recorded in these days, or it is not kept any longer.'),
    };
  }
  const found = more
    ? l10n.t('More than {0} of the last {1} days.', recordsText(count), days)
    : l10n.t('{0} of the last {1} days.', recordsText(count), days);
  const newest = newestMs === undefined ? '' : l10n.t('The newest is of {0}.', dayText(newestMs));
  const damaged =
    unreadable === 0
      ? ''
      : l10n.t('Not understood: {0}. A sync puts them into quarantine and goes on.', recordsText(unreadable));
  return { seen: joined(found, newest), meaning: joined(damaged, strangeText(unknown)) };
}

/** A record may have several names that are not known. */
function strangeText(times: number): string {
  if (times === 0) return '';
  return times === 1
    ? l10n.t('Found once: a category, event or field that this version does not know. It is sent all the same.')
    : l10n.t(
        'Found {0} times: a category, event or field that this version does not know. They are sent all the same.',
        countText(times),
      );
}

function retentionText({ retention, horizonMs }: SeenOf<'retention'>): SeenText {
  const seen = l10n.t('Records are kept for {0}.', periodText(retention));
  return {
    seen,
    meaning: horizonMs === undefined ? '' : l10n.t('Records older than {0} are gone.', dateText(horizonMs)),
  };
}

function periodText({ number, units }: Retention): string {
  const unit = UNITS.find((known) => `${known.toUpperCase()}S` === units);
  return unit === undefined ? `${countText(number)} ${short(units.toLowerCase())}` : unitText(number, unit);
}

function clockText(aheadMs: number, verdict: SeenVerdict): SeenText {
  if (verdict === 'ok') return plain(l10n.t("This computer's clock agrees with that of the site."));
  const off = durationText(Math.abs(aheadMs));
  if (aheadMs > 0) {
    return {
      seen: l10n.t("This computer's clock is ahead of the site's by {0}.", off),
      meaning: l10n.t(
        'A sync reads only as far as the clock of the site has come, and leaves records near now for later; nothing is lost. Set the clock of this computer right.',
      ),
    };
  }
  return {
    seen: l10n.t("This computer's clock is behind the site's by {0}.", off),
    meaning: l10n.t(
      'A sync reads only as far as this clock has come, so the newest records arrive later than they could; none is lost. Set the clock of this computer right.',
    ),
  };
}

function limitsText(headers: Readonly<Record<string, string>>, verdict: SeenVerdict): SeenText {
  const seen = Object.entries(headers).map(([name, value]) => `${name}: ${short(value)}`);
  return {
    seen: seen.join(', '),
    meaning: verdict === 'ok' ? '' : l10n.t('The limit of the site is near. Syncs wait as long as it asks, and go on.'),
  };
}

type SeenOf<K extends Seen['kind']> = Extract<Seen, { kind: K }>;

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
type Unit = (typeof UNITS)[number];
const LENGTHS_MS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** In the largest unit of which there are at least two. */
function durationText(lengthMs: number): string {
  const [unit, unitMs] = LENGTHS_MS.find(([, oneMs]) => lengthMs >= 2 * oneMs) ?? ['second', 1000];
  return unitText(Math.round(lengthMs / unitMs), unit);
}

function unitText(number: number, unit: Unit): string {
  return new Intl.NumberFormat(env.language, { style: 'unit', unit, unitDisplay: 'long' }).format(number);
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** A header or a name can be as long as a server likes. */
function short(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** As long as X.509 lets the name of an organization be. */
const MAX_LENGTH = 64;
