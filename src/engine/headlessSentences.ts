import { Failure, type FailureCode } from '../core/failure.ts';
import type { RunFailure } from '../core/sync/run.ts';

/** What happened, where, and what to do, for who has a configuration and a terminal; with the code, place and status. */
export function failureText(failure: RunFailure): string {
  const { code, detail } = failure;
  const technical = code === 'unexpected' ? [code, detail.remark].filter(Boolean).join(', ') : messageOf(code, detail);
  return `${failureSentence(failure)} [${technical}]`;
}

/** The same without what scripts and bug reports need. */
export function failureSentence({ code, detail: { where } }: RunFailure): string {
  // A path of Windows is an address too, of the scheme "c".
  return SENTENCES[code](/^https?:\/\//.test(where) && URL.canParse(where) ? new URL(where).host : where);
}

function messageOf(...failure: ConstructorParameters<typeof Failure>): string {
  return new Failure(...failure).message;
}

/** The shell has its own ones: these name members of a configuration where those name buttons and forms. */
const SENTENCES: Readonly<Record<FailureCode | 'unexpected', (where: string) => string>> = {
  nameNotFound: (where) =>
    `The name ${where} could not be found. Check how it is written, and that this computer is online.`,
  certificateNotTrusted: (where) =>
    `The certificate of ${where} is not trusted. If a proxy inspects the traffic, name the file with its certificate authority in NODE_EXTRA_CA_CERTS and start again.`,
  certificateOutOfDate: (where) =>
    `By the clock of this computer, the certificate of ${where} is not valid yet, or no longer. Check that clock; if it is right, whoever runs the host, or a proxy before it, must renew the certificate.`,
  connectionRefused: (where) =>
    `${where} does not accept connections. Check the address, the network and any firewall.`,
  connectionLost: (where) => `The connection to ${where} broke off. If it stays so, check the network and any proxy.`,
  timedOut: (where) => `${where} did not answer in time. If it stays so, check the network and any proxy.`,

  proxyAuthenticationRequired: (where) =>
    `The proxy ${where} asks who you are. Give it user name and password in its address: http://user:password@host:port.`,
  proxyWrongCredentials: (where) =>
    `The proxy ${where} does not accept the user name and password in its address. Check them; special characters must be percent-encoded.`,
  proxyAuthenticationUnsupported: (where) =>
    `The proxy ${where} asks for a kind of authentication that is not supported. Ask its administrator for Basic authentication, or to let this host through.`,
  proxyRefused: (where) => `The proxy ${where} refuses the connection. Ask its administrator to allow this host.`,
  proxyCannotReachSite: (where) => `The proxy ${where} could not reach the host. Check the address of the host.`,
  proxyUnreachable: (where) => `The proxy ${where} cannot be reached. Check its address, and the network.`,
  proxyNotTrusted: (where) =>
    `The certificate of the proxy ${where} is not trusted. Name the file with its certificate authority in NODE_EXTRA_CA_CERTS and start again.`,
  proxyBrokeOff: (where) =>
    `The proxy ${where} broke off the connection. Check its address: whether it begins with http or https, and its port.`,
  // The place is the variable that names it, or the setting of VS Code in whose place the configuration is.
  proxyNotSupported: (where) =>
    `The proxy of ${where === 'http.proxy' ? 'the configuration' : where} cannot be used. Its address must be http://host:port or https://host:port; SOCKS proxies and scripts (PAC) are not supported.`,

  siteWrongCredentials: (where) =>
    `${where} does not accept this user name and API token. Check that the token is that of userName, and has neither expired nor been revoked.`,
  siteTokenExpired: (where) =>
    `The API token for ${where} has expired. Create a new one, put it into the variable that tokenVariable names, and start again.`,
  siteNotAdministrator: (where) =>
    `The user may not read the audit log of ${where}. Ask an administrator of your Atlassian organization for the Confluence Administrator permission.`,
  siteNoConfluenceAccess: (where) =>
    `The user has no access to Confluence on ${where}. Give it product access first, then make it Confluence administrator.`,
  sitePlanWithoutAudit: (where) => `${where} is on the Free plan, which has no audit log: the site needs a paid plan.`,
  siteScopeMissing: (where) =>
    `The API token is one with scopes, and ${where} does not let it read the audit log. Create a new one with the scope read:audit-log:confluence; its user needs the Confluence Administrator permission.`,
  siteForbidden: (where) =>
    `${where} refuses to show its audit log. The user must be Confluence administrator, the plan must not be Free, and a token with scopes needs read:audit-log:confluence.`,
  siteNotFound: (where) => `There is no Confluence at ${where}. Check the site in the configuration.`,
  siteNotCloud: (where) =>
    `There is no Confluence Cloud site at ${where}. Check the site in the configuration: it usually ends in .atlassian.net. Confluence Data Center is not supported.`,
  siteCustomDomain: (where) =>
    `${where} is a custom domain, where only tokens with scopes can be used. Name the site by its own address, which ends in .atlassian.net.`,
  siteRequestTooLarge: (where) =>
    `${where}, or a proxy before it, finds the request too large. Ask its administrator what is allowed.`,
  siteRateLimited: (where) => `${where} has received too many requests, and asks for a pause.`,
  siteServerError: (where) => `${where} has a problem of its own; status.atlassian.com tells more.`,
  siteUnexpectedStatus: (where) =>
    `${where} answered in an unexpected way. Check the site in the configuration, and any proxy.`,
  siteRedirected: (where) =>
    `${where} redirects to another page instead of answering. The site in the configuration must be the address of Confluence itself.`,
  siteNotJson: (where) =>
    `${where} answered with a web page instead of audit records. Check the site in the configuration, and that no sign-in page or proxy stands in between.`,
  siteCutOff: (where) => `The answer of ${where} was not complete. If it stays so, check the network and any proxy.`,
  siteUnexpectedAnswer: (where) =>
    `${where} answered with something that is not its audit log. Check the site in the configuration.`,
  siteTooManyPages: (where) =>
    `${where} does not stop sending pages, so nothing was taken from it. This may pass; if it stays so, please report it.`,
  siteUnstableAnswer: (where) =>
    `${where} gave different records each time it was asked for the same range, so none were taken. This may pass.`,
  siteClockWrong: (where) =>
    `By the site's own clock, the time that was to be read at ${where} has not come yet, so nothing was taken. Check the clock of this computer; if it is right, that of the site, or of a proxy before it, is wrong.`,

  entraTenantNotFound: (where) => `${where} does not know this tenant. Check destination.tenantId.`,
  entraClientNotFound: (where) =>
    `${where} does not know this client in the tenant. Check destination.clientId and destination.tenantId.`,
  entraWrongSecret: (where) =>
    `${where} does not accept the client secret. The variable that destination.secretVariable names must hold the secret's value, not its id.`,
  entraSecretExpired: (where) =>
    `${where} says that the client secret has expired. Make a new one in the app registration, put it into the variable that destination.secretVariable names, and start again.`,
  entraWrongAudience: (where) =>
    `${where} gives no tokens for this cloud's Azure Monitor. Check that destination.cloud fits the tenant.`,
  entraSignInFailed: (where) =>
    `Signing in at ${where} failed. Check destination.tenantId, destination.clientId and the client secret.`,
  entraServerError: (where) => `${where}, where sign-in happens, has a problem of its own. This usually passes.`,

  ingestionUnauthorized: (where) =>
    `${where} does not accept the sign-in. Check that destination.cloud fits destination.endpoint.`,
  ingestionRoleMissing: (where) =>
    `${where} does not let this client send to the rule. Give it the role Monitoring Metrics Publisher on the data collection rule; a new role can take 30 minutes to work.`,
  ingestionNotFound: (where) =>
    `${where} knows no such rule, or no such stream in it; which of the two, it does not tell. Check destination.ruleId (the rule's immutable id), destination.stream, and that destination.endpoint is the rule's own or in the rule's region.`,
  ingestionMalformed: (where) =>
    `${where} does not accept the rows. The stream of the data collection rule must declare the columns of ConfluenceAuditLogs_CL.`,
  ingestionTooLarge: (where) => `${where} finds a batch too large. Please report this.`,
  ingestionThrottled: (where) => `${where} has received more than its limit allows. The next sync goes on from here.`,
  ingestionServerError: (where) => `${where} has a problem of its own. The next sync goes on from here.`,
  ingestionUnexpectedStatus: (where) => `${where} answered in an unexpected way. Check destination.endpoint.`,
  ingestionNotAcknowledged: (where) =>
    `${where} did not acknowledge the last batch, so the next sync sends it again; its records may arrive twice.`,

  folderMissing: (where) =>
    `The destination folder ${where} is not there, or is no folder. Make it, or check destination.folder; a drive may not be mounted.`,
  folderNotWritable: (where) => `The destination folder ${where} cannot be written to. Check its permissions.`,
  folderFailed: (where) => `Writing to the destination folder ${where} failed. Check the disk.`,
  diskFull: (where) => `The disk with ${where} is full. Make room; the next sync goes on from here.`,

  secretMissing: (where) => `The secret of ${where} is missing. Check the variable that the configuration names.`,
  secretNotKept: (where) => `The secret of ${where} was not kept.`,
  destinationMissing: (where) => `${where} has no destination. Check destination in the configuration.`,
  removedMeanwhile: (where) => `${where} was removed meanwhile, so nothing was saved.`,
  stateFromNewerVersion: (where) =>
    `The state ${where} was written by a newer version. Use that version, or a newer one.`,
  stateNotRead: (where) => `The state ${where} could not be read. Check its permissions, and the disk.`,
  stateNotSaved: (where) =>
    `The state ${where} could not be made or written. Check its path, its permissions and the disk.`,
  clockBehind: (where) =>
    `By the clock of this computer, ${where} was synced in the future. Set the clock right; nothing is read until then.`,
  importNotFitting: (where) => `${where} does not fit this site and this destination.`,
  importDamaged: (where) => `${where} was cut off or changed, and nothing was taken over. Make a new export.`,
  heldElsewhere: (where) => `Another process is syncing it just now: ${where}. Nothing is lost.`,
  leaseLost: (where) =>
    `Another process has taken over the state folder ${where}, as this one did not answer for a while. This one has stopped before sending anything more. Nothing is lost; the other one goes on from there.`,
  notApproved: (where) => `Nobody has agreed yet that the records of ${where} are sent to this destination.`,
  unexpected: () => 'Something unexpected happened. Please report it.',
};
