/**
 * Everything that can go wrong with a system that is not ours, as a code. The shell has one sentence and one repair
 * for each; the tables from status or error to code stand beside the code that talks to that system.
 */
export type FailureCode = (typeof FAILURE_CODES)[number];

export const FAILURE_CODES = [
  // The network, on the way to any host.
  'nameNotFound',
  'certificateNotTrusted',
  'connectionRefused',
  'connectionLost',
  'timedOut',
  // A proxy on that way.
  'proxyAuthenticationRequired',
  'proxyWrongCredentials',
  'proxyAuthenticationUnsupported',
  'proxyRefused',
  'proxyCannotReachSite',
  'proxyUnreachable',
  'proxyNotTrusted',
  'proxyBrokeOff',
  'proxyNotSupported',
  // A Confluence site.
  'siteWrongCredentials',
  'siteNotAdministrator',
  'siteNoConfluenceAccess',
  'siteForbidden',
  'siteScopeMissing',
  'siteNotFound',
  'siteRateLimited',
  'siteServerError',
  'siteUnexpectedStatus',
  'siteRedirected',
  'siteNotJson',
  'siteCutOff',
  'siteUnexpectedAnswer',
  'siteTooManyPages',
  'siteUnstableAnswer',
  // Microsoft Entra ID.
  'entraTenantNotFound',
  'entraClientNotFound',
  'entraWrongSecret',
  'entraSecretExpired',
  'entraWrongAudience',
  'entraSignInFailed',
  'entraServerError',
  // The Logs Ingestion API.
  'ingestionUnauthorized',
  'ingestionRoleMissing',
  'ingestionNotFound',
  'ingestionMalformed',
  'ingestionTooLarge',
  'ingestionThrottled',
  'ingestionServerError',
  'ingestionUnexpectedStatus',
  'ingestionNotAcknowledged',
  // A local folder.
  'folderMissing',
  'folderNotWritable',
  'diskFull',
  'folderFailed',
  // What we keep ourselves.
  'secretMissing',
  'secretNotKept',
  'destinationMissing',
  'removedMeanwhile',
  'stateFromNewerVersion',
  'stateNotRead',
  'stateNotSaved',
  'clockBehind',
] as const;

export interface FailureDetail {
  /** The address or path that it happened at. */
  readonly where: string;
  /** HTTP status, where an answer came. */
  readonly status?: number;
  /** How long the other side asks to wait. */
  readonly retryAfterMs?: number;
  /** A short technical remark (error code, content type): never a secret, never a record's text. */
  readonly remark?: string;
}

/** Thrown by core. Its message is for the log; users see the sentence that belongs to its code. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: FailureDetail;

  constructor(code: FailureCode, detail: FailureDetail) {
    const { where, status, remark } = detail;
    super([`${code} at ${where}`, status !== undefined && `status ${status}`, remark].filter(Boolean).join(', '));
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
}

/** The code of an error of Node's file system (`ENOSPC`), or its name, for the remark of a Failure. */
export function errorRemark(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
