import { l10n, Uri } from 'vscode';
import type { FailureCode } from '../core/failure.ts';
import type { Organization } from '../core/organization/organization.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import type { RunFailure } from '../core/sync/run.ts';

/** What a button is called and does. */
export interface Repair {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

/** What is at hand; a repair that needs what is not is not offered. */
export interface RepairContext {
  readonly organization?: Organization | undefined;
  readonly destination?: Destination | undefined;
  /** How the same thing is tried once more, where a button can do that. */
  readonly tryAgain?: Repair | undefined;
}

/** The button that repairs a failure, or opens the page that explains it; undefined where no button helps. */
export function failureRepair(code: RunFailure['code'], context: RepairContext): Repair | undefined {
  const kinds = code === 'unexpected' ? (['showLog'] as const) : REPAIRS[code];
  return kinds.map((kind) => repair(kind, context)).find((offered) => offered !== undefined);
}

/** A repair by its kind. */
export function repair(kind: RepairKind, context: RepairContext): Repair | undefined {
  return MAKERS[kind](context);
}

export type RepairKind = keyof typeof MAKERS;

const MAKERS = {
  editOrganization: ({ organization }: RepairContext) =>
    organization && {
      title: l10n.t('Edit Organization'),
      command: 'confluenceAudit.editOrganization',
      argument: { organization },
    },
  editDestination: ({ destination }: RepairContext) =>
    destination && {
      title: l10n.t('Edit Destination'),
      command: 'confluenceAudit.editDestination',
      argument: { destination },
    },
  tryAgain: ({ tryAgain }: RepairContext) => tryAgain,
  runDiagnostics: ({ organization }: RepairContext) =>
    organization && {
      title: l10n.t('Run Diagnostics'),
      command: 'confluenceAudit.runDiagnostics',
      argument: { organization },
    },
  showLog: () => ({ title: l10n.t('Show Log'), command: 'confluenceAudit.showLog' }),
  copyStreamDeclaration: () => ({
    title: l10n.t('Copy Stream Declaration'),
    command: 'confluenceAudit.copyStreamDeclaration',
  }),
  // Shows the settings around it too: strict certificates, exclusions, the operating system's certificates.
  proxySettings: () => ({
    title: l10n.t('Open Proxy Settings'),
    command: 'workbench.action.openSettings',
    argument: 'http.proxy',
  }),
  checkForUpdates: () => ({
    title: l10n.t('Check for Updates'),
    command: 'workbench.extensions.action.checkForUpdates',
  }),
  createToken: () => page(l10n.t('Create API Token'), 'https://id.atlassian.com/manage-profile/security/api-tokens'),
  aboutTokens: () =>
    page(
      l10n.t('About API Tokens'),
      'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    ),
  aboutAuditLog: () =>
    page(l10n.t('About the Audit Log'), 'https://support.atlassian.com/confluence-cloud/docs/view-the-audit-log/'),
  aboutLimits: () =>
    page(l10n.t('About Rate Limits'), 'https://developer.atlassian.com/cloud/confluence/rate-limiting/'),
  administration: () => page(l10n.t('Open Atlassian Administration'), 'https://admin.atlassian.com'),
  atlassianStatus: () => page(l10n.t("Open Atlassian's Status Page"), 'https://status.atlassian.com'),
  aboutRoles: () =>
    page(
      l10n.t('How to Give the Role'),
      'https://learn.microsoft.com/azure/azure-monitor/logs/tutorial-logs-ingestion-portal#assign-permissions-to-the-dcr',
    ),
  aboutKeyring: () =>
    page(
      l10n.t('About the Keyring'),
      'https://code.visualstudio.com/docs/configure/settings-sync#_troubleshooting-keychain-issues',
    ),
} as const satisfies Readonly<Record<string, (context: RepairContext) => Repair | undefined>>;

function page(title: string, address: string): Repair {
  return { title, command: 'vscode.open', argument: Uri.parse(address) };
}

/** In the order of preference: the first that can be offered is. */
const REPAIRS: Readonly<Record<FailureCode, readonly RepairKind[]>> = {
  nameNotFound: ['editOrganization', 'editDestination'],
  certificateNotTrusted: ['proxySettings'],
  // Most often the clock is set right, and then it works; runs offer the diagnostics too.
  certificateOutOfDate: ['tryAgain', 'showLog'],
  connectionRefused: ['proxySettings'],
  connectionLost: ['tryAgain', 'proxySettings'],
  timedOut: ['tryAgain', 'proxySettings'],

  proxyAuthenticationRequired: ['proxySettings'],
  proxyWrongCredentials: ['proxySettings'],
  proxyAuthenticationUnsupported: ['proxySettings'],
  proxyRefused: ['proxySettings'],
  proxyCannotReachSite: ['tryAgain', 'proxySettings'],
  proxyUnreachable: ['proxySettings'],
  proxyNotTrusted: ['proxySettings'],
  proxyBrokeOff: ['proxySettings'],
  proxyNotSupported: ['proxySettings'],

  // Where the form is open already, it has the field, and the page remains.
  siteWrongCredentials: ['editOrganization', 'createToken'],
  siteTokenExpired: ['editOrganization', 'createToken'],
  siteNotAdministrator: ['administration'],
  siteNoConfluenceAccess: ['administration'],
  sitePlanWithoutAudit: ['aboutAuditLog'],
  siteScopeMissing: ['createToken'],
  siteForbidden: ['administration'],
  siteNotFound: ['editOrganization'],
  siteNotCloud: ['editOrganization'],
  siteCustomDomain: ['editOrganization', 'administration'],
  siteRequestTooLarge: ['proxySettings'],
  siteRateLimited: ['tryAgain', 'aboutLimits'],
  siteServerError: ['atlassianStatus'],
  siteUnexpectedStatus: ['editOrganization'],
  siteRedirected: ['editOrganization'],
  siteNotJson: ['editOrganization', 'proxySettings'],
  siteCutOff: ['tryAgain', 'proxySettings'],
  siteUnexpectedAnswer: ['showLog'],
  siteTooManyPages: ['tryAgain', 'atlassianStatus'],
  siteUnstableAnswer: ['tryAgain', 'atlassianStatus'],
  siteClockWrong: ['runDiagnostics'],

  entraTenantNotFound: ['editDestination'],
  entraClientNotFound: ['editDestination'],
  entraWrongSecret: ['editDestination'],
  entraSecretExpired: ['editDestination'],
  entraWrongAudience: ['editDestination'],
  entraSignInFailed: ['editDestination'],
  entraServerError: ['tryAgain'],

  ingestionUnauthorized: ['editDestination'],
  ingestionRoleMissing: ['aboutRoles'],
  ingestionNotFound: ['editDestination'],
  ingestionMalformed: ['copyStreamDeclaration'],
  ingestionTooLarge: ['showLog'],
  ingestionThrottled: ['tryAgain'],
  ingestionServerError: ['tryAgain'],
  ingestionUnexpectedStatus: ['editDestination'],
  ingestionNotAcknowledged: ['tryAgain'],

  folderMissing: ['editDestination'],
  folderNotWritable: ['editDestination'],
  diskFull: ['editDestination'],
  folderFailed: ['editDestination'],

  secretMissing: ['editOrganization', 'editDestination'],
  secretNotKept: ['aboutKeyring'],
  destinationMissing: ['editOrganization'],
  removedMeanwhile: [],
  stateFromNewerVersion: ['checkForUpdates'],
  stateNotRead: ['showLog'],
  stateNotSaved: ['showLog'],
  clockBehind: ['runDiagnostics'],

  importNotFitting: ['showLog'],
  importDamaged: ['showLog'],
  heldElsewhere: ['tryAgain'],
  leaseLost: ['tryAgain'],
  // Asks for the agreement.
  notApproved: ['tryAgain'],
};
