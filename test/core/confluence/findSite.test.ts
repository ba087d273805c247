import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { findSite } from '../../../src/core/confluence/findSite.ts';
import { type SandboxProxy, startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';

/** Real names, served by sites on this machine behind a real proxy. Nobody else answers. */
const ACME = [
  ...['acme.atlassian.net', 'wiki.acme.example', 'docs.eng.acme.co.uk', 'pages.other.example'],
  ...['one.two.three.four.example', 'home.api.other.example'],
];
const GLOBEX = ['globex.atlassian.net', 'eng.atlassian.net', 'globex.jira.com', 'globex.acme.example'];

let acme: Sandbox;
let globex: Sandbox;
let proxy: SandboxProxy;
let asked: string[] = [];
let closed: string[] = [];
beforeAll(async () => {
  const start = (names: readonly string[]) =>
    startSandbox({ records: 0, names, site: { customDomains: names.filter((name) => !name.endsWith('.net')) } });
  [acme, globex] = await Promise.all([start(ACME), start(GLOBEX)]);
  const served = (names: readonly string[], { site }: Sandbox) =>
    names.map((name) => [`${name}:443`, Number(new URL(site.url).port)] as const);
  proxy = await startSandboxProxy({ ports: Object.fromEntries([...served(ACME, acme), ...served(GLOBEX, globex)]) });
});
afterEach(() => {
  expect(closed).toEqual(asked);
  [asked, closed] = [[], []];
  for (const { site } of [acme, globex]) site.faults.clear();
});
afterAll(() => Promise.all([proxy, acme, globex].map(({ stop }) => stop())));

function find(site: string, signal = new AbortController().signal) {
  const open = (address: string) => {
    asked.push(address);
    const http = createConfluenceHttp({
      site: address,
      credential: undefined,
      userAgent: 'test',
      network: {
        ...{ proxy: proxy.url(), noProxy: [], strictSsl: true, environment: {} },
        certificates: [acme.caPem, globex.caPem],
      },
      nowMs: Date.now,
    });
    const close = async () => {
      await http.close();
      closed.push(address);
    };
    return { ...http, close };
  };
  return findSite(site, open, signal);
}

test.each(['https://acme.atlassian.net', 'https://globex.jira.com'])('%s is itself', async (site) => {
  const { cloudId } = (site.includes('acme') ? acme : globex).site;
  expect(await find(site)).toEqual({ site, cloudId });
  expect(asked).toEqual([site]);
});

test('a site on this machine is itself', async () => {
  const { url, cloudId } = acme.site;
  expect(await find(url)).toEqual({ site: url, cloudId });
});

describe('a custom domain', () => {
  test('leads to the site that its name suggests', async () => {
    const found = await find('https://wiki.acme.example');
    expect(found).toEqual({ site: 'https://acme.atlassian.net', cloudId: acme.site.cloudId });
    expect(asked).toEqual(['https://wiki.acme.example', 'https://acme.atlassian.net']);
    expect(acme.site.leakedTokens()).toBe(0);
  });

  test('leads to no other site that only sounds like it', async () => {
    // Both names are there: globex is what it is, acme is somebody else.
    const found = await find('https://globex.acme.example');
    expect(found).toEqual({ site: 'https://globex.atlassian.net', cloudId: globex.site.cloudId });
    expect(asked.slice(1)).toEqual(['https://acme.atlassian.net', 'https://globex.atlassian.net']);
  });

  test('suggests what is not generic, from the right', async () => {
    await find('https://docs.eng.acme.co.uk');
    expect(asked.slice(1)).toEqual(['https://acme.atlassian.net']);
  });

  test('stays where no guess is the site, whatever becomes of the guess', async () => {
    // Nothing is served at other.atlassian.net.
    const site = 'https://pages.other.example';
    expect(await find(site)).toEqual({ site, cloudId: acme.site.cloudId });
    expect(asked).toEqual([site, 'https://other.atlassian.net']);
  });

  test.each([
    [{ kind: 'html' } as const],
    [{ kind: 'status', status: 404 } as const],
    [{ kind: 'redirect', location: 'https://login.example/' } as const],
    [{ kind: 'status', status: 200, body: '{"cloudId":"../x"}' } as const],
  ])('that is none is told: %j', async (fault) => {
    acme.site.faults.always('tenantInfo', fault);
    await expect(find('https://wiki.acme.example')).rejects.toMatchObject({
      code: 'siteNotCloud',
      detail: { where: 'https://wiki.acme.example' },
    });
    expect(asked).toEqual(['https://wiki.acme.example']);
  });

  test('that cannot be reached is no other site', async () => {
    await expect(find('https://wiki.nobody.example')).rejects.toMatchObject({ code: 'proxyCannotReachSite' });
  });

  test('is no longer asked about when somebody cancels', async () => {
    const abort = new AbortController();
    acme.site.faults.always('tenantInfo', { kind: 'hang' });
    const found = find('https://globex.acme.example', abort.signal);
    await expect.poll(() => asked.at(-1)).toBe('https://acme.atlassian.net');
    abort.abort();
    await expect(found).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toHaveLength(2);
  });
});

test.each([
  [
    'https://one.two.three.four.example',
    ['https://four.atlassian.net', 'https://three.atlassian.net', 'https://two.atlassian.net'],
  ],
  ['https://home.api.other.example', ['https://other.atlassian.net']],
])('of %s at most three names are tried, none of them Atlassian’s own', async (site, guesses) => {
  expect(await find(site)).toEqual({ site, cloudId: acme.site.cloudId });
  expect(asked).toEqual([site, ...guesses]);
});
