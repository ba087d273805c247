import { Failure, type FailureCode } from '../failure.ts';
import { networkFailure } from '../network/networkFailure.ts';

/** What surrounds an error of the SDKs. */
export interface AzureContext {
  readonly endpoint: string;
  readonly authorityHost: string;
  readonly signIn: SignInOutcome;
}

/** How the last request to the authority ended: an answer, an error, or neither yet. */
export interface SignInOutcome {
  readonly status?: number;
  readonly body?: string;
  readonly error?: unknown;
}

/**
 * The failure behind an error of Microsoft's SDKs. `@azure/monitor-ingestion` wraps the cause of a failed upload in an
 * AggregateLogsUploadError whose own message is empty; `@azure/identity` puts Entra's AADSTS code into the message, or
 * says nothing at all of what the authority answered.
 */
export function azureFailure(error: unknown, context: AzureContext): Failure {
  if (isUploadError(error)) return azureFailure(causeOf(error.errors[0]), context);
  if (isSignInError(error)) return signInFailure(error, context);
  const { endpoint } = context;
  const status = statusOf(error);
  if (status !== undefined) {
    const code = STATUS_TABLE.find((row) => row.matches(status))?.code ?? 'ingestionUnexpectedStatus';
    return new Failure(code, { where: endpoint, status, ...remarkOf(error) });
  }
  return lostOnTheWay(error, endpoint);
}

function signInFailure(signInError: Error, { authorityHost, signIn }: AzureContext): Failure {
  if (signIn.error !== undefined) return lostOnTheWay(signIn.error, authorityHost);
  const { status } = signIn;
  if (status !== undefined && (status >= 500 || status === 429)) {
    return new Failure('entraServerError', { where: authorityHost, status });
  }
  const entraCode = /AADSTS(\d+)/.exec(signInError.message)?.[1] ?? /AADSTS(\d+)/.exec(signIn.body ?? '')?.[1];
  const code = (entraCode === undefined ? undefined : ENTRA_TABLE[entraCode]) ?? 'entraSignInFailed';
  const remark = entraCode === undefined ? `status ${status}` : `AADSTS${entraCode}`;
  return new Failure(code, {
    where: authorityHost,
    remark,
    ...(status === undefined ? {} : { status }),
  });
}

/** The SDK aborts a request whose time is up; whoever calls has ruled out an abort of its own. */
function lostOnTheWay(error: unknown, where: string): Failure {
  const timedOut = error instanceof Error && error.name === 'AbortError';
  return timedOut ? new Failure('timedOut', { where }) : networkFailure(error, where);
}

/** Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes". */
const ENTRA_TABLE: Readonly<Record<string, FailureCode>> = {
  '90002': 'entraTenantNotFound',
  '900023': 'entraTenantNotFound',
  '700016': 'entraClientNotFound',
  '7000215': 'entraWrongSecret',
  '7000222': 'entraSecretExpired',
  '500011': 'entraWrongAudience',
};

const STATUS_TABLE: readonly { readonly matches: (status: number) => boolean; readonly code: FailureCode }[] = [
  { matches: (status) => status === 401, code: 'ingestionUnauthorized' },
  { matches: (status) => status === 403, code: 'ingestionRoleMissing' },
  { matches: (status) => status === 404, code: 'ingestionNotFound' },
  { matches: (status) => status === 400, code: 'ingestionMalformed' },
  { matches: (status) => status === 413, code: 'ingestionTooLarge' },
  { matches: (status) => status === 429, code: 'ingestionThrottled' },
  { matches: (status) => status >= 500, code: 'ingestionServerError' },
];

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The service's own error code, for instance `ContentLengthLimitExceeded`. */
function remarkOf(error: unknown): { readonly remark?: string } {
  if (typeof error !== 'object' || error === null || !('code' in error)) return {};
  return typeof error.code === 'string' ? { remark: error.code } : {};
}

/** By its members, so that the whole client need not be loaded to read an error. */
function isUploadError(error: unknown): error is { readonly errors: readonly unknown[] } {
  if (!(error instanceof Error) || error.name !== 'AggregateLogsUploadError') return false;
  return 'errors' in error && Array.isArray(error.errors);
}

function causeOf(uploadError: unknown): unknown {
  return typeof uploadError === 'object' && uploadError !== null && 'cause' in uploadError
    ? uploadError.cause
    : undefined;
}

function isSignInError(error: unknown): error is Error {
  return (
    error instanceof Error && /^(Authentication|CredentialUnavailable|AuthenticationRequired)Error$/.test(error.name)
  );
}
