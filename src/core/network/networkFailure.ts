import { Failure, type FailureCode } from '../failure.ts';
import { ExchangeError } from './httpExchange.ts';
import { ProxyError } from './proxyError.ts';

/** The failure behind an error of Node's sockets or TLS, or of a client that wraps one. */
export function networkFailure(error: unknown, where: string): Failure {
  if (error instanceof ExchangeError) return networkFailure(error.cause, where);
  // undici hands a connector's error through as it is.
  if (error instanceof ProxyError) return new Failure(error.code, error.detail);
  const remark = innermostCode(error);
  const row = TABLE.find(({ pattern }) => pattern.test(remark));
  return new Failure(row?.code ?? 'connectionLost', { where, remark });
}

/** First match wins; what matches nothing broke on the way. The codes are Node's, OpenSSL's and undici's. */
const TABLE: readonly { readonly pattern: RegExp; readonly code: FailureCode }[] = [
  { pattern: /^(ENOTFOUND|EAI_AGAIN)$/, code: 'nameNotFound' },
  { pattern: /TIMEOUT|TIMEDOUT/, code: 'timedOut' },
  // Before its time or after it, by this computer's clock.
  { pattern: /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/, code: 'certificateOutOfDate' },
  { pattern: /CERT|SELF_SIGNED|UNABLE_TO_/, code: 'certificateNotTrusted' },
  { pattern: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, code: 'connectionRefused' },
];

/** The innermost code says most: clients wrap the errors of Node's sockets, some of them several times. */
function innermostCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AggregateError && error.errors.length > 0) return innermostCode(error.errors[0]);
  if (error.cause instanceof Error) return innermostCode(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
