import { Failure, type FailureCode, type FailureDetail } from '../failure.ts';
import { ExchangeError } from '../network/httpExchange.ts';
import { networkFailure } from '../network/networkFailure.ts';
import { retryAfterMs } from '../network/retryAfter.ts';
import type { PipelineResponse } from './azureHttpClient.ts';

/** How a request ended: with an answer, an error, or neither yet. */
export interface AzureOutcome {
  readonly status?: number;
  /** Of an answer that is no success; the others hold access tokens. */
  readonly body?: string;
  readonly retryAfterMs?: number;
  readonly error?: unknown;
}

/** What surrounds an error of the SDKs. */
export interface AzureContext {
  readonly endpoint: string;
  readonly authorityHost: string;
  /** Of the last request to the authority. */
  readonly signIn: AzureOutcome;
  /** Of the request to the service itself. */
  readonly call: AzureOutcome;
}

export function outcomeOf({ status, headers, bodyAsText }: PipelineResponse): AzureOutcome {
  if (status >= 200 && status < 300) return { status };
  const askedMs = retryAfterMs((name) => headers.get(name));
  return { status, body: bodyAsText ?? '', ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
}

/**
 * The failure behind an error of Microsoft's SDKs, by what was seen of their requests: what they throw wraps it, in part
 * several times, and leaves out the rest. The detail says whether the batch may have arrived all the same.
 */
export function azureFailure(error: unknown, context: AzureContext): Failure {
  const { endpoint, call } = context;
  if (call.error !== undefined) return lostUpload(call.error, endpoint);
  if (call.status !== undefined) return refusedUpload(call.status, context);
  return unsentFailure(error, context);
}

/** The failure behind an error that came before the service itself was asked. */
export function unsentFailure(error: unknown, context: AzureContext): Failure {
  const cause = causeOf(error);
  return isSignInError(cause) ? signInFailure(cause, context) : networkFailure(cause, context.endpoint);
}

function lostUpload(error: unknown, endpoint: string): Failure {
  const { code, detail } = networkFailure(error, endpoint);
  // Whatever does not say so may have begun.
  const begun = !(error instanceof ExchangeError) || error.begun;
  return new Failure(code, { ...detail, ...(begun ? MAYBE : {}) });
}

function refusedUpload(status: number, { endpoint, call }: AzureContext): Failure {
  const row = STATUS_TABLE.find(({ matches }) => matches(status));
  return new Failure(row?.code ?? 'ingestionUnexpectedStatus', {
    where: endpoint,
    ...detailOf(call, SERVICE_CODE.exec(call.body ?? '')?.[1]),
    ...(REFUSED(status) ? {} : MAYBE),
  });
}

function signInFailure(signInError: Error, { authorityHost, signIn }: AzureContext): Failure {
  if (signIn.error !== undefined) return networkFailure(signIn.error, authorityHost);
  const { status, body = '' } = signIn;
  if (status !== undefined && (status >= 500 || status === 429)) {
    return new Failure('entraServerError', { where: authorityHost, ...detailOf(signIn, undefined) });
  }
  // A page of a proxy, or of an outage: nothing that Microsoft Entra ID has said.
  if (status !== undefined && status < 300) {
    return new Failure('entraServerError', { where: authorityHost, ...detailOf(signIn, 'no token in the answer') });
  }
  const entraCode = /AADSTS(\d+)/.exec(signInError.message)?.[1] ?? /AADSTS(\d+)/.exec(body)?.[1];
  const code = (entraCode === undefined ? undefined : ENTRA_TABLE[entraCode]) ?? 'entraSignInFailed';
  const remark = entraCode === undefined ? `status ${status}` : `AADSTS${entraCode}`;
  return new Failure(code, { where: authorityHost, ...detailOf(signIn, remark) });
}

const MAYBE = { mayHaveArrived: true } as const;
/** The service's own error code, for instance `ContentLengthLimitExceeded`. */
const SERVICE_CODE = /"code"\s*:\s*"(\w{1,80})"/;
/** Answers that say that the request was not carried out; any other leaves it open, also a success that is no 204. */
const REFUSED = (status: number): boolean => (status >= 400 && status < 500) || status === 503;

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
  { matches: (status) => status >= 200 && status < 300, code: 'ingestionNotAcknowledged' },
  { matches: (status) => status === 401, code: 'ingestionUnauthorized' },
  { matches: (status) => status === 403, code: 'ingestionRoleMissing' },
  { matches: (status) => status === 404, code: 'ingestionNotFound' },
  { matches: (status) => status === 400, code: 'ingestionMalformed' },
  { matches: (status) => status === 408, code: 'timedOut' },
  { matches: (status) => status === 413, code: 'ingestionTooLarge' },
  { matches: (status) => status === 429, code: 'ingestionThrottled' },
  { matches: (status) => status >= 500, code: 'ingestionServerError' },
];

function detailOf(outcome: AzureOutcome, remark: string | undefined): Omit<FailureDetail, 'where'> {
  const { status, retryAfterMs: askedMs } = outcome;
  return {
    ...(status === undefined ? {} : { status }),
    ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }),
    ...(remark === undefined ? {} : { remark }),
  };
}

/** `@azure/monitor-ingestion` wraps the cause of a failed upload in an AggregateLogsUploadError without a message. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return error;
  const [first]: readonly unknown[] = error.errors;
  return typeof first === 'object' && first !== null && 'cause' in first ? first.cause : error;
}

function isSignInError(error: unknown): error is Error {
  return (
    error instanceof Error && /^(Authentication|CredentialUnavailable|AuthenticationRequired)Error$/.test(error.name)
  );
}
