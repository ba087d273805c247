import { l10n } from 'vscode';
import { Failure, type FailureCode } from '../core/failure.ts';
import type { RunFailure } from '../core/sync/run.ts';
import { hostOf } from './localText.ts';
import { type Sentence, SITE_SENTENCES } from './siteSentences.ts';
import { UserSentence } from './userSentence.ts';

/**
 * What happened, where, and what to do, in one or two sentences for the user. `happenedAtMs` gives a wait an end: the
 * sentence may be read much later.
 */
export function failureSentence(failure: RunFailure, happenedAtMs?: number): string {
  const { code, detail } = failure;
  if (code === 'unexpected') {
    return l10n.t('Something unexpected happened ({0}). The log has the details.', detail.remark ?? '');
  }
  return SENTENCES[code](detail, happenedAtMs);
}

/** The same for whatever was thrown. A library's own text is never shown. */
export function errorSentence(error: unknown, happenedAtMs?: number): string {
  if (error instanceof Failure) return failureSentence(error, happenedAtMs);
  if (error instanceof UserSentence) return error.message;
  return failureSentence({ code: 'unexpected', detail: { where: '', remark: nameOf(error) } });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

const SENTENCES: Readonly<Record<FailureCode, Sentence>> = {
  nameNotFound: ({ where }) =>
    l10n.t('The name {0} could not be found. Check the spelling, and that this computer is online.', hostOf(where)),
  certificateNotTrusted: ({ where, remark }) =>
    l10n.t(
      'The certificate of {0} is not trusted ({1}). If a proxy inspects your traffic, its certificate authority must be installed on this computer; a new one is used once VS Code was restarted.',
      hostOf(where),
      remark ?? '',
    ),
  certificateOutOfDate: ({ where, remark }) =>
    l10n.t(
      'By the clock of this computer, the certificate of {0} is not valid yet, or no longer ({1}). Check that clock; if it is right, whoever runs the site, or a proxy before it, must renew the certificate.',
      hostOf(where),
      remark ?? '',
    ),
  connectionRefused: ({ where }) =>
    l10n.t(
      '{0} does not accept connections. Check the address, your network and any firewall or proxy.',
      hostOf(where),
    ),
  connectionLost: ({ where, remark }) =>
    l10n.t(
      'The connection to {0} broke off ({1}). Try again; if it stays so, check your network and any proxy.',
      hostOf(where),
      remark ?? '',
    ),
  timedOut: ({ where }) => l10n.t('{0} did not answer in time. Try again later, or check your network.', hostOf(where)),

  proxyAuthenticationRequired: ({ where }) =>
    l10n.t(
      'The proxy {0} asks who you are. Add user name and password to its address in the setting http.proxy: http://user:password@host:port.',
      hostOf(where),
    ),
  proxyWrongCredentials: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} does not accept the user name and password in its address ({1}). Check them; special characters in an address must be percent-encoded.',
      hostOf(where),
      remark ?? '',
    ),
  proxyAuthenticationUnsupported: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} asks for a kind of authentication that is not supported here ({1}). Ask its administrator for Basic authentication, or to let this site through.',
      hostOf(where),
      remark ?? '',
    ),
  proxyRefused: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} refuses the connection ({1}). Ask its administrator to allow this site.',
      hostOf(where),
      remark ?? '',
    ),
  proxyCannotReachSite: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} could not reach the site ({1}). Check the address of the site, and try again later.',
      hostOf(where),
      remark ?? '',
    ),
  proxyUnreachable: ({ where, remark }) =>
    l10n.t('The proxy {0} cannot be reached ({1}). Check its address, and your network.', hostOf(where), remark ?? ''),
  proxyNotTrusted: ({ where, remark }) =>
    l10n.t(
      'The certificate of the proxy {0} is not trusted ({1}). Its certificate authority must be installed on this computer; a new one is used once VS Code was restarted.',
      hostOf(where),
      remark ?? '',
    ),
  proxyBrokeOff: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} broke off the connection ({1}). Check its address: whether it begins with http or https, and its port.',
      hostOf(where),
      remark ?? '',
    ),
  proxyNotSupported: ({ where }) =>
    l10n.t(
      'The proxy configured by {0} cannot be used: its address must be http://host:port or https://host:port. SOCKS proxies and scripts (PAC) are not supported.',
      where,
    ),

  ...SITE_SENTENCES,

  entraTenantNotFound: ({ where }) => l10n.t('{0} does not know this tenant. Check the tenant id.', hostOf(where)),
  entraClientNotFound: ({ where }) =>
    l10n.t('{0} does not know this client in the tenant. Check the client id and the tenant id.', hostOf(where)),
  entraWrongSecret: ({ where }) =>
    l10n.t("{0} does not accept the client secret. Use the secret's value, not its id.", hostOf(where)),
  entraSecretExpired: ({ where }) =>
    l10n.t('{0}: the client secret has expired. Make a new one in the app registration.', hostOf(where)),
  entraWrongAudience: ({ where }) =>
    l10n.t("{0} gives no tokens for this cloud's Azure Monitor. Check that the cloud fits the tenant.", hostOf(where)),
  entraSignInFailed: ({ where, remark }) =>
    l10n.t('Signing in at {0} failed ({1}). Check tenant, client and secret.', hostOf(where), remark ?? ''),

  entraServerError: ({ where, status }) =>
    l10n.t(
      '{0}, where sign-in happens, has a problem of its own (status {1}). Try again later.',
      hostOf(where),
      status ?? '',
    ),

  ingestionUnauthorized: ({ where }) =>
    l10n.t('{0} does not accept the sign-in. Check that the cloud fits the endpoint.', hostOf(where)),
  ingestionRoleMissing: ({ where }) =>
    l10n.t(
      '{0} does not let this client send to the rule. Give it the role Monitoring Metrics Publisher on the data collection rule; a new role can take 30 minutes to work.',
      hostOf(where),
    ),
  ingestionNotFound: ({ where }) =>
    l10n.t(
      '{0} does not know this rule or stream. Check the immutable id of the data collection rule and the stream name.',
      hostOf(where),
    ),
  ingestionMalformed: ({ where, remark }) =>
    l10n.t(
      '{0} does not accept the rows ({1}). The stream of the data collection rule must declare the columns of ConfluenceAuditLogs_CL.',
      hostOf(where),
      remark ?? '',
    ),
  ingestionTooLarge: ({ where }) =>
    l10n.t('{0} finds a batch too large. Please report this with the log.', hostOf(where)),
  ingestionThrottled: ({ where }) =>
    l10n.t('{0} has received more than its limit allows. The sync goes on from here next time.', hostOf(where)),
  ingestionServerError: ({ where, status }) =>
    l10n.t(
      '{0} has a problem of its own (status {1}). The sync goes on from here next time.',
      hostOf(where),
      status ?? '',
    ),
  ingestionUnexpectedStatus: ({ where, status }) =>
    l10n.t('{0} answered in an unexpected way (status {1}). Check the endpoint.', hostOf(where), status ?? ''),
  ingestionNotAcknowledged: ({ where }) =>
    l10n.t('{0} did not acknowledge the last batch, so it will be sent again next time.', hostOf(where)),

  folderMissing: ({ where }) => l10n.t('The folder {0} cannot be reached. Check the path.', where),
  folderNotWritable: ({ where }) => l10n.t('The folder {0} cannot be written to. Check its permissions.', where),
  diskFull: ({ where }) => l10n.t('The disk with {0} is full. Make room; the sync goes on from here next time.', where),
  folderFailed: ({ where, remark }) => l10n.t('Writing to {0} failed ({1}).', where, remark ?? ''),

  secretMissing: ({ where }) =>
    l10n.t(
      'The secret of {0} is not in the secret storage of this computer. Edit it and enter the secret again.',
      where,
    ),
  secretNotKept: ({ where }) =>
    l10n.t(
      'This computer did not keep the secret of {0}. VS Code needs a keyring of the operating system for it; set one up and try again.',
      where,
    ),
  removedMeanwhile: () => l10n.t('This was removed meanwhile, so nothing was saved.'),
  destinationMissing: ({ where }) => l10n.t('{0} has no destination. Choose one first.', where),
  stateFromNewerVersion: ({ where }) =>
    l10n.t('The sync state {0} was written by a newer version of this extension. Update the extension.', where),
  stateNotRead: ({ where, remark }) =>
    remark === 'damaged'
      ? l10n.t('The sync state in {0} is damaged. Sync once more, which repairs it, and try again.', where)
      : l10n.t('The sync state {0} could not be read ({1}). Check its permissions.', where, remark ?? ''),
  clockBehind: ({ where }) =>
    l10n.t(
      'According to the clock of this computer, {0} was synced in the future. Set the clock right; nothing is read until then.',
      hostOf(where),
    ),
  stateNotSaved: ({ where, remark }) =>
    l10n.t(
      'The progress could not be saved in {0} ({1}), so the last records will be sent again next time.',
      where,
      remark ?? '',
    ),
  importNotFitting: ({ remark }) =>
    l10n.t(
      'This file does not fit ({0}). Choose one that was exported of the same site and the same destination, by a version of this extension that is not newer.',
      remark ?? '',
    ),
  importDamaged: ({ remark }) =>
    l10n.t('This file was cut off or changed ({0}), and nothing was taken over. Make a new export.', remark ?? ''),
  heldElsewhere: ({ where }) =>
    l10n.t('Another window is syncing it just now: {0}. Nothing is lost. Try again when that one is done.', where),
  leaseLost: () =>
    l10n.t('Another window has taken over, as this one did not answer for a while. Nothing is lost; it goes on there.'),
  notApproved: ({ where }) =>
    l10n.t(
      'Nobody has agreed yet that the records of {0} are sent to this destination. Use Sync Now, and agree to it.',
      hostOf(where),
    ),
};
