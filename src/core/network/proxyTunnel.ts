import type { Socket } from 'node:net';
import { type buildConnector, Client } from 'undici';
import type { FailureCode } from '../failure.ts';
import { networkFailure } from './networkFailure.ts';
import type { ProxyAddress } from './proxyAddress.ts';
import { ProxyError, type ProxyErrorCode } from './proxyError.ts';

export interface TunnelOptions {
  readonly proxy: ProxyAddress;
  /** What configured the proxy, for the error. */
  readonly source: string;
  /** `host:port`, as `CONNECT` names it. */
  readonly target: string;
  /** How to connect to the proxy itself. */
  readonly connect: buildConnector.connector;
  /** For the proxy's answer, which it gives when it has reached the target. */
  readonly answerMs: number;
}

/**
 * Has a proxy connect to a host, and gives the socket through which that host is then spoken to. Throws a ProxyError.
 *
 * Not undici's own ProxyAgent (7.30), for what was observed of it: a proxy that closes the connection without an answer
 * makes it connect again for ever, as fast as it can; a proxy that never answers holds it for five minutes; it sends no
 * credential whose password is empty; and its errors tell a refusal only by the words of their message, without the
 * ways to authenticate that the proxy offers, and the proxy's own untrusted certificate not at all from the host's.
 */
export async function openTunnel({ proxy, source, target, connect, answerMs }: TunnelOptions): Promise<Socket> {
  const authorization = proxy.authorization();
  const fail = (code: ProxyErrorCode, remark: string, status?: number) =>
    new ProxyError(code, {
      where: proxy.origin,
      ...(status === undefined ? {} : { status }),
      remark: `from ${source}, ${remark}`,
    });
  // Of one use only: its connection becomes the tunnel.
  const client = new Client(proxy.origin, {
    // undici takes the name that a TLS server must have from the Host header, which here is the target's.
    connect: (address, callback) => connect({ ...address, servername: '' }, callback),
    headersTimeout: answerMs,
  });
  try {
    const { statusCode, headers, socket } = await client.connect({
      path: target,
      headers: { host: target, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
    });
    // Declared as a Duplex, it is what `connect` made.
    if (statusCode >= 200 && statusCode < 300) return socket as Socket;
    socket.on('error', () => {}).destroy();
    const schemes = offeredSchemes(headers['proxy-authenticate']);
    const offered = schemes.length === 0 ? '' : `, offers ${schemes.join(' and ')}`;
    throw fail(refusalCode(statusCode, { schemes, authorization }), `CONNECT ${target}${offered}`, statusCode);
  } catch (error) {
    if (error instanceof ProxyError) throw error;
    const { code, detail } = networkFailure(error, proxy.origin);
    const { remark = code } = detail;
    // Not a matter of trust: `https` is configured where `http` is spoken.
    const noTls = /^(EPROTO|ERR_SSL)/.test(remark);
    throw fail(noTls ? 'proxyBrokeOff' : (LOST[code] ?? 'proxyBrokeOff'), remark);
  } finally {
    await client.destroy();
  }
}

interface Answer {
  readonly schemes: readonly string[];
  readonly authorization: string | undefined;
}

function refusalCode(status: number, { schemes, authorization }: Answer): ProxyErrorCode {
  if (status >= 500) return 'proxyCannotReachSite';
  if (status !== 407) return 'proxyRefused';
  if (schemes.length > 0 && !schemes.includes('basic')) return 'proxyAuthenticationUnsupported';
  return authorization === undefined ? 'proxyAuthenticationRequired' : 'proxyWrongCredentials';
}

const LOST: Partial<Record<FailureCode, ProxyErrorCode>> = {
  nameNotFound: 'proxyUnreachable',
  connectionRefused: 'proxyUnreachable',
  timedOut: 'proxyUnreachable',
  certificateNotTrusted: 'proxyNotTrusted',
};

/** `Basic realm="a, b", Negotiate` offers two. What follows a scheme is the proxy's own business. */
function offeredSchemes(header: string | readonly string[] | undefined): readonly string[] {
  const parts = [header ?? []].flat().flatMap((value) => value.replace(/"[^"]*"/g, '').split(','));
  const words = parts.map((part) => part.trim().split(/\s/)[0]?.toLowerCase() ?? '');
  return [...new Set(words.filter((word) => /^[a-z0-9-]+$/.test(word)))];
}
