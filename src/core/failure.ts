/** What follows from a failure. */
export type FailurePolicy =
  /** It passes by itself: tried again at once, after a growing delay or as long as the other side asks. */
  | 'retry'
  /** Trying at once would be in vain; the next sync tries again. */
  | 'wait'
  /** It stays until a person has changed something here; trying on may lock an account. */
  | 'stop';

/**
 * Everything that can go wrong with a system that is not ours, as a code, with what follows from it. The shell has one
 * sentence and one repair for each; the tables from status or error to code stand beside the code that talks to that
 * system.
 */
const FAILURES = {
  // The network, on the way to any host.
  nameNotFound: 'wait',
  certificateNotTrusted: 'wait',
  certificateOutOfDate: 'wait',
  connectionRefused: 'wait',
  connectionLost: 'retry',
  timedOut: 'retry',
  // A proxy on that way.
  proxyAuthenticationRequired: 'stop',
  proxyWrongCredentials: 'stop',
  proxyAuthenticationUnsupported: 'wait',
  proxyRefused: 'wait',
  proxyCannotReachSite: 'retry',
  proxyUnreachable: 'wait',
  proxyNotTrusted: 'wait',
  proxyBrokeOff: 'wait',
  proxyNotSupported: 'stop',
  // A Confluence site.
  siteWrongCredentials: 'stop',
  siteTokenExpired: 'stop',
  siteNotAdministrator: 'wait',
  siteNoConfluenceAccess: 'wait',
  sitePlanWithoutAudit: 'wait',
  siteScopeMissing: 'stop',
  siteForbidden: 'wait',
  siteNotFound: 'wait',
  siteNotCloud: 'stop',
  siteCustomDomain: 'stop',
  siteRequestTooLarge: 'wait',
  siteRateLimited: 'retry',
  siteServerError: 'retry',
  siteUnexpectedStatus: 'wait',
  siteRedirected: 'wait',
  siteNotJson: 'wait',
  siteCutOff: 'retry',
  siteUnexpectedAnswer: 'wait',
  siteTooManyPages: 'wait',
  siteUnstableAnswer: 'wait',
  siteClockWrong: 'wait',
  // Microsoft Entra ID.
  entraTenantNotFound: 'stop',
  entraClientNotFound: 'stop',
  entraWrongSecret: 'stop',
  entraSecretExpired: 'stop',
  entraWrongAudience: 'stop',
  entraSignInFailed: 'stop',
  entraServerError: 'retry',
  // The Logs Ingestion API.
  ingestionUnauthorized: 'stop',
  // A new role takes up to half an hour to work.
  ingestionRoleMissing: 'wait',
  ingestionNotFound: 'stop',
  ingestionMalformed: 'stop',
  ingestionTooLarge: 'stop',
  ingestionThrottled: 'retry',
  ingestionServerError: 'retry',
  ingestionUnexpectedStatus: 'wait',
  ingestionNotAcknowledged: 'wait',
  // A local folder.
  folderMissing: 'wait',
  folderNotWritable: 'wait',
  diskFull: 'wait',
  folderFailed: 'wait',
  // What we keep ourselves.
  secretMissing: 'stop',
  secretNotKept: 'stop',
  destinationMissing: 'stop',
  removedMeanwhile: 'wait',
  stateFromNewerVersion: 'stop',
  stateNotRead: 'wait',
  stateNotSaved: 'wait',
  clockBehind: 'wait',
  // A file with what another computer has kept.
  importNotFitting: 'stop',
  importDamaged: 'stop',
  // Other windows and processes that work on the same state.
  heldElsewhere: 'wait',
  leaseLost: 'wait',
  // Nobody has agreed yet that this site's records go to this destination.
  notApproved: 'stop',
} as const satisfies Readonly<Record<string, FailurePolicy>>;

export type FailureCode = keyof typeof FAILURES;

// The keys of the table are the codes.
export const FAILURE_CODES = Object.keys(FAILURES) as readonly FailureCode[];

export function failurePolicy(code: FailureCode): FailurePolicy {
  return FAILURES[code];
}

export interface FailureDetail {
  /** The address or path that it happened at. */
  readonly where: string;
  /** HTTP status, where an answer came. */
  readonly status?: number;
  /** How long the other side asks to wait. */
  readonly retryAfterMs?: number;
  /** Nobody knows whether what was sent arrived all the same. */
  readonly mayHaveArrived?: boolean;
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
