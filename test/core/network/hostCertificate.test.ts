import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHostCertificate } from '../../../src/core/network/hostCertificate.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../sandbox/proxy/certificateAuthority.ts';
import { type ProxyOptions, startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import { type SandboxSite, startSandboxSite } from '../../sandbox/sandboxSite.ts';

const HOST = 'acme.atlassian.example';
const NO_PROXY: NetworkSettings = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

let authority: CertificateAuthority;
let inspector: CertificateAuthority;
let site: SandboxSite & { readonly stop: () => Promise<void> };
beforeAll(async () => {
  authority = await createCertificateAuthority('CN=Sandbox CA');
  inspector = await createCertificateAuthority('CN=Inspection CA 3, O=Initech Security');
  site = await startSandboxSite({
    seed: 1,
    records: 0,
    window: { fromMs: 0, toMs: 1 },
    port: 0,
    certificate: await authority.issue(HOST),
    nowMs: Date.now,
    site: {},
    light: false,
  });
});
afterAll(() => site.stop());

/** What is seen of the site through such a proxy. */
async function seenThrough(options: ProxyOptions, certificates: readonly string[]) {
  const proxy = await startSandboxProxy(options);
  try {
    const settings = { ...NO_PROXY, proxy: proxy.url(), certificates };
    return await readHostCertificate(
      { url: site.url.replace('localhost', HOST), settings, timeoutMs: 10_000 },
      new AbortController().signal,
    );
  } finally {
    await proxy.stop();
  }
}

describe('the certificate of a host', () => {
  test('names who inspects the traffic, trusted or not', async () => {
    const inspected = { issuer: 'Initech Security', publiclyIssued: false };
    expect(await seenThrough({ intercept: inspector }, [])).toMatchObject({
      ...inspected,
      problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    expect(await seenThrough({ intercept: inspector }, [inspector.caPem])).toMatchObject({
      ...inspected,
      problem: undefined,
    });
  });

  test('is the host’s own through a proxy that does not inspect', async () => {
    const seen = await seenThrough({}, [authority.caPem]);
    expect(seen).toMatchObject({ issuer: 'Sandbox CA', publiclyIssued: false, problem: undefined });
    expect(seen.validToMs).toBeGreaterThan(Date.now());
  });

  test('tells a wrong host name', async () => {
    const settings = { ...NO_PROXY, certificates: [authority.caPem] };
    expect(
      await readHostCertificate({ url: site.url, settings, timeoutMs: 10_000 }, new AbortController().signal),
    ).toMatchObject({ issuer: 'Sandbox CA', problem: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('sends the host nothing', async () => {
    expect(site.traffic.requests()).toEqual([]);
  });

  test('is not worth a credential to a proxy that is not trusted itself', async () => {
    const options = { certificate: await inspector.issue('localhost') };
    await expect(seenThrough(options, [])).rejects.toMatchObject({ code: 'proxyNotTrusted' });
  });

  test('fails as a request would', async () => {
    await expect(seenThrough({ answer: 403 }, [])).rejects.toMatchObject({ code: 'proxyRefused' });
  });
});
