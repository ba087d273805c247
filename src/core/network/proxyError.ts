import type { FailureDetail } from '../failure.ts';

/** What can go wrong with a proxy, as opposed to the host behind it. */
export type ProxyErrorCode =
  /** It wants to know who we are, and no credential is configured. */
  | 'proxyAuthenticationRequired'
  /** It does not accept the configured credential. */
  | 'proxyWrongCredentials'
  /** It offers only ways to authenticate that we do not have (NTLM, Negotiate). */
  | 'proxyAuthenticationUnsupported'
  /** It does not let us connect to that host. */
  | 'proxyRefused'
  /** It lets us, but could not connect to that host itself. */
  | 'proxyCannotReachSite'
  /** There is no way to it: name, address or time. */
  | 'proxyUnreachable'
  /** It is spoken to over TLS, and its own certificate is not trusted. */
  | 'proxyNotTrusted'
  /** It ends the connection, or says what no proxy would say. */
  | 'proxyBrokeOff'
  /** What is configured is no address, or of a kind that cannot be used. */
  | 'proxyNotSupported';

/** Thrown by a connector, and handed through by undici as it is. `where` is the proxy, without any credential. */
export class ProxyError extends Error {
  readonly code: ProxyErrorCode;
  readonly detail: FailureDetail;

  constructor(code: ProxyErrorCode, detail: FailureDetail) {
    super(`${code} at ${detail.where}`);
    this.name = 'ProxyError';
    this.code = code;
    this.detail = detail;
  }
}
