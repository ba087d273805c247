import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askSite } from './askSite.ts';
import type { Fault } from './faults.ts';
import { type Sandbox, startSandbox } from './startSandbox.ts';

let sandbox: Sandbox;
let dispatcher: Agent;
beforeAll(async () => {
  sandbox = await startSandbox({ records: 500 });
  dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
});
afterAll(async () => {
  await dispatcher.destroy();
  await sandbox.stop();
});
afterEach(() => {
  sandbox.site.faults.clear();
  sandbox.site.traffic.reset();
});

// For requests to arrive on a busy machine.
const PATIENCE = { timeout: 4_000, interval: 5 };

async function ask(query = '', signal?: AbortSignal) {
  const { email, token } = sandbox.site.users.administrator;
  const { statusCode, headers, body } = await request(`${sandbox.site.url}/wiki/rest/api/audit${query}`, {
    dispatcher,
    headers: { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` },
    signal,
  });
  return { status: statusCode, headers, text: await body.text() };
}

const next = (fault: Fault, times?: number): void => sandbox.site.faults.next('audit', fault, times);

describe('a fault', () => {
  test.each([401, 403, 404, 408, 413, 429, 500, 503])('can be the status %i', async (status) => {
    next({ kind: 'status', status });
    expect(await ask()).toMatchObject({ status, text: '' });
    expect((await ask()).status).toBe(200);
  });

  test('can carry headers and a body', async () => {
    next({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' },
      body: '{"message":"slow down"}',
    });
    const { headers, text } = await ask();
    expect(headers).toMatchObject({
      'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT',
      'content-type': 'application/json',
    });
    expect(JSON.parse(text)).toEqual({ message: 'slow down' });
    next({ kind: 'status', status: 503, body: '<html>down</html>' });
    expect((await ask()).headers['content-type']).toContain('text/html');
  });

  test.each(['{"results":"none"}', '[]', 'null', '"text"', 'not JSON'])('can be this as JSON: %s', async (body) => {
    next({ kind: 'status', status: 200, body });
    expect(await ask()).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, text: body });
  });

  test('can be a login page instead of JSON', async () => {
    next({ kind: 'html' });
    const { status, headers, text } = await ask();
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(text).toMatch(/^<!DOCTYPE html>/u);
  });

  test('can be JSON that ends in the middle', async () => {
    next({ kind: 'truncated' });
    const { status, text } = await ask();
    expect(status).toBe(200);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(text).toMatch(/^\{"results":\[\{/u);
  });

  test.each(['start', 'body'] as const)('can cut the connection (%s)', async (at) => {
    next({ kind: 'reset', at });
    await expect(ask()).rejects.toThrow();
    expect((await ask()).status).toBe(200);
    expect(sandbox.site.traffic.counters('audit').outcomes).toEqual({ cut: 1, 200: 1 });
  });

  test.each([undefined, 'start', 'body'] as const)('can be silence (%s)', async (at) => {
    next({ kind: 'hang', at });
    const giveUp = new AbortController();
    const asking = ask('', giveUp.signal);
    await expect.poll(() => sandbox.site.traffic.counters('audit').requests, PATIENCE).toBe(1);
    giveUp.abort(new Error('no answer'));
    await expect(asking).rejects.toThrow('no answer');
  });

  test('can be slowness', async () => {
    next({ kind: 'slow', delayMs: 60 });
    const startedMs = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  test('can be a redirect', async () => {
    next({ kind: 'redirect', location: 'https://id.example.com/login' });
    expect(await ask()).toMatchObject({ status: 302, headers: { location: 'https://id.example.com/login' } });
  });

  test('can be an empty answer', async () => {
    next({ kind: 'empty' });
    expect(await ask()).toMatchObject({ status: 200, text: '' });
  });

  test('can be records that arrive while somebody reads the pages', async () => {
    const endDate = Date.now();
    const { results: first } = JSON.parse((await ask(`?limit=10&endDate=${endDate}`)).text);
    const before = sandbox.site.recordCount();
    next({ kind: 'recordsArrive', count: 2 });
    const { results: second } = JSON.parse((await ask(`?limit=10&start=10&endDate=${endDate}`)).text);
    expect(sandbox.site.recordCount()).toBe(before + 2);
    expect(second.slice(0, 2)).toEqual(first.slice(-2));
  });

  test('waits for its turn, and lasts as long as asked', async () => {
    next({ kind: 'none' });
    next({ kind: 'status', status: 500 }, 2);
    sandbox.site.faults.always('audit', { kind: 'status', status: 503 });
    const statuses: number[] = [];
    for (let time = 0; time < 5; time += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 500, 500, 503, 503]);
    sandbox.site.faults.clear('audit');
    expect((await ask()).status).toBe(200);
  });

  test('concerns one endpoint only', async () => {
    sandbox.site.faults.always('retention', { kind: 'status', status: 500 });
    expect((await ask()).status).toBe(200);
  });

  test.each([
    ['currentUser', '/wiki/rest/api/user/current?expand=operations'],
    ['systemInfo', '/wiki/rest/api/settings/systemInfo'],
    ['tenantInfo', '/_edge/tenant_info'],
  ] as const)('can concern %s', async (endpoint, path) => {
    const user = sandbox.site.users.administrator;
    sandbox.site.faults.next(endpoint, { kind: 'status', status: 500 });
    expect((await ask()).status).toBe(200);
    const statuses: number[] = [];
    for (let time = 0; time < 2; time += 1) statuses.push((await askSite(sandbox, { path, user })).status);
    expect(statuses).toEqual([500, 200]);
    expect(sandbox.site.traffic.counters(endpoint).outcomes).toEqual({ 200: 1, 500: 1 });
  });

  test('does not keep the sandbox from stopping', async () => {
    const other = await startSandbox({ records: 1 });
    other.site.faults.always('tenantInfo', { kind: 'hang' });
    other.azure.faults.always('other', { kind: 'slow', delayMs: 3_600_000 });
    const agent = new Agent({ connect: { ca: other.caPem } });
    const hanging = Promise.allSettled([
      request(`${other.site.url}/_edge/tenant_info`, { dispatcher: agent }),
      request(other.azure.endpoint, { dispatcher: agent }),
    ]);
    await expect
      .poll(
        () => [other.site.traffic.counters('tenantInfo').requests, other.azure.traffic.counters('other').requests],
        PATIENCE,
      )
      .toEqual([1, 1]);
    await other.stop();
    expect((await hanging).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
