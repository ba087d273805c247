import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askSite } from './askSite.ts';
import type { SiteOptions } from './site/siteOptions.ts';
import { type Sandbox, startSandbox } from './startSandbox.ts';

interface Page {
  readonly results: readonly unknown[];
  readonly start: number;
  readonly limit: number;
  readonly size: number;
  readonly _links: Readonly<Record<string, string>>;
}

async function pageOf(sandbox: Sandbox, query: string): Promise<Page> {
  const user = sandbox.site.users.administrator;
  const { status, json } = await askSite(sandbox, { path: `/wiki/rest/api/audit${query}`, user });
  expect(status).toBe(200);
  return json();
}

async function withSandbox(site: SiteOptions, use: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ records: 10, site });
  try {
    await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

describe('the Confluence site', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ records: 2345, seed: 5 });
  });
  afterAll(() => sandbox.stop());

  test('gives exactly its records by following the pages, newest first', async () => {
    const read: unknown[] = [];
    let next: string | undefined = '/rest/api/audit';
    const sizes: number[] = [];
    while (next !== undefined) {
      const page: Page = await pageOf(sandbox, next.replace('/rest/api/audit', ''));
      expect(page.start).toBe(read.length);
      read.push(...page.results);
      sizes.push(page.size);
      next = page._links['next'];
    }
    expect(sizes).toEqual([1000, 1000, 345]);
    expect(read.reverse()).toEqual(sandbox.site.records());
  });

  test('includes both ends of a window', async () => {
    const records = sandbox.site.records();
    const fromMs = records[100]?.creationDate ?? 0;
    const toMs = records[200]?.creationDate ?? 0;
    const { results } = await pageOf(sandbox, `?startDate=${fromMs}&endDate=${toMs}`);
    const expected = records.filter(({ creationDate }) => creationDate >= fromMs && creationDate <= toMs);
    expect(expected.length).toBeGreaterThanOrEqual(101);
    expect(results.toReversed()).toEqual(expected);
  });

  test('answers with the envelope of the real one', async () => {
    const { results, ...envelope } = await pageOf(sandbox, '?endDate=99999999999999&limit=2&start=4');
    expect(results.length).toBe(2);
    expect(envelope).toEqual({
      start: 4,
      limit: 2,
      size: 2,
      _links: {
        base: `${sandbox.site.url}/wiki`,
        context: '/wiki',
        self: `${sandbox.site.url}/wiki/rest/api/audit?endDate=99999999999999&limit=2&start=4`,
        next: '/rest/api/audit?endDate=99999999999999&limit=2&start=6',
      },
    });
  });

  test.each(['?limit=1000&start=2000', '?startDate=99999999999999', '?start=99999'])(
    'has nothing after %s',
    async (query) => {
      const page = await pageOf(sandbox, query);
      expect(page._links).not.toHaveProperty('next');
      expect(page.size).toBe(page.results.length);
    },
  );

  test('gives a thousand records at most', async () => {
    expect((await pageOf(sandbox, '?limit=5000')).limit).toBe(1000);
  });

  test('finds records by their text', async () => {
    const { results } = await pageOf(sandbox, '?searchString=audit%20log%20CONFIGURATION');
    expect(results.length).toBeGreaterThan(0);
    for (const record of results) expect(JSON.stringify(record)).toContain('Audit Log configuration updated');
  });

  test('shows records that were added, wherever their time puts them', async () => {
    const [added] = sandbox.site.addRecords([{ creationDate: 86_400_000, summary: 'Back-dated' }]);
    expect((await pageOf(sandbox, '?endDate=86400000')).results).toEqual([added]);
    const arrived = sandbox.site.addRecords(3);
    expect((await pageOf(sandbox, '?limit=3')).results.toReversed()).toEqual(arrived);
  });

  test('tells its retention to administrators and its id to anybody', async () => {
    const user = sandbox.site.users.administrator;
    const retention = await askSite(sandbox, { path: '/wiki/rest/api/audit/retention', user });
    expect(retention.json()).toEqual({ number: 1, units: 'YEARS' });
    const tenant = await askSite(sandbox, { path: '/_edge/tenant_info' });
    expect(tenant.json()).toEqual({ cloudId: expect.stringMatching(/^[0-9a-f-]{36}$/u) });
  });

  test.each([
    ['a wrong token', () => ({ ...sandbox.site.users.administrator, token: 'wrong' }), 401, 'authenticated'],
    [
      'a wrong e-mail',
      () => ({ ...sandbox.site.users.administrator, email: 'nobody@example.com' }),
      401,
      'authenticated',
    ],
    ['no credentials', () => undefined, 401, 'authenticated'],
    ['somebody who is no administrator', () => sandbox.site.users.member, 403, 'permission'],
    ['somebody without access', () => sandbox.site.users.outsider, 403, 'not permitted to use Confluence'],
  ])('refuses %s', async (_, user, status, words) => {
    const answer = await askSite(sandbox, { path: '/wiki/rest/api/audit', user: user() });
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({ statusCode: status, message: expect.stringContaining(words) });
  });

  test.each([
    ['/wiki/rest/api/nothing', 'GET', 404],
    ['/', 'GET', 404],
    ['/wiki/rest/api/audit', 'POST', 405],
    ['/wiki/rest/api/audit?startDate=yesterday', 'GET', 400],
    ['/wiki/rest/api/audit?limit=-1', 'GET', 400],
  ] as const)('answers %s, asked by %s, with %i', async (path, method, status) => {
    const answer = await askSite(sandbox, { path, method, user: sandbox.site.users.administrator });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ statusCode: status });
  });

  test('is trusted only with its certificate authority', async () => {
    await expect(request(`${sandbox.site.url}/_edge/tenant_info`)).rejects.toThrow();
    const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
    const byAddress = sandbox.site.url.replace('localhost', '127.0.0.1');
    expect((await request(`${byAddress}/_edge/tenant_info`, { dispatcher })).statusCode).toBe(200);
  });

  test('counts requests and remembers them without credentials', async () => {
    sandbox.site.traffic.reset();
    await pageOf(sandbox, '?limit=1');
    expect(sandbox.site.traffic.counters('audit')).toMatchObject({ requests: 1, mostAtOnce: 1, outcomes: { 200: 1 } });
    expect(sandbox.site.traffic.requests()).toMatchObject([
      { method: 'GET', path: '/wiki/rest/api/audit?limit=1', outcome: 200 },
    ]);
    expect(JSON.stringify(sandbox.site.traffic.requests())).not.toContain(sandbox.site.users.administrator.token);
  });
});

describe('the options of the Confluence site', () => {
  test('a smaller page', () =>
    withSandbox({ pageCap: 4 }, async (sandbox) => {
      expect(await pageOf(sandbox, '')).toMatchObject({ limit: 4, size: 4 });
    }));

  test('a size that is the total', () =>
    withSandbox({ size: 'total' }, async (sandbox) => {
      expect(await pageOf(sandbox, '?limit=4')).toMatchObject({ limit: 4, size: 10 });
    }));

  test('the Free plan', () =>
    withSandbox({ plan: 'free' }, async (sandbox) => {
      const user = sandbox.site.users.administrator;
      const { status, text } = await askSite(sandbox, { path: '/wiki/rest/api/audit', user });
      expect([status, text]).toEqual([403, expect.stringContaining('Free plan')]);
    }));

  test('a login page for those who are not signed in', () =>
    withSandbox({ unauthorizedBody: 'html' }, async (sandbox) => {
      const { status, headers, text } = await askSite(sandbox, { path: '/wiki/rest/api/audit' });
      expect([status, headers['content-type']]).toEqual([401, expect.stringContaining('text/html')]);
      expect(text).toContain('<form');
    }));

  test('a token of one’s own', () =>
    withSandbox({ administratorToken: 'my-own' }, async (sandbox) => {
      expect(sandbox.site.users.administrator.token).toBe('my-own');
      expect(await pageOf(sandbox, '')).toMatchObject({ size: 10 });
    }));

  test('changed while it runs, and as they were again', () =>
    withSandbox({ pageCap: 4, size: 'total' }, async (sandbox) => {
      sandbox.site.changeOptions({ pageCap: 3 });
      expect(await pageOf(sandbox, '')).toMatchObject({ limit: 3, size: 10 });
      sandbox.site.changeOptions({ size: 'page' });
      expect(await pageOf(sandbox, '')).toMatchObject({ limit: 3, size: 3 });
      sandbox.site.restoreOptions();
      expect(await pageOf(sandbox, '')).toMatchObject({ limit: 4, size: 10 });
    }));
});
