import { ProxyAgent } from 'undici';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askSite } from '../askSite.ts';
import type { SiteUser } from '../site/siteUsers.ts';
import { type Sandbox, startSandbox } from '../startSandbox.ts';
import { realNames, startRealNamesProxy } from './realNames.ts';
import type { SandboxProxy } from './sandboxProxy.ts';

const AUDIT = '/wiki/rest/api/audit?limit=1';
const OWN_URL = `https://${realNames.site}`;

let sandbox: Sandbox;
let proxy: SandboxProxy;
let dispatcher: ProxyAgent;
beforeAll(async () => {
  sandbox = await startSandbox({
    records: 5,
    names: Object.values(realNames),
    site: { customDomains: [realNames.customDomain], ownUrl: OWN_URL },
  });
  proxy = await startRealNamesProxy(sandbox.site.url);
  dispatcher = new ProxyAgent({ uri: proxy.url(), requestTls: { ca: sandbox.caPem } });
});
afterEach(() => {
  sandbox.site.restoreOptions();
  sandbox.site.faults.clear();
  sandbox.site.traffic.reset();
});
afterAll(async () => {
  await dispatcher.destroy();
  await proxy.stop();
  await sandbox.stop();
});

const ask = (host: string, path: string, user?: SiteUser) =>
  askSite(sandbox, { path, user, through: { origin: `https://${host}`, dispatcher } });

test('the site answers under its real name', async () => {
  const { status, json } = await ask(realNames.site, AUDIT, sandbox.site.users.administrator);
  expect([status, json().size, json()._links.base]).toEqual([200, 1, `${OWN_URL}/wiki`]);
  expect(proxy.seen().map(({ target }) => target)).toContain(`${realNames.site}:443`);
  expect(sandbox.site.traffic.requests()).toMatchObject([{ endpoint: 'audit', host: realNames.site, path: AUDIT }]);
});

test('the gateway answers under its real name, and serves nothing but the gateway', async () => {
  const { users, cloudId } = sandbox.site;
  expect((await ask(realNames.gateway, `/ex/confluence/${cloudId}${AUDIT}`, users.scoped)).status).toBe(200);
  for (const path of [AUDIT, '/_edge/tenant_info', `/ex/confluence/another${AUDIT}`]) {
    expect((await ask(realNames.gateway, path, users.administrator)).status).toBe(404);
  }
});

test('a name that the certificate is not good for is not believed', async () => {
  const unnamed = await startSandbox({ records: 0 });
  const itsProxy = await startRealNamesProxy(unnamed.site.url);
  const client = new ProxyAgent({ uri: itsProxy.url(), requestTls: { ca: unnamed.caPem } });
  const asking = askSite(unnamed, { path: AUDIT, through: { origin: OWN_URL, dispatcher: client } });
  await expect(asking).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  await client.destroy();
  await itsProxy.stop();
  await unnamed.stop();
});

test('hosts that are not known go to the port they were asked for', async () => {
  const { origin, port } = new URL(sandbox.site.url);
  expect((await askSite(sandbox, { path: '/', through: { origin, dispatcher } })).status).toBe(404);
  expect(proxy.seen().at(-1)?.target).toBe(`localhost:${port}`);
});

test('a custom domain tells the id, and leads everybody to the site', async () => {
  const { users, cloudId } = sandbox.site;
  const { customDomain } = realNames;
  expect((await ask(customDomain, '/_edge/tenant_info')).json()).toEqual({ cloudId });
  for (const user of [undefined, users.administrator, users.scoped, users.outsider]) {
    const { status, headers, text } = await ask(customDomain, AUDIT, user);
    expect([status, headers['location'], text]).toEqual([302, OWN_URL + AUDIT, '']);
  }
  expect((await ask(customDomain, `/ex/confluence/${cloudId}${AUDIT}`)).status).toBe(404);
  expect(sandbox.site.traffic.counters('audit').requests).toBe(0);
  sandbox.site.changeOptions({ ownUrl: undefined });
  expect((await ask(customDomain, AUDIT)).headers['location']).toBe(sandbox.site.url + AUDIT);
});

test('a credential that arrives at a custom domain counts as leaked, whatever the answer', async () => {
  const { administrator } = sandbox.site.users;
  await ask(realNames.customDomain, AUDIT);
  await ask(realNames.customDomain, '/_edge/tenant_info');
  await ask(realNames.site, AUDIT, administrator);
  expect(sandbox.site.leakedTokens()).toBe(0);
  await ask(realNames.customDomain, AUDIT, administrator);
  await ask(realNames.customDomain, '/', { ...administrator, token: 'wrong' });
  sandbox.site.faults.next('tenantInfo', { kind: 'status', status: 503 });
  await ask(realNames.customDomain, '/_edge/tenant_info', administrator);
  expect(sandbox.site.leakedTokens()).toBe(3);
  sandbox.site.traffic.reset();
  expect(sandbox.site.leakedTokens()).toBe(0);
});

test('the site answers under any other name too, when it is not a custom domain', async () => {
  sandbox.site.changeOptions({ customDomains: [] });
  const user = sandbox.site.users.administrator;
  const { status } = await askSite(sandbox, { path: AUDIT, user, host: realNames.customDomain });
  expect([status, sandbox.site.leakedTokens()]).toEqual([200, 0]);
});
