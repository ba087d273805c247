import { isAggregateLogsUploadError } from '@azure/monitor-ingestion';
import { Failure, type FailureCode } from '../failure.ts';
import { networkFailure } from '../network/networkFailure.ts';

/**
 * The failure behind an error of Microsoft's SDKs. `@azure/monitor-ingestion` wraps the cause of a failed upload in an
 * AggregateLogsUploadError whose own message is empty; `@azure/identity` puts Entra's AADSTS code into the message.
 */
export function azureFailure(error: unknown, where: AzureAddresses): Failure {
  if (error instanceof Failure) return error;
  if (isAggregateLogsUploadError(error)) return azureFailure(error.errors[0]?.cause, where);
  const entraCode = /AADSTS(\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (entraCode !== undefined) {
    const code = ENTRA_TABLE[entraCode] ?? 'entraSignInFailed';
    return new Failure(code, { where: where.authorityHost, remark: `AADSTS${entraCode}` });
  }
  const status = statusOf(error);
  if (isSignInError(error)) {
    if (status === undefined) return networkFailure(error, where.authorityHost);
    return new Failure('entraSignInFailed', { where: where.authorityHost, status });
  }
  if (status !== undefined) {
    const code = STATUS_TABLE.find((row) => row.matches(status))?.code ?? 'ingestionUnexpectedStatus';
    return new Failure(code, { where: where.endpoint, status, ...remarkOf(error) });
  }
  if (isTimeOut(error)) return new Failure('timedOut', { where: where.endpoint });
  return networkFailure(error, where.endpoint);
}

export interface AzureAddresses {
  readonly endpoint: string;
  readonly authorityHost: string;
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

function isSignInError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(AuthenticationError|CredentialUnavailableError|AuthenticationRequiredError)$/.test(error.name)
  );
}

/** The SDK aborts a request whose time is up; whoever calls has ruled out an abort of its own. */
function isTimeOut(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
