import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { createTurns } from '../../src/core/confluence/oneAtATime.ts';
import type { Organization } from '../../src/core/organization/organization.ts';
import { createConnections } from '../../src/shell/connections.ts';
import { realNames, startRealNamesProxy } from '../sandbox/proxy/realNames.ts';
import type { SandboxProxy } from '../sandbox/proxy/sandboxProxy.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../sandbox/trustSandbox.ts';
import { ACME, NOON_MS } from './examples.ts';
import { user } from './fakeUser.ts';

const OWN = `https://${realNames.site}`;
const CUSTOM = `https://${realNames.customDomain}`;

let sandbox: Sandbox;
let proxy: SandboxProxy;
beforeAll(async () => {
  sandbox = await startTrustedSandbox({
    records: 5,
    names: Object.values(realNames),
    site: { customDomains: [realNames.customDomain], ownUrl: OWN },
  });
  proxy = await startRealNamesProxy(sandbox.site.url);
});
afterEach(() => {
  sandbox.site.traffic.reset();
  sandbox.site.faults.clear();
  user.reset();
});
afterAll(() => Promise.all([proxy.stop(), sandbox.stop()]));

const never = new AbortController().signal;
function connect(apiToken = 'revoked') {
  user.settings.set('http.proxy', proxy.url());
  return createConnections({
    apiTokenOf: async () => apiToken,
    clientSecretOf: async () => undefined,
    nowMs: () => NOON_MS,
    onWait: () => undefined,
    version: '1.2.3',
    takeTurn: createTurns(),
  });
}

describe('the site behind an address', () => {
  test.each([OWN, CUSTOM])('%s is found, and nothing but its id is asked', async (address) => {
    const { cloudId } = sandbox.site;
    expect(await connect().findSite(address, never)).toEqual({ site: OWN, cloudId });
    expect(new Set(sandbox.site.traffic.requests().map(({ path }) => path))).toEqual(new Set(['/_edge/tenant_info']));
    expect(sandbox.site.leakedTokens()).toBe(0);
  });

  test('takes turns with whoever else asks it', async () => {
    const connections = connect();
    sandbox.site.faults.always('tenantInfo', { kind: 'slow', delayMs: 20 });
    await Promise.all([1, 2, 3].map(() => connections.findSite(OWN, never)));
    expect(sandbox.site.traffic.counters('tenantInfo')).toMatchObject({ requests: 3, mostAtOnce: 1 });
  });
});

describe('a refused token', () => {
  const read = (change: Partial<Organization>) =>
    connect().withSource({ ...ACME, site: OWN, ...change }, async (source) => {
      const parts = source.parts({ fromMs: NOON_MS - 1000, toMs: NOON_MS }, never);
      for await (const part of parts) expect(part).toBeDefined();
    });

  test.each([
    ['2026-10-01', 'siteTokenExpired'],
    ['2026-10-20', 'siteWrongCredentials'],
    [undefined, 'siteWrongCredentials'],
  ])('whose last day is %s: %s', async (tokenExpiresOn, code) => {
    await expect(read({ tokenExpiresOn })).rejects.toMatchObject({ code, detail: { where: OWN, status: 401 } });
  });
});
