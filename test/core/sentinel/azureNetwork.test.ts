import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { type ProxyOptions, type SandboxProxy, startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { createSinkMaker, failureOf, never, smallBatch } from './sandboxSink.ts';

/** The real ones, which only the proxy resolves, to this machine. */
const AUTHORITY = 'login.microsoftonline.com';
const INGESTION = 'acme-x1y2.westeurope-1.ingest.monitor.azure.com';

let sandbox: Sandbox;
const proxies: SandboxProxy[] = [];
const { sinkTo, closeAll } = createSinkMaker(() => sandbox);
beforeAll(async () => {
  sandbox = await startSandbox({ records: 0, names: [AUTHORITY, INGESTION] });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await closeAll();
  for (const proxy of proxies.splice(0)) await proxy.stop();
  sandbox.azure.forget();
});
afterAll(() => sandbox.stop());

async function startProxy(options: ProxyOptions = {}): Promise<SandboxProxy> {
  const port = Number(new URL(sandbox.azure.endpoint).port);
  const proxy = await startSandboxProxy({
    ports: { [`${AUTHORITY}:443`]: port, [`${INGESTION}:443`]: port },
    ...options,
  });
  proxies.push(proxy);
  return proxy;
}

const realNames = (network: Partial<NetworkSettings>) =>
  sinkTo({ destination: { endpoint: `https://${INGESTION}`, cloud: { name: 'public' } }, network });

describe('the way to Azure', () => {
  test('leads both sign-in and batches through the configured proxy, and through nothing else', async () => {
    const credential = { userName: 'ann', password: 'se:cr@t' };
    const proxy = await startProxy({ credential });
    // Of another program: the settings alone decide.
    vi.stubEnv('HTTPS_PROXY', 'http://localhost:9');
    const sink = realNames({ proxy: proxy.url(credential) });
    await sink.send(smallBatch('one'), never);
    await sink.send(smallBatch('two'), never);
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual([{ Summary: 'one' }, { Summary: 'two' }]);
    expect(proxy.seen().map(({ target }) => target)).toEqual([`${AUTHORITY}:443`, `${INGESTION}:443`]);
  });

  test('is not blocked by a proxy in the environment that is no address', async () => {
    vi.stubEnv('HTTPS_PROXY', '10.0.0.1:8080');
    await sinkTo().send(smallBatch('row'), never);
    expect(sandbox.azure.received(sandbox.azure.stream)).toHaveLength(1);
  });

  test.each<[string, ProxyOptions, object]>([
    [
      'wants to know who we are',
      { credential: { userName: 'a', password: 'b' } },
      { code: 'proxyAuthenticationRequired', detail: { status: 407 } },
    ],
    ['refuses', { answer: 403 }, { code: 'proxyRefused', detail: { status: 403 } }],
    ['cannot reach the host', { answer: 502 }, { code: 'proxyCannotReachSite', detail: { status: 502 } }],
    ['ends the connection', { answer: 'close' }, { code: 'proxyBrokeOff' }],
  ])('tells of a proxy that %s as of any other host, and asks it once', async (_name, options, failure) => {
    const proxy = await startProxy(options);
    const thrown = await failureOf(realNames({ proxy: proxy.url() }).send(smallBatch('row'), never));
    expect(thrown).toMatchObject(failure);
    expect(thrown.detail.where).toBe(proxy.url());
    expect(thrown.detail).not.toHaveProperty('mayHaveArrived');
    expect(proxy.seen()).toHaveLength(1);
  });

  test('surely has not taken a batch that a proxy refuses after the sign-in', async () => {
    const proxy = await startProxy({
      ports: { [`${AUTHORITY}:443`]: Number(new URL(sandbox.azure.endpoint).port), [`${INGESTION}:443`]: 9 },
    });
    const thrown = await failureOf(realNames({ proxy: proxy.url() }).send(smallBatch('row'), never));
    expect(thrown.code).toBe('proxyCannotReachSite');
    expect(thrown.detail).not.toHaveProperty('mayHaveArrived');
    expect(proxy.seen().map(({ target }) => target)).toEqual([`${AUTHORITY}:443`, `${INGESTION}:443`]);
  });

  test('trusts no authority that is not configured', async () => {
    const thrown = await failureOf(sinkTo({ network: { certificates: [] } }).send(smallBatch('row'), never));
    expect(thrown).toMatchObject({ code: 'certificateNotTrusted', detail: { where: sandbox.azure.authorityHost } });
  });
});
