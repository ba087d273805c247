import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ConfluenceHttp, createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { createRoutedHttp } from '../../../src/core/confluence/routedHttp.ts';
import type { SiteUser } from '../../sandbox/site/siteUsers.ts';
import type { Sandbox } from '../../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';

let sandbox: Sandbox;
const opened: ConfluenceHttp[] = [];
beforeAll(async () => {
  sandbox = await startTrustedSandbox({ records: 5 });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()));
  sandbox.site.faults.clear();
  sandbox.site.traffic.reset();
});
afterAll(() => sandbox.stop());

const never = new AbortController().signal;
const PAGE = '/wiki/rest/api/audit?limit=1';

function reach({ email, token }: SiteUser) {
  let known: string | undefined;
  const credential = { userName: email, apiToken: token };
  const http = createRoutedHttp(
    sandbox.site.url,
    (base, as) =>
      createConfluenceHttp({
        site: sandbox.site.url,
        base,
        credential: as === 'user' ? credential : undefined,
        userAgent: 'test',
        network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
        nowMs: Date.now,
      }),
    { get: () => known, set: (base) => (known = base) },
  );
  opened.push(http);
  return { http, route: () => known };
}

const asked = () => sandbox.site.traffic.requests().map(({ path, outcome }) => `${path.split('?')[0]} ${outcome}`);

test('a token without scopes goes to the site, and nothing else is asked', async () => {
  const { http, route } = reach(sandbox.site.users.administrator);
  await http.getJson(PAGE, never);
  await http.getJson(PAGE, never);
  expect(asked()).toEqual(['/wiki/rest/api/audit 200', '/wiki/rest/api/audit 200']);
  expect(route()).toBe(sandbox.site.url);
});

test('a token with scopes goes through the gateway, and straight there from then on', async () => {
  const { http, route } = reach(sandbox.site.users.scoped);
  expect(await http.getJson(PAGE, never)).toMatchObject({ results: [expect.anything()] });
  await http.getJson(PAGE, never);
  expect(route()).toMatch(/\/ex\/confluence\/[0-9a-f-]{36}$/);
  expect(asked().map((line) => line.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
    '/wiki/rest/api/audit 401',
    '/_edge/tenant_info 200',
    '/ex/confluence/ID/wiki/rest/api/audit 200',
    '/ex/confluence/ID/wiki/rest/api/audit 200',
  ]);
  expect(http.lastAnswer()?.siteTimeMs).toBeGreaterThan(0);
});

test('a token that has scopes but not the right one is told apart from a wrong one', async () => {
  await expect(reach(sandbox.site.users.wronglyScoped).http.getJson(PAGE, never)).rejects.toMatchObject({
    code: 'siteScopeMissing',
    detail: { where: sandbox.site.url, status: 403 },
  });
  const wrong = { ...sandbox.site.users.administrator, token: 'wrong' };
  await expect(reach(wrong).http.getJson(PAGE, never)).rejects.toMatchObject({ code: 'siteWrongCredentials' });
});

test('a refusal at the site stays the verdict where the gateway knows no better', async () => {
  const { member, outsider } = sandbox.site.users;
  await expect(reach(member).http.getJson(PAGE, never)).rejects.toMatchObject({ code: 'siteNotAdministrator' });
  await expect(reach(outsider).http.getJson(PAGE, never)).rejects.toMatchObject({ code: 'siteNoConfluenceAccess' });
  sandbox.site.faults.always('tenantInfo', { kind: 'html' });
  await expect(reach(member).http.getJson(PAGE, never)).rejects.toMatchObject({ code: 'siteNotAdministrator' });
});

test('a site that names no honest cloud id gets nothing through the gateway', async () => {
  const body = JSON.stringify({ cloudId: '../../elsewhere' });
  sandbox.site.faults.always('tenantInfo', { kind: 'status', status: 200, body });
  await expect(reach(sandbox.site.users.scoped).http.getJson(PAGE, never)).rejects.toMatchObject({
    code: 'siteWrongCredentials',
  });
  expect(asked().filter((line) => line.startsWith('/ex'))).toEqual([]);
});
