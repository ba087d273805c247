import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readCloudId } from '../../../src/core/confluence/cloudId.ts';
import { type ConfluenceHttp, createConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { createPatientHttp } from '../../../src/core/confluence/patientHttp.ts';
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

function reach({ email, token }: SiteUser, make = (door: ConfluenceHttp): ConfluenceHttp => door) {
  let known: string | undefined;
  const credential = { userName: email, apiToken: token };
  const http = createRoutedHttp(
    sandbox.site.url,
    (base, as) =>
      make(
        createConfluenceHttp({
          site: sandbox.site.url,
          base,
          credential: as === 'user' ? credential : undefined,
          userAgent: 'test',
          network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
          nowMs: Date.now,
        }),
      ),
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

test('a token is not called wrong because the gateway stumbles, and is not shown to the site again', async () => {
  const { scoped } = sandbox.site.users;
  const { http } = reach(scoped, (door) =>
    createPatientHttp(door, { random: () => 0, wait: async () => undefined, onWait: () => undefined }),
  );
  sandbox.site.faults.next('audit', { kind: 'none' });
  sandbox.site.faults.next('audit', { kind: 'status', status: 503 }, 4);
  await expect(http.getJson(PAGE, never)).rejects.toMatchObject({ code: 'siteServerError' });
  const doors = sandbox.site.traffic.requests().map(({ path }) => path.startsWith('/ex/'));
  expect(doors).toEqual([false, false, true, true, true, true]);
  expect(await http.getJson(PAGE, never)).toMatchObject({ results: [expect.anything()] });
});

test('what is wrong with the gateway is told of the gateway', async () => {
  const elsewhere = createConfluenceHttp({
    site: sandbox.site.url,
    base: 'https://nowhere.invalid/ex/confluence/1',
    credential: undefined,
    userAgent: 'test',
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
    nowMs: Date.now,
  });
  opened.push(elsewhere);
  await expect(elsewhere.getJson(PAGE, never)).rejects.toMatchObject({
    code: 'nameNotFound',
    detail: { where: 'https://nowhere.invalid' },
  });
});

test.each([
  [{ kind: 'status', status: 403, body: 'Unlicensed: the free plan is over' }],
  [{ kind: 'status', status: 401, body: 'scope' }],
  [{ kind: 'status', status: 404 }],
  [{ kind: 'redirect', location: 'https://elsewhere.example' }],
] as const)('a server that is no site is told as that, whatever it says: %j', async (fault) => {
  sandbox.site.faults.always('tenantInfo', fault);
  const anonymous = reach(sandbox.site.users.administrator).http;
  await expect(readCloudId(anonymous, sandbox.site.url, never)).rejects.toMatchObject({ code: 'siteNotCloud' });
});

test('a site that stumbles is not taken for none', async () => {
  sandbox.site.faults.always('tenantInfo', { kind: 'status', status: 503 });
  const { http } = reach(sandbox.site.users.administrator);
  await expect(readCloudId(http, sandbox.site.url, never)).rejects.toMatchObject({ code: 'siteServerError' });
});
