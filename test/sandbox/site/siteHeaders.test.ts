import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askSite } from '../askSite.ts';
import { type Sandbox, startSandbox } from '../startSandbox.ts';

const NOW_MS = Date.UTC(2026, 10, 5, 12);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ records: 1, nowMs: () => NOW_MS });
});
afterEach(() => {
  sandbox.site.restoreOptions();
  sandbox.site.faults.clear();
});
afterAll(() => sandbox.stop());

/** Of a page, a refusal, an unknown address, and answers that faults give. */
async function headersOfAll() {
  const { administrator } = sandbox.site.users;
  const audit = { path: '/wiki/rest/api/audit', user: administrator };
  const answers = [await askSite(sandbox, audit)];
  for (const path of ['/_edge/tenant_info', '/wiki/rest/api/audit', '/'])
    answers.push(await askSite(sandbox, { path }));
  for (const kind of ['html', 'empty', 'truncated'] as const) {
    sandbox.site.faults.next('audit', { kind });
    answers.push(await askSite(sandbox, audit));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 200, 200, 200]);
  return answers.map(({ headers }) => headers);
}

test.each([
  [undefined, 'Thu, 05 Nov 2026 12:00:00 GMT'],
  [90_000, 'Thu, 05 Nov 2026 12:01:30 GMT'],
  [-3_600_000, 'Thu, 05 Nov 2026 11:00:00 GMT'],
])('the clock of the site, %i ms ahead, is in every answer', async (clockAheadMs, date) => {
  sandbox.site.changeOptions({ clockAheadMs });
  for (const headers of await headersOfAll()) expect(headers).toMatchObject({ date });
});

test('what is left of the rate limit is in every answer', async () => {
  for (const headers of await headersOfAll()) expect(Object.keys(headers).join()).not.toContain('ratelimit');
  sandbox.site.changeOptions({ rateLimit: { limit: 100, remaining: 7, resetAtMs: NOW_MS + 60_000, nearLimit: true } });
  for (const headers of await headersOfAll()) {
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': '2026-11-05T12:01:00.000Z',
      'x-ratelimit-nearlimit': 'true',
    });
  }
});

test('a fault may say otherwise', async () => {
  sandbox.site.changeOptions({ rateLimit: { limit: 100, remaining: 7, resetAtMs: NOW_MS, nearLimit: false } });
  sandbox.site.faults.next('audit', { kind: 'status', status: 429, headers: { 'X-RateLimit-Remaining': '0' } });
  const { headers } = await askSite(sandbox, { path: '/wiki/rest/api/audit' });
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' });
});
