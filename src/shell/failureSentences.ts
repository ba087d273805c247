import { l10n } from 'vscode';
import { Failure, type FailureCode, type FailureDetail } from '../core/failure.ts';
import type { RunFailure } from '../core/sync/syncState.ts';

/** What happened, where, and what to do, in one or two sentences for the user. */
export function failureSentence(failure: RunFailure): string {
  if (failure.code === 'unexpected') {
    return l10n.t('Something unexpected happened ({0}). The log has the details.', failure.detail.remark ?? '');
  }
  return SENTENCES[failure.code](failure.detail);
}

/** The same for whatever was thrown. Only a Failure's own code and address are shown, never a library's text. */
export function errorSentence(error: unknown): string {
  if (error instanceof Failure) return failureSentence(error);
  return failureSentence({ code: 'unexpected', detail: { where: '', remark: nameOf(error) } });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

const SENTENCES: Readonly<Record<FailureCode, (detail: FailureDetail) => string>> = {
  nameNotFound: ({ where }) =>
    l10n.t('The name {0} could not be found. Check the spelling, and that this computer is online.', host(where)),
  certificateNotTrusted: ({ where, remark }) =>
    l10n.t(
      'The certificate of {0} is not trusted ({1}). If a proxy inspects your traffic, its certificate authority must be installed on this computer.',
      host(where),
      remark ?? '',
    ),
  connectionRefused: ({ where }) =>
    l10n.t('{0} does not accept connections. Check the address, your network and any firewall or proxy.', host(where)),
  connectionLost: ({ where, remark }) =>
    l10n.t(
      'The connection to {0} broke off ({1}). Try again; if it stays so, check your network and any proxy.',
      host(where),
      remark ?? '',
    ),
  timedOut: ({ where }) => l10n.t('{0} did not answer in time. Try again later, or check your network.', host(where)),

  proxyAuthenticationRequired: ({ where }) =>
    l10n.t(
      'The proxy {0} asks who you are. Add user name and password to its address in the setting http.proxy: http://user:password@host:port.',
      host(where),
    ),
  proxyWrongCredentials: ({ where, remark }) =>
    l10n.t('The proxy {0} does not accept the user name and password in its address ({1}).', host(where), remark ?? ''),
  proxyAuthenticationUnsupported: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} asks for a kind of authentication that is not supported here ({1}). Ask its administrator for Basic authentication, or to let this site through.',
      host(where),
      remark ?? '',
    ),
  proxyRefused: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} refuses the connection ({1}). Ask its administrator to allow this site.',
      host(where),
      remark ?? '',
    ),
  proxyCannotReachSite: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} could not reach the site ({1}). Check the address of the site, and try again later.',
      host(where),
      remark ?? '',
    ),
  proxyUnreachable: ({ where, remark }) =>
    l10n.t('The proxy {0} cannot be reached ({1}). Check its address, and your network.', host(where), remark ?? ''),
  proxyNotTrusted: ({ where, remark }) =>
    l10n.t(
      'The certificate of the proxy {0} is not trusted ({1}). Its certificate authority must be installed on this computer.',
      host(where),
      remark ?? '',
    ),
  proxyBrokeOff: ({ where, remark }) =>
    l10n.t(
      'The proxy {0} broke off the connection ({1}). Check its address: whether it begins with http or https, and its port.',
      host(where),
      remark ?? '',
    ),
  proxyNotSupported: ({ where }) =>
    l10n.t(
      'The proxy configured by {0} cannot be used: its address must be http://host:port or https://host:port. SOCKS proxies and scripts (PAC) are not supported.',
      where,
    ),

  siteWrongCredentials: ({ where }) =>
    l10n.t(
      '{0} does not accept this user name and API token. Check that the token belongs to this e-mail address and has not expired or been revoked.',
      host(where),
    ),
  siteNotAdministrator: ({ where }) =>
    l10n.t(
      'The user may not read the audit log of {0}. It needs the Confluence Administrator permission, and the site a paid plan: the Free plan has no audit log.',
      host(where),
    ),
  siteNoConfluenceAccess: ({ where }) =>
    l10n.t(
      'The user has no access to Confluence on {0}. Give it product access first, then make it Confluence administrator.',
      host(where),
    ),
  siteForbidden: ({ where }) =>
    l10n.t(
      '{0} refuses to show its audit log. The user must be Confluence administrator, the plan must not be Free, and a token with scopes needs read:audit-log:confluence.',
      host(where),
    ),
  siteScopeMissing: ({ where }) =>
    l10n.t(
      'The API token is one with scopes, and {0} does not let it read the audit log. It needs the scope read:audit-log:confluence, and its user the Confluence Administrator permission.',
      host(where),
    ),
  siteNotFound: ({ where }) => l10n.t('There is no Confluence at {0}. Check the organization URL.', host(where)),
  siteRateLimited: ({ where, retryAfterMs }) =>
    retryAfterMs === undefined
      ? l10n.t('{0} has received too many requests. Try again in a few minutes.', host(where))
      : l10n.t(
          '{0} has received too many requests. Try again in {1} seconds.',
          host(where),
          Math.ceil(retryAfterMs / 1000),
        ),
  siteServerError: ({ where, status }) =>
    l10n.t(
      '{0} has a problem of its own (status {1}). Try again later; status.atlassian.com tells more.',
      host(where),
      status ?? '',
    ),
  siteUnexpectedStatus: ({ where, status }) =>
    l10n.t('{0} answered in an unexpected way (status {1}). Check the organization URL.', host(where), status ?? ''),
  siteRedirected: ({ where }) =>
    l10n.t(
      '{0} redirects to another page instead of answering. Check the organization URL; it must be the address of the Confluence site itself.',
      host(where),
    ),
  siteNotJson: ({ where }) =>
    l10n.t(
      '{0} answered with a web page instead of audit records. Check the organization URL, and that no sign-in page or proxy stands in between.',
      host(where),
    ),
  siteCutOff: ({ where }) => l10n.t('The answer of {0} was not complete. Try again.', host(where)),
  siteUnexpectedAnswer: ({ where }) =>
    l10n.t(
      '{0} answered with something that is not its audit log. Check the organization URL; the log has the details.',
      host(where),
    ),
  siteTooManyPages: ({ where }) =>
    l10n.t('{0} does not stop sending pages, so nothing was taken from it. Choose a shorter time range.', host(where)),
  siteUnstableAnswer: ({ where }) =>
    l10n.t(
      '{0} gave different records each time it was asked for the same range, so none were taken. Try again later.',
      host(where),
    ),

  entraTenantNotFound: ({ where }) => l10n.t('{0} does not know this tenant. Check the tenant id.', host(where)),
  entraClientNotFound: ({ where }) =>
    l10n.t('{0} does not know this client in the tenant. Check the client id and the tenant id.', host(where)),
  entraWrongSecret: ({ where }) =>
    l10n.t("{0} does not accept the client secret. Use the secret's value, not its id.", host(where)),
  entraSecretExpired: ({ where }) =>
    l10n.t('{0}: the client secret has expired. Make a new one in the app registration.', host(where)),
  entraWrongAudience: ({ where }) =>
    l10n.t("{0} gives no tokens for this cloud's Azure Monitor. Check that the cloud fits the tenant.", host(where)),
  entraSignInFailed: ({ where, remark }) =>
    l10n.t('Signing in at {0} failed ({1}). Check tenant, client and secret.', host(where), remark ?? ''),

  entraServerError: ({ where, status }) =>
    l10n.t(
      '{0}, where sign-in happens, has a problem of its own (status {1}). Try again later.',
      host(where),
      status ?? '',
    ),

  ingestionUnauthorized: ({ where }) =>
    l10n.t('{0} does not accept the sign-in. Check that the cloud fits the endpoint.', host(where)),
  ingestionRoleMissing: ({ where }) =>
    l10n.t(
      '{0} does not let this client send to the rule. Give it the role Monitoring Metrics Publisher on the data collection rule; a new role can take 30 minutes to work.',
      host(where),
    ),
  ingestionNotFound: ({ where }) =>
    l10n.t(
      '{0} does not know this rule or stream. Check the immutable id of the data collection rule and the stream name.',
      host(where),
    ),
  ingestionMalformed: ({ where, remark }) =>
    l10n.t(
      '{0} does not accept the rows ({1}). The stream of the data collection rule must declare the columns of ConfluenceAuditLogs_CL.',
      host(where),
      remark ?? '',
    ),
  ingestionTooLarge: ({ where }) =>
    l10n.t('{0} finds a batch too large. Please report this with the log.', host(where)),
  ingestionThrottled: ({ where }) =>
    l10n.t('{0} has received more than its limit allows. The sync goes on from here next time.', host(where)),
  ingestionServerError: ({ where, status }) =>
    l10n.t(
      '{0} has a problem of its own (status {1}). The sync goes on from here next time.',
      host(where),
      status ?? '',
    ),
  ingestionUnexpectedStatus: ({ where, status }) =>
    l10n.t('{0} answered in an unexpected way (status {1}). Check the endpoint.', host(where), status ?? ''),
  ingestionNotAcknowledged: ({ where }) =>
    l10n.t('{0} did not acknowledge the last batch, so it will be sent again next time.', host(where)),

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
    l10n.t('The sync state {0} could not be read ({1}). Check its permissions.', where, remark ?? ''),
  clockBehind: ({ where }) =>
    l10n.t(
      'According to the clock of this computer, {0} was synced in the future. Set the clock right; nothing is read until then.',
      host(where),
    ),
  stateNotSaved: ({ where, remark }) =>
    l10n.t(
      'The progress could not be saved in {0} ({1}), so the last records will be sent again next time.',
      where,
      remark ?? '',
    ),
};

function host(where: string): string {
  return URL.canParse(where) ? new URL(where).host : where;
}
