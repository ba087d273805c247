import { createServer, type Server } from 'node:net';
import tls from 'node:tls';
import { inspect } from 'node:util';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDispatcher, type Timeouts } from '../../../src/core/network/dispatcher.ts';
import { networkFailure } from '../../../src/core/network/networkFailure.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { unlessAborted } from '../../../src/core/network/unlessAborted.ts';
import { listen } from '../../sandbox/listen.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../sandbox/proxy/certificateAuthority.ts';
import {
  type ProxyCredential,
  type ProxyOptions,
  type SandboxProxy,
  startSandboxProxy,
} from '../../sandbox/proxy/sandboxProxy.ts';
import { type SandboxSite, startSandboxSite } from '../../sandbox/sandboxSite.ts';

/** Resolved by the proxy only, as behind many a firewall. */
const HOST = 'acme.atlassian.example';
/** This machine too, but not by a name that is never proxied. */
const HERE = '0.0.0.0';
const CREDENTIAL: ProxyCredential = { userName: 'corp\\ann', password: 'se:cr@t%/ß' };
const WRONG: ProxyCredential = { ...CREDENTIAL, password: 'wrong-secret' };
const PATIENT: Timeouts = { connectMs: 10_000, answerMs: 10_000 };

let authority: CertificateAuthority;
/** Who inspects traffic: an authority of its own. */
let inspector: CertificateAuthority;
let site: SandboxSite & { readonly stop: () => Promise<void> };
const cleanups: (() => Promise<void>)[] = [];
beforeAll(async () => {
  authority = await createCertificateAuthority('CN=Sandbox CA');
  inspector = await createCertificateAuthority('CN=Initech Inspection CA 3, O=Initech Security');
  site = await startSandboxSite({
    seed: 1,
    records: 0,
    window: { fromMs: 0, toMs: 1 },
    port: 0,
    certificate: await authority.issue(HOST, HERE, 'localhost'),
    nowMs: Date.now,
    site: {},
    light: false,
  });
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => site.stop());

interface Case {
  readonly proxy?: () => ProxyOptions | Promise<ProxyOptions>;
  /** What the user configured, made from the proxy's own address. */
  readonly address?: (proxy: SandboxProxy) => string;
  readonly exclude?: readonly string[];
  readonly settings?: () => Partial<NetworkSettings>;
  readonly host?: string;
  readonly timeouts?: Timeouts;
  /** 200, or the failure with its status and a part of its remark. */
  readonly expected: 200 | readonly [code: string, status?: number | undefined, remark?: string];
  /** How many connections the proxy was asked for. Default 1: a refusal is not asked for twice. */
  readonly connects?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'a proxy for everybody': { expected: 200 },
  'a proxy for us': { proxy: () => ({ credential: CREDENTIAL }), address: (p) => p.url(CREDENTIAL), expected: 200 },
  'no password, where the user name is the key': {
    proxy: () => ({ credential: { userName: 'key', password: '' } }),
    address: (p) => p.url({ userName: 'key', password: '' }),
    expected: 200,
  },
  'no credentials': {
    proxy: () => ({ credential: CREDENTIAL }),
    expected: ['proxyAuthenticationRequired', 407, 'offers basic'],
  },
  'wrong credentials': {
    proxy: () => ({ credential: CREDENTIAL }),
    address: (p) => p.url(WRONG),
    expected: ['proxyWrongCredentials', 407],
  },
  'no way to authenticate that we have': {
    proxy: () => ({ credential: CREDENTIAL, challenges: ['Negotiate', 'NTLM realm="basic"'] }),
    address: (p) => p.url(WRONG),
    expected: ['proxyAuthenticationUnsupported', 407, 'offers negotiate and ntlm'],
  },
  'refused by policy': { proxy: () => ({ answer: 403 }), expected: ['proxyRefused', 403, `CONNECT ${HOST}:`] },
  'redirected to a portal': { proxy: () => ({ answer: 302 }), expected: ['proxyRefused', 302] },
  'site out of its reach': { proxy: () => ({ answer: 502 }), expected: ['proxyCannotReachSite', 502] },
  'ends the connection': {
    proxy: () => ({ answer: 'close' }),
    expected: ['proxyBrokeOff', undefined, 'UND_ERR_SOCKET'],
  },
  'never answers': {
    proxy: () => ({ answer: 'silence' }),
    timeouts: { connectMs: 300, answerMs: 10_000 },
    expected: ['proxyUnreachable', undefined, 'TIMEOUT'],
  },
  'nobody there': {
    address: () => 'http://127.0.0.1:9',
    expected: ['proxyUnreachable', undefined, 'ECONNREFUSED'],
    connects: 0,
  },
  'of a kind we do not have': {
    address: (p) => `socks5://ann:secret@localhost:${p.port}`,
    expected: ['proxyNotSupported', undefined, 'schemeNotSupported'],
    connects: 0,
  },
  'over TLS, trusted': {
    proxy: async () => ({ certificate: await authority.issue('localhost'), credential: CREDENTIAL }),
    address: (p) => p.url(CREDENTIAL),
    expected: 200,
  },
  'over TLS, not trusted': {
    proxy: async () => ({ certificate: await inspector.issue('localhost') }),
    expected: ['proxyNotTrusted', undefined, 'UNABLE_TO_VERIFY'],
    connects: 0,
  },
  'over TLS, with a certificate for another name': {
    proxy: async () => ({ certificate: await authority.issue('proxy.example') }),
    expected: ['proxyNotTrusted', undefined, 'ALTNAME'],
    connects: 0,
  },
  'over TLS, spoken to in the clear': {
    proxy: async () => ({ certificate: await authority.issue('localhost') }),
    address: (p) => p.url().replace('https', 'http'),
    expected: ['proxyBrokeOff'],
    connects: 0,
  },
  'in the clear, spoken to over TLS': {
    address: (p) => p.url().replace('http', 'https'),
    expected: ['proxyBrokeOff'],
    connects: 0,
  },
  'inspects, not trusted': {
    proxy: () => ({ intercept: inspector }),
    expected: ['certificateNotTrusted', undefined, 'UNABLE_TO_VERIFY'],
  },
  'inspects, trusted': {
    proxy: () => ({ intercept: inspector }),
    settings: () => ({ certificates: [inspector.caPem] }),
    expected: 200,
  },
  'inspects, not verified by request': {
    proxy: () => ({ intercept: inspector }),
    settings: () => ({ strictSsl: false }),
    expected: 200,
  },
  'used for this host': { host: HERE, expected: 200 },
  'not used for an excluded host': { host: HERE, exclude: ['other.example', HERE], expected: 200, connects: 0 },
  'not used for this machine': { host: 'localhost', expected: 200, connects: 0 },
  'direct, not trusted although no proxy need be': {
    host: HERE,
    exclude: ['*'],
    settings: () => ({ certificates: [], strictSsl: false }),
    expected: ['certificateNotTrusted'],
    connects: 0,
  },
};

describe.each(['setting', 'environment'] as const)('a proxy by %s', (way) => {
  test.each(Object.entries(CASES))('%s', async (_name, wanted) => {
    const proxy = await startSandboxProxy(await wanted.proxy?.());
    cleanups.push(proxy.stop);
    const settings = { ...configured(way, wanted, proxy), certificates: [authority.caPem], ...wanted.settings?.() };
    const outcome = await answerOf(settings, wanted);
    if (wanted.expected === 200) expect(outcome).toBe(200);
    else {
      const [code, status, remark = ''] = wanted.expected;
      const failure = networkFailure(outcome, 'the site');
      expect(failure).toMatchObject({ code, detail: { remark: expect.stringContaining(remark) } });
      expect(failure.detail.status).toBe(status);
      expect(JSON.stringify(failure) + failure.message + inspect(outcome, { depth: 9, showHidden: true })).not.toMatch(
        SECRETS,
      );
    }
    expect(proxy.seen()).toHaveLength(wanted.connects ?? 1);
    for (const { target, headerNames, credential } of proxy.seen()) {
      expect(target).toBe(`${wanted.host ?? HOST}:${new URL(site.url).port}`);
      expect(headerNames.includes('proxy-authorization')).toBe(credential !== 'none');
      // What is for the site is for nobody on the way.
      expect(headerNames).not.toContain('authorization');
    }
  });
});

/** Passwords as they are, escaped, and as a header has them. */
const SECRETS = new RegExp(
  [CREDENTIAL, WRONG]
    .flatMap(({ userName, password }) => [
      password,
      encodeURIComponent(password),
      Buffer.from(`${userName}:${password}`).toString('base64'),
    ])
    .concat('ann:secret', 'corp')
    .map((secret) => secret.replace(/[+/.]/g, '\\$&'))
    .join('|'),
);

function configured(way: 'setting' | 'environment', { address, exclude = [] }: Case, proxy: SandboxProxy) {
  const url = address?.(proxy) ?? proxy.url();
  return way === 'setting'
    ? { proxy: url, noProxy: exclude, strictSsl: true, environment: {} }
    : { proxy: '', noProxy: [], strictSsl: true, environment: { HTTPS_PROXY: url, NO_PROXY: exclude.join(',') } };
}

/** The site's status, or what was thrown instead. */
async function answerOf(
  settings: NetworkSettings,
  { host = HOST, timeouts = PATIENT }: Partial<Case>,
): Promise<unknown> {
  const dispatcher = createDispatcher(settings, timeouts);
  cleanups.push(() => dispatcher.destroy());
  try {
    const url = new URL('/_edge/tenant_info', site.url);
    url.hostname = host;
    const answer = await request(url, { dispatcher, headers: { authorization: 'Basic of-the-site' } });
    expect(await answer.body.json()).toMatchObject({ cloudId: expect.any(String) });
    return answer.statusCode;
  } catch (error) {
    return error;
  }
}

const NO_PROXY = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

describe('a connection', () => {
  test('trusts Node’s own authorities besides the given ones', async () => {
    const before = tls.getCACertificates('default');
    cleanups.push(async () => tls.setDefaultCACertificates(before));
    expect(await answerOf({ ...NO_PROXY, certificates: [inspector.caPem] }, { host: HERE })).toBeInstanceOf(Error);
    tls.setDefaultCACertificates([...before, authority.caPem]);
    expect(await answerOf({ ...NO_PROXY, certificates: [inspector.caPem] }, { host: HERE })).toBe(200);
    expect(await answerOf(NO_PROXY, { host: HERE })).toBe(200);
  });

  test('is used again for the next request', async () => {
    const proxy = await startSandboxProxy();
    cleanups.push(proxy.stop);
    const dispatcher = createDispatcher({ ...NO_PROXY, proxy: proxy.url(), certificates: [authority.caPem] }, PATIENT);
    cleanups.push(() => dispatcher.destroy());
    const url = site.url.replace('localhost', HOST);
    for (let i = 0; i < 3; i += 1) await (await request(`${url}/_edge/tenant_info`, { dispatcher })).body.dump();
    expect(proxy.seen()).toHaveLength(1);
  });

  test('is given up at once when its request is aborted, though no proxy or site has answered', async () => {
    const silent = await silentServer();
    for (const proxy of ['', silent]) {
      const dispatcher = createDispatcher({ ...NO_PROXY, proxy }, PATIENT);
      cleanups.push(() => dispatcher.destroy());
      const signal = AbortSignal.timeout(50);
      const startedMs = performance.now();
      const url = proxy === '' ? silent.replace('http:', 'https:').replace('localhost', HERE) : `https://${HOST}`;
      await expect(unlessAborted(request(url, { dispatcher, signal }), signal)).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      expect(performance.now() - startedMs).toBeLessThan(PATIENT.connectMs / 2);
    }
  });
});

/** Accepts connections and says nothing. */
async function silentServer(): Promise<string> {
  const server: Server = createServer((socket) => cleanups.unshift(async () => void socket.destroy()));
  const port = await listen(server, 0);
  cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://localhost:${port}`;
}
