import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ConfluenceHttp, createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { Failure, type FailureCode, type FailurePolicy, failurePolicy } from '../../../src/core/failure.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import type { Fault } from '../../sandbox/faults.ts';
import { startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12, 0, 0);
const PAGE = '/wiki/rest/api/audit?startDate=0&endDate=9999999999999&start=0&limit=1';
const NO_PROXY: NetworkSettings = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

let sandbox: Sandbox;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startTrustedSandbox({ records: 50, nowMs: () => NOW_MS });
});
afterEach(async () => {
  sandbox.site.faults.clear();
  for (const end of endings.splice(0)) await end();
});
afterAll(() => sandbox.stop());

function ask(site: string, network: NetworkSettings = NO_PROXY): ConfluenceHttp {
  const { email, token } = sandbox.site.users.administrator;
  const http = createConfluenceHttp({
    site,
    credential: { userName: email, apiToken: token },
    userAgent: 'test',
    network,
    nowMs: () => NOW_MS,
    timeouts: { connectMs: 2000, answerMs: 1000 },
  });
  endings.push(http.close);
  return http;
}

async function failureOf(http: ConfluenceHttp): Promise<Failure> {
  const error = await http.getJson(PAGE, new AbortController().signal).then(
    () => new Error('was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw error;
  expect(error.message).not.toContain(sandbox.site.users.administrator.token);
  return error;
}

type Row = readonly [Fault, FailureCode, FailurePolicy, retryAfterMs?: number];

const status = (code: number, body = '', headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: 'status',
  status: code,
  body,
  headers,
});

const ROWS: Readonly<Record<string, Row>> = {
  '401 for a wrong pair': [status(401, '{"message":"Unauthorized"}'), 'siteWrongCredentials', 'stop'],
  '401 with a login page': [status(401, '<html>Log in</html>'), 'siteWrongCredentials', 'stop'],
  '401 of the gateway for scopes': [
    status(401, '{"message":"Unauthorized; scope does not match"}'),
    'siteScopeMissing',
    'stop',
  ],
  '403 for scopes': [status(403, 'Unauthorized; scope does not match'), 'siteScopeMissing', 'stop'],
  '403 for who is not administrator': [
    status(403, 'You need administrator permission'),
    'siteNotAdministrator',
    'wait',
  ],
  '403 for who has no Confluence': [
    status(403, 'Current user not permitted to use Confluence'),
    'siteNoConfluenceAccess',
    'wait',
  ],
  '403 on the Free plan': [
    status(403, 'The audit log is not available on the Free plan'),
    'sitePlanWithoutAudit',
    'wait',
  ],
  '403 of a firewall with words like those': [
    status(403, '<html><th scope="col">You do not have permission. Feel free to plan.</th></html>'),
    'siteForbidden',
    'wait',
  ],
  '401 with a page that has a scope': [
    status(401, '<html><script>$scope.login()</script></html>'),
    'siteWrongCredentials',
    'stop',
  ],
  '429 for ever': [status(429, '', { 'retry-after': '9999999999999' }), 'siteRateLimited', 'retry', 30 * 86_400_000],
  '403 without a word': [status(403), 'siteForbidden', 'wait'],
  '404': [status(404), 'siteNotFound', 'wait'],
  '408': [status(408), 'timedOut', 'retry'],
  '413': [status(413, '<html>too large</html>'), 'siteRequestTooLarge', 'wait'],
  '418': [status(418), 'siteUnexpectedStatus', 'wait'],
  '429 without a word': [status(429), 'siteRateLimited', 'retry'],
  '429 with seconds': [status(429, '', { 'retry-after': '17' }), 'siteRateLimited', 'retry', 17_000],
  '429 with a date': [
    status(429, '', { 'retry-after': new Date(NOW_MS + 90_000).toUTCString() }),
    'siteRateLimited',
    'retry',
    90_000,
  ],
  '429 with a date that is over': [
    status(429, '', { 'retry-after': new Date(NOW_MS - 5000).toUTCString() }),
    'siteRateLimited',
    'retry',
    0,
  ],
  '429 with nonsense': [status(429, '', { 'retry-after': 'soon' }), 'siteRateLimited', 'retry'],
  '500': [status(500, '{}'), 'siteServerError', 'retry'],
  '502 with a page': [status(502, '<html>Bad gateway</html>'), 'siteServerError', 'retry'],
  '503 with seconds': [status(503, '', { 'retry-after': '5' }), 'siteServerError', 'retry', 5000],
  '504': [status(504), 'siteServerError', 'retry'],
  '200 with a page': [{ kind: 'html' }, 'siteNotJson', 'wait'],
  '200 and nothing': [{ kind: 'empty' }, 'siteCutOff', 'retry'],
  '200 with half of the JSON': [{ kind: 'truncated' }, 'siteCutOff', 'retry'],
  'a redirect': [{ kind: 'redirect', location: 'https://id.atlassian.com/login' }, 'siteRedirected', 'wait'],
  'a reset before the answer': [{ kind: 'reset', at: 'start' }, 'connectionLost', 'retry'],
  'a reset within the answer': [{ kind: 'reset', at: 'body' }, 'connectionLost', 'retry'],
  silence: [{ kind: 'hang' }, 'timedOut', 'retry'],
  'silence within the answer': [{ kind: 'hang', at: 'body' }, 'timedOut', 'retry'],
};

describe('what a site says or does', () => {
  test.each(Object.entries(ROWS))('%s', async (_name, [fault, code, policy, retryAfterMs]) => {
    sandbox.site.faults.next('audit', fault);
    const failure = await failureOf(ask(sandbox.site.url));
    expect(failure.code).toBe(code);
    expect(failurePolicy(failure.code)).toBe(policy);
    expect(failure.detail.where).toBe(sandbox.site.url);
    expect(failure.detail.retryAfterMs).toBe(retryAfterMs);
    if (fault.kind === 'status') expect(failure.detail.status).toBe(fault.status);
  });
});

describe('what happens on the way', () => {
  test('a date to wait for is by the clock of the site, whatever this computer thinks', async () => {
    const siteNowMs = NOW_MS + 3_600_000;
    sandbox.site.faults.next(
      'audit',
      status(429, '', {
        date: new Date(siteNowMs).toUTCString(),
        'retry-after': new Date(siteNowMs + 30_000).toUTCString(),
      }),
    );
    expect((await failureOf(ask(sandbox.site.url))).detail.retryAfterMs).toBe(30_000);
  });

  test('a name that does not exist', async () => {
    expect((await failureOf(ask('https://nowhere.invalid'))).code).toBe('nameNotFound');
    expect(failurePolicy('nameNotFound')).toBe('wait');
  });

  test('a certificate that nobody vouches for', async () => {
    const stranger = await startSandbox({ records: 1 });
    endings.push(stranger.stop);
    expect((await failureOf(ask(stranger.site.url))).code).toBe('certificateNotTrusted');
    expect(stranger.site.traffic.counters('audit').requests).toBe(0);
  });

  test('nobody there', async () => {
    const gone = await startTrustedSandbox({ records: 1 });
    await gone.stop();
    expect((await failureOf(ask(gone.site.url))).code).toBe('connectionRefused');
  });

  test('a proxy that refuses', async () => {
    const proxy = await startSandboxProxy({ answer: 403 });
    endings.push(proxy.stop);
    const failure = await failureOf(ask('https://acme.atlassian.net', { ...NO_PROXY, proxy: proxy.url() }));
    expect([failure.code, failurePolicy(failure.code), failure.detail.status]).toEqual(['proxyRefused', 'wait', 403]);
  });

  test('a proxy that does not know us: trying on could lock the account', async () => {
    const credential = { userName: 'ann', password: 'right' };
    const proxy = await startSandboxProxy({ credential });
    endings.push(proxy.stop);
    const wrong = proxy.url({ ...credential, password: 'wrong' });
    const failure = await failureOf(ask('https://acme.atlassian.net', { ...NO_PROXY, proxy: wrong }));
    expect([failure.code, failurePolicy(failure.code)]).toEqual(['proxyWrongCredentials', 'stop']);
  });

  test('a body larger than any page is given up on', async () => {
    sandbox.site.faults.next('audit', status(200, `"${'x'.repeat(70 * 1024 * 1024)}"`));
    expect((await failureOf(ask(sandbox.site.url))).code).toBe('siteUnexpectedAnswer');
  });
});
