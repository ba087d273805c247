import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { diagnoseSite } from '../../../src/core/confluence/diagnoseSite.ts';
import { DIAGNOSIS_STEPS, type DiagnosisStep, type StepResult } from '../../../src/core/confluence/diagnosis.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { createCertificateAuthority } from '../../sandbox/proxy/certificateAuthority.ts';
import { startRealNamesProxy } from '../../sandbox/proxy/realNames.ts';
import { startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import type { SiteUser } from '../../sandbox/site/siteUsers.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';

const NOW_MS = Date.now();
const NO_PROXY: NetworkSettings = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

let sandbox: Sandbox;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startTrustedSandbox({
    records: 40,
    names: ['acme.atlassian.net', 'api.atlassian.com', 'wiki.acme.example'],
    nowMs: () => NOW_MS,
  });
});
afterEach(async () => {
  sandbox.site.faults.clear();
  sandbox.site.restoreOptions();
  sandbox.site.traffic.reset();
  for (const end of endings.splice(0)) await end();
});
afterAll(() => sandbox.stop());

interface Asked {
  readonly user?: SiteUser;
  readonly site?: string;
  readonly network?: NetworkSettings;
  readonly tokenDaysLeft?: number;
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
}

async function diagnose(asked: Asked = {}): Promise<Map<DiagnosisStep, StepResult>> {
  const { site = sandbox.site.url, network = NO_PROXY, nowMs = NOW_MS, tokenDaysLeft } = asked;
  const { email, token } = asked.user ?? sandbox.site.users.administrator;
  const results = new Map<DiagnosisStep, StepResult>();
  const diagnosis = diagnoseSite(
    {
      site,
      network,
      tokenDaysLeft,
      nowMs: () => nowMs,
      open: (base, as) =>
        createConfluenceHttp({
          site,
          base,
          credential: as === 'user' ? { userName: email, apiToken: token } : undefined,
          userAgent: 'test',
          network,
          nowMs: () => nowMs,
          timeouts: { connectMs: 2000, answerMs: 2000 },
        }),
    },
    asked.signal ?? new AbortController().signal,
  );
  for await (const result of diagnosis) {
    expect(results.has(result.step)).toBe(false);
    results.set(result.step, result);
  }
  expect([...results.keys()].sort()).toEqual([...DIAGNOSIS_STEPS].sort());
  expect(JSON.stringify([...results])).not.toContain(token);
  return results;
}

/** `step: verdict`, with the code of what failed and the step that others were skipped for. */
function verdicts(results: ReadonlyMap<DiagnosisStep, StepResult>): Readonly<Record<string, string>> {
  const told = (result: StepResult): string => {
    if (result.verdict === 'failed') return result.failure.code;
    return result.verdict === 'skipped' ? `skipped: ${result.because}` : result.verdict;
  };
  return Object.fromEntries([...results].map(([step, result]) => [step, told(result)]));
}

const seen = (results: ReadonlyMap<DiagnosisStep, StepResult>, step: DiagnosisStep): unknown => {
  const result = results.get(step);
  return result !== undefined && 'seen' in result ? result.seen : undefined;
};
const ALL_OK = {
  nameResolution: 'ok',
  proxy: 'ok',
  // The authority of these tests is one that nobody else trusts.
  tls: 'warning',
  reachability: 'ok',
  tokenKind: 'ok',
  authentication: 'ok',
  productAccess: 'ok',
  administrator: 'ok',
  plan: 'ok',
  scope: 'ok',
  auditRead: 'ok',
  retention: 'ok',
  clock: 'ok',
  rateLimit: 'ok',
};

describe('a diagnosis of a site that works', () => {
  test('sees everything that reading takes', async () => {
    const results = await diagnose();
    expect(verdicts(results)).toEqual(ALL_OK);
    const times = sandbox.site.records().map(({ creationDate }) => creationDate);
    expect(seen(results, 'nameResolution')).toMatchObject({ kind: 'addresses', host: 'localhost' });
    expect(seen(results, 'proxy')).toMatchObject({ kind: 'way', choice: { kind: 'direct', reason: 'notConfigured' } });
    expect(seen(results, 'tls')).toMatchObject({
      certificate: { issuer: 'Confluence Audit Sandbox CA', publiclyIssued: false, problem: undefined },
    });
    expect(seen(results, 'reachability')).toEqual({ kind: 'site', cloudId: sandbox.site.cloudId, customDomain: false });
    expect(seen(results, 'tokenKind')).toEqual({ kind: 'token', scopes: false });
    expect(seen(results, 'authentication')).toMatchObject({
      kind: 'account',
      type: 'atlassian',
      name: expect.any(String),
    });
    expect(seen(results, 'administrator')).toEqual({ kind: 'administrator' });
    expect(seen(results, 'plan')).toEqual({ kind: 'plan', edition: 'STANDARD' });
    expect(seen(results, 'scope')).toEqual({ kind: 'noScopesNeeded' });
    expect(seen(results, 'auditRead')).toMatchObject({
      count: 40,
      more: false,
      newestMs: Math.max(...times),
      days: 30,
    });
    expect(seen(results, 'retention')).toMatchObject({ retention: { number: 1, units: 'YEARS' } });
    expect(seen(results, 'rateLimit')).toEqual({ kind: 'noLimits' });
  });

  test('asks one thing after the other, few of them, and tells the token to nobody else', async () => {
    await diagnose();
    const requests = sandbox.site.traffic.requests();
    expect(requests.map(({ path }) => path.split('?')[0])).toEqual([
      '/_edge/tenant_info',
      '/wiki/rest/api/audit',
      '/wiki/rest/api/user/current',
      '/wiki/rest/api/settings/systemInfo',
      '/wiki/rest/api/audit/retention',
    ]);
  });

  test('finds a token with scopes, which may not see whose it is', async () => {
    const results = await diagnose({ user: sandbox.site.users.scoped });
    expect(verdicts(results)).toEqual(ALL_OK);
    expect(seen(results, 'tokenKind')).toEqual({ kind: 'token', scopes: true });
    expect(seen(results, 'administrator')).toEqual({ kind: 'impliedByAudit' });
    expect(seen(results, 'plan')).toEqual({ kind: 'impliedByAudit' });
    expect(seen(results, 'scope')).toEqual({ kind: 'scopeFits' });
  });

  test('warns of what is about to go wrong', async () => {
    sandbox.site.changeOptions({
      clockAheadMs: -10 * 60_000,
      rateLimit: { limit: 100, remaining: 3, resetAtMs: NOW_MS + 60_000, nearLimit: true },
      retention: { number: 30, units: 'DAYS' },
    });
    const results = await diagnose({ tokenDaysLeft: 6 });
    expect(verdicts(results)).toEqual({ ...ALL_OK, authentication: 'warning', clock: 'warning', rateLimit: 'warning' });
    expect(seen(results, 'authentication')).toMatchObject({ tokenDaysLeft: 6 });
    expect(seen(results, 'rateLimit')).toMatchObject({ headers: { 'x-ratelimit-remaining': '3' } });
    const { aheadMs } = seen(results, 'clock') as { readonly aheadMs: number };
    expect(Math.abs(aheadMs - 10 * 60_000)).toBeLessThan(2000);
    expect(seen(results, 'retention')).toMatchObject({ horizonMs: NOW_MS - 30 * 86_400_000 });
  });

  test('counts what no catalogue knows and what cannot be read', async () => {
    const strange = await startTrustedSandbox({ records: 0, nowMs: () => NOW_MS });
    endings.push(strange.stop);
    const at = NOW_MS - 1000;
    strange.site.addRecords([
      { creationDate: at, category: 'Whiteboards', summary: 'Whiteboard created' },
      { creationDate: at, category: 'Spaces', summary: 'Space created' },
    ]);
    const results = await diagnose({ site: strange.site.url, user: strange.site.users.administrator });
    expect(seen(results, 'auditRead')).toMatchObject({ count: 2, unreadable: 0, unknown: 1 });
  });
});

describe('a diagnosis tells one cause', () => {
  const skippedAccess = {
    productAccess: 'skipped: authentication',
    administrator: 'skipped: authentication',
    plan: 'skipped: authentication',
    scope: 'skipped: authentication',
    auditRead: 'skipped: authentication',
    retention: 'skipped: auditRead',
  };

  test('of a token that is wrong, or expired', async () => {
    const user = { ...sandbox.site.users.administrator, token: 'wrong-token' };
    const wrong = { ...ALL_OK, tokenKind: 'skipped: authentication', ...skippedAccess };
    expect(verdicts(await diagnose({ user }))).toEqual({ ...wrong, authentication: 'siteWrongCredentials' });
    expect(verdicts(await diagnose({ user, tokenDaysLeft: -1 }))).toEqual({
      ...wrong,
      authentication: 'siteTokenExpired',
    });
    sandbox.site.changeOptions({ unauthorizedBody: 'html' });
    expect(verdicts(await diagnose({ user }))).toEqual({ ...wrong, authentication: 'siteWrongCredentials' });
  });

  test('of a user who is not administrator, whatever the token', async () => {
    const { member, scopedMember } = sandbox.site.users;
    const expected = {
      ...ALL_OK,
      administrator: 'siteNotAdministrator',
      auditRead: 'skipped: administrator',
      retention: 'skipped: auditRead',
    };
    expect(verdicts(await diagnose({ user: member }))).toEqual(expected);
    const results = await diagnose({ user: scopedMember });
    expect(verdicts(results)).toEqual({ ...expected, scope: 'skipped: notVisible' });
    expect(seen(results, 'tokenKind')).toEqual({ kind: 'token', scopes: true });
  });

  test('of a user without Confluence', async () => {
    expect(verdicts(await diagnose({ user: sandbox.site.users.outsider }))).toEqual({
      ...ALL_OK,
      productAccess: 'siteNoConfluenceAccess',
      administrator: 'skipped: notVisible',
      plan: 'skipped: notVisible',
      auditRead: 'skipped: productAccess',
      retention: 'skipped: auditRead',
    });
  });

  test('of the Free plan, even where the refusal does not say so', async () => {
    sandbox.site.changeOptions({ plan: 'free' });
    const expected = {
      ...ALL_OK,
      plan: 'sitePlanWithoutAudit',
      auditRead: 'skipped: plan',
      retention: 'skipped: auditRead',
    };
    expect(verdicts(await diagnose())).toEqual(expected);
    sandbox.site.faults.always('audit', { kind: 'status', status: 403 });
    expect(verdicts(await diagnose())).toEqual(expected);
  });

  test.each([401, 403] as const)(
    'of a scope that is missing, told by the gateway with %s',
    async (scopeRefusalStatus) => {
      sandbox.site.changeOptions({ scopeRefusalStatus });
      expect(verdicts(await diagnose({ user: sandbox.site.users.wronglyScoped }))).toEqual({
        ...ALL_OK,
        scope: 'siteScopeMissing',
        auditRead: 'skipped: scope',
        retention: 'skipped: auditRead',
      });
    },
  );

  test('of a refusal without a word', async () => {
    sandbox.site.faults.always('audit', { kind: 'status', status: 403 });
    expect(verdicts(await diagnose())).toEqual({
      ...ALL_OK,
      auditRead: 'siteForbidden',
      retention: 'skipped: auditRead',
    });
  });

  test.each([
    [{ kind: 'status', status: 429, headers: { 'retry-after': '30' } }, 'siteRateLimited'],
    [{ kind: 'status', status: 503 }, 'siteServerError'],
    [{ kind: 'html' }, 'siteNotJson'],
    [{ kind: 'truncated' }, 'siteCutOff'],
    [{ kind: 'hang' }, 'timedOut'],
    [{ kind: 'status', status: 200, body: '{}' }, 'siteUnexpectedAnswer'],
  ] as const)('of an audit log that does not answer well: %j', async (fault, code) => {
    sandbox.site.faults.always('audit', fault);
    expect(verdicts(await diagnose())).toMatchObject({
      reachability: 'ok',
      // The site has told whose token it is, so it is one that works there.
      tokenKind: 'ok',
      authentication: 'ok',
      administrator: 'ok',
      scope: 'ok',
      auditRead: code,
      rateLimit: code === 'siteRateLimited' ? 'warning' : 'ok',
      retention: 'skipped: auditRead',
    });
  });

  test('of an address where no Confluence is, and sends no token there', async () => {
    sandbox.site.faults.always('tenantInfo', { kind: 'status', status: 404 });
    const results = verdicts(await diagnose());
    expect(results).toMatchObject({ reachability: 'siteNotCloud', tokenKind: 'skipped: reachability' });
    expect(sandbox.site.traffic.counters('audit').requests).toBe(0);
  });

  test('of a name that does not exist, of nobody there, and of a certificate', async () => {
    expect(verdicts(await diagnose({ site: 'https://nowhere.invalid' }))).toMatchObject({
      nameResolution: 'nameNotFound',
      proxy: 'skipped: nameResolution',
      rateLimit: 'skipped: nameResolution',
    });
    const gone = await startTrustedSandbox({ records: 1 });
    await gone.stop();
    expect(verdicts(await diagnose({ site: gone.site.url }))).toMatchObject({
      nameResolution: 'ok',
      proxy: 'ok',
      tls: 'skipped: reachability',
      reachability: 'connectionRefused',
      tokenKind: 'skipped: reachability',
    });
    const stranger = await startSandbox({ records: 1 });
    endings.push(stranger.stop);
    const results = await diagnose({ site: stranger.site.url });
    expect(verdicts(results)).toMatchObject({
      proxy: 'ok',
      tls: 'certificateNotTrusted',
      reachability: 'skipped: tls',
    });
    expect(results.get('tls')).toMatchObject({
      failure: { detail: { remark: expect.stringContaining('Sandbox CA') } },
    });
    expect(stranger.site.traffic.requests()).toEqual([]);
  });
});

test('a site that is down is told once, whatever the token', async () => {
  for (const endpoint of ['tenantInfo', 'audit', 'currentUser', 'systemInfo'] as const) {
    sandbox.site.faults.always(endpoint, { kind: 'status', status: 503 });
  }
  for (const user of [sandbox.site.users.administrator, sandbox.site.users.scoped]) {
    const told = Object.entries(verdicts(await diagnose({ user }))).filter(([, verdict]) => /^site/.test(verdict));
    expect(told).toEqual([['reachability', 'siteServerError']]);
  }
});

test('a token with scopes is not blamed for an audit log that stumbles', async () => {
  sandbox.site.faults.next('audit', { kind: 'none' });
  sandbox.site.faults.always('audit', { kind: 'status', status: 500 });
  expect(verdicts(await diagnose({ user: sandbox.site.users.scoped }))).toMatchObject({
    authentication: 'skipped: auditRead',
    auditRead: 'siteServerError',
  });
});

test('a retention that cannot be read is told as what it is', async () => {
  sandbox.site.faults.always('retention', { kind: 'status', status: 500 });
  expect(verdicts(await diagnose())).toEqual({ ...ALL_OK, retention: 'siteServerError' });
});

test('a login page at the first request is told as that', async () => {
  sandbox.site.faults.always('tenantInfo', { kind: 'html' });
  expect(verdicts(await diagnose())).toMatchObject({ reachability: 'siteNotJson', auditRead: 'ok' });
});

test('what the user may do explains a refusal only, not a site in trouble', async () => {
  sandbox.site.faults.always('audit', { kind: 'status', status: 503 });
  expect(verdicts(await diagnose({ user: sandbox.site.users.member }))).toMatchObject({
    administrator: 'skipped: auditRead',
    auditRead: 'siteServerError',
  });
});

describe('a diagnosis through a proxy', () => {
  const ACME = 'https://acme.atlassian.net';
  const through = async (): Promise<NetworkSettings> => {
    const proxy = await startRealNamesProxy(sandbox.site.url);
    endings.push(proxy.stop);
    return { ...NO_PROXY, proxy: proxy.url() };
  };

  test('names it, and reaches the site by its real name', async () => {
    const network = await through();
    const results = await diagnose({ site: ACME, network });
    expect(verdicts(results)).toEqual(ALL_OK);
    expect(seen(results, 'nameResolution')).toMatchObject({ kind: 'proxyAddresses', host: 'localhost' });
    expect(seen(results, 'proxy')).toMatchObject({ choice: { kind: 'proxy', source: 'http.proxy' } });
    expect(verdicts(await diagnose({ site: ACME, network, user: sandbox.site.users.scoped }))).toEqual(ALL_OK);
  });

  test('sends no token to a custom domain: one with scopes works through the gateway, another does not', async () => {
    const network = await through();
    sandbox.site.changeOptions({ customDomains: ['wiki.acme.example'] });
    const site = 'https://wiki.acme.example';
    const scoped = await diagnose({ site, network, user: sandbox.site.users.scoped });
    expect(verdicts(scoped)).toEqual(ALL_OK);
    expect(seen(scoped, 'reachability')).toMatchObject({ customDomain: true });
    expect(verdicts(await diagnose({ site, network }))).toMatchObject({
      reachability: 'ok',
      authentication: 'siteCustomDomain',
      auditRead: 'skipped: authentication',
    });
    expect(sandbox.site.leakedTokens()).toBe(0);
  });

  test('tells a proxy that refuses or does not know us from the site', async () => {
    const refusing = await startSandboxProxy({ answer: 403 });
    endings.push(refusing.stop);
    expect(verdicts(await diagnose({ site: ACME, network: { ...NO_PROXY, proxy: refusing.url() } }))).toMatchObject({
      nameResolution: 'ok',
      proxy: 'proxyRefused',
      tls: 'skipped: proxy',
    });
    const unusable = { ...NO_PROXY, proxy: 'socks5://localhost:1080' };
    expect(verdicts(await diagnose({ site: ACME, network: unusable }))).toMatchObject({
      nameResolution: 'skipped: proxy',
      proxy: 'proxyNotSupported',
      tls: 'skipped: proxy',
    });
  });

  test('does not call a token wrong whose gateway cannot be reached', async () => {
    const proxy = await startSandboxProxy({
      ports: { 'acme.atlassian.net:443': Number(new URL(sandbox.site.url).port), 'api.atlassian.com:443': 1 },
    });
    endings.push(proxy.stop);
    const network = { ...NO_PROXY, proxy: proxy.url() };
    const results = await diagnose({ site: ACME, network, user: sandbox.site.users.scoped });
    expect(verdicts(results)).toMatchObject({
      reachability: 'ok',
      tokenKind: 'skipped: auditRead',
      authentication: 'skipped: auditRead',
      auditRead: 'proxyCannotReachSite',
    });
    // A token that the site knows needs no gateway.
    expect(verdicts(await diagnose({ site: ACME, network, user: sandbox.site.users.member }))).toMatchObject({
      tokenKind: 'ok',
      administrator: 'siteNotAdministrator',
    });
  });

  test('tells a proxy whose name nobody knows from a site', async () => {
    const nobody = { ...NO_PROXY, proxy: 'http://proxy.invalid:3128' };
    expect(verdicts(await diagnose({ site: ACME, network: nobody }))).toMatchObject({
      nameResolution: 'proxyUnreachable',
      proxy: 'skipped: nameResolution',
    });
  });

  test('names who reads along', async () => {
    const inspector = await createCertificateAuthority('CN=Initech Inspection, O=Initech Security');
    const proxy = await startSandboxProxy({
      intercept: inspector,
      ports: { 'acme.atlassian.net:443': Number(new URL(sandbox.site.url).port) },
    });
    endings.push(proxy.stop);
    const untrusted = { ...NO_PROXY, proxy: proxy.url() };
    const refused = await diagnose({ site: ACME, network: untrusted });
    expect(refused.get('tls')).toMatchObject({
      verdict: 'failed',
      failure: { code: 'certificateNotTrusted', detail: { remark: expect.stringContaining('Initech Security') } },
    });
    const trusted = await diagnose({ site: ACME, network: { ...untrusted, certificates: [inspector.caPem] } });
    expect(verdicts(trusted)).toEqual(ALL_OK);
    expect(seen(trusted, 'tls')).toMatchObject({ certificate: { issuer: 'Initech Security', publiclyIssued: false } });
    const careless = await diagnose({ site: ACME, network: { ...untrusted, strictSsl: false } });
    expect(verdicts(careless)).toEqual(ALL_OK);
  });
});

test('a diagnosis that is left ends at once, with the reason', async () => {
  sandbox.site.faults.always('audit', { kind: 'hang' });
  const abort = new AbortController();
  const diagnosis = diagnose({ signal: abort.signal });
  const asked = (): boolean => sandbox.site.traffic.counters('audit').requests > 0;
  await expect.poll(asked).toBe(true);
  abort.abort(new Error('left'));
  await expect(diagnosis).rejects.toThrow('left');
});
