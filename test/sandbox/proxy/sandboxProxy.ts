import { createServer as createHttpServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerCertificate } from '../certificates.ts';
import { listen } from '../listen.ts';
import type { CertificateAuthority } from './certificateAuthority.ts';
import { interceptTls } from './interceptTls.ts';

export interface ProxyOptions {
  /** Who may use the proxy, by Basic authentication. Default: anybody. */
  readonly credential?: ProxyCredential | undefined;
  /** The ways to authenticate that a 407 offers. Default: Basic. */
  readonly challenges?: readonly string[] | undefined;
  /** What becomes of a CONNECT: a tunnel, an answer of this status, the end of the connection, or nothing at all. */
  readonly answer?: ProxyAnswer | undefined;
  /** The port of this machine where a `host:port` is served. Default: the port that was asked for. */
  readonly ports?: Readonly<Record<string, number>> | undefined;
  /** Reads along: opens every TLS connection with a certificate of this authority. Default: bytes pass unread. */
  readonly intercept?: CertificateAuthority | undefined;
  /** Clients reach the proxy itself over TLS. Default: in the clear. */
  readonly certificate?: ServerCertificate | undefined;
}

export type ProxyAnswer = 'tunnel' | 'close' | 'silence' | number;

export interface ProxyCredential {
  readonly userName: string;
  readonly password: string;
}

/** One CONNECT. What credential it carried is not kept, only whether it was right. */
export interface SeenConnect {
  /** `host:port` */
  readonly target: string;
  readonly headerNames: readonly string[];
  readonly credential: 'none' | 'right' | 'wrong';
  readonly answer: ProxyAnswer;
}

export interface SandboxProxy {
  readonly port: number;
  /** `http://localhost:…` or `https:`, with a credential in it when one is given. */
  readonly url: (credential?: ProxyCredential) => string;
  /** Oldest first. */
  readonly seen: () => readonly SeenConnect[];
  readonly stop: () => Promise<void>;
}

/**
 * A forward proxy on the loopback interface. Whatever host is asked for, it connects to a port of this machine: any name
 * can be tried, and nothing leaves the machine.
 */
export async function startSandboxProxy(options: ProxyOptions = {}): Promise<SandboxProxy> {
  const { certificate } = options;
  const server = certificate === undefined ? createHttpServer() : createHttpsServer({ ...certificate });
  const seen: SeenConnect[] = [];
  const open = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    open.add(socket);
    // Who goes away without a word is no failure of the proxy.
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  };
  server.on('connection', keep);
  server.on('request', (_request, response) => response.writeHead(501).end('This proxy tunnels only.'));
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    keep(client);
    const connectRequest = judge(request, options);
    seen.push(connectRequest);
    const { answer, target } = connectRequest;
    if (answer === 'close') client.destroy();
    if (typeof answer === 'number') client.end(refusal(answer, options));
    if (answer === 'tunnel')
      openTunnel({ client, target, port: options.ports?.[target], intercept: options.intercept, keep });
  });
  const port = await listen(server, 0);
  const scheme = certificate === undefined ? 'http' : 'https';
  return {
    port,
    url: (credential) => `${scheme}://${credential === undefined ? '' : `${userInfo(credential)}@`}localhost:${port}`,
    seen: () => seen,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        for (const socket of open) socket.destroy();
      }),
  };
}

function judge(request: IncomingMessage, { credential: wanted, answer = 'tunnel' }: ProxyOptions): SeenConnect {
  const [, encoded] = /^Basic (.+)$/i.exec(request.headers['proxy-authorization'] ?? '') ?? [];
  const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
  const right = wanted === undefined ? undefined : `${wanted.userName}:${wanted.password}`;
  const credential = given === undefined ? 'none' : given === right ? 'right' : 'wrong';
  return {
    target: request.url ?? '',
    headerNames: Object.keys(request.headers),
    credential,
    answer: wanted !== undefined && credential !== 'right' ? 407 : answer,
  };
}

function refusal(status: number, { challenges = ['Basic realm="sandbox"'] }: ProxyOptions): string {
  const offered = status === 407 ? challenges.map((challenge) => `Proxy-Authenticate: ${challenge}\r\n`).join('') : '';
  const body = '<html><body>The proxy says no.</body></html>';
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${offered}Content-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

interface Tunnel {
  readonly client: Duplex;
  readonly target: string;
  /** Undefined for the target's own. */
  readonly port: number | undefined;
  readonly intercept: CertificateAuthority | undefined;
  readonly keep: (socket: Duplex) => void;
}

function openTunnel({ client, target, port, intercept, keep }: Tunnel): void {
  const [, host = '', ownPort] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
  const site = connect({ host: '127.0.0.1', port: port ?? Number(ownPort) });
  keep(site);
  const unreachable = (): void => void client.end(refusal(502, {}));
  site.once('error', unreachable);
  site.once('connect', () => {
    site.off('error', unreachable);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (intercept === undefined) join(client, site);
    else {
      interceptTls({ client, site, host, authority: intercept, keep }).then(
        ([clearClient, clearSite]) => join(clearClient, clearSite),
        () => client.destroy(),
      );
    }
  });
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
}

function userInfo({ userName, password }: ProxyCredential): string {
  return `${encodeURIComponent(userName)}:${encodeURIComponent(password)}`;
}
