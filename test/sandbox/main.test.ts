import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxValues } from './sandboxValues.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function firstLine(sandbox: ChildProcess): Promise<string> {
  if (sandbox.stdout === null) throw new Error('There is no output.');
  for await (const line of createInterface(sandbox.stdout)) return line;
  throw new Error('The sandbox ended without a word.');
}

/** What it prints when it is ready. */
type Ready = SandboxValues & {
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly proxy?: string;
  readonly control: string;
};

async function started(
  ...args: readonly string[]
): Promise<{ readonly sandbox: ChildProcess; readonly values: Ready }> {
  const sandbox = start('--records', '20', '--until-stdin-closes', ...args);
  return { sandbox, values: JSON.parse(await firstLine(sandbox)) };
}

async function control(values: Ready, call: string, body?: unknown) {
  const [method = 'GET', path = '/'] = call.split(' ');
  const answer = await request(values.control + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const lines = (await answer.body.text()).split('\n').filter((line) => line !== '');
  return { status: answer.statusCode, lines: lines.map((line): unknown => JSON.parse(line)) };
}

async function readAudit(values: Ready, origin = values.site.url) {
  const ca = await readFile(values.caFile ?? '', 'utf8');
  const { email, token } = values.site.administrator;
  const dispatcher: Dispatcher = values.proxy
    ? new ProxyAgent({ uri: values.proxy, requestTls: { ca } })
    : new Agent({ connect: { ca } });
  const answer = await request(`${origin}/wiki/rest/api/audit`, {
    dispatcher,
    headers: { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` },
  });
  const text = await answer.body.text();
  await dispatcher.close();
  return { status: answer.statusCode, text };
}

// Starting a process takes long on a busy machine.
describe('the sandbox as a process', { timeout: 60_000 }, () => {
  let sandbox: ChildProcess;
  let values: Ready;
  beforeAll(async () => {
    ({ sandbox, values } = await started('--administrator-token', 'my-own'));
  }, 60_000);
  beforeEach(() => control(values, 'POST /forget'));
  afterAll(() => sandbox.stdin?.end());

  test('prints what a user needs, and serves it', async () => {
    expect(values.site.administrator.token).toBe('my-own');
    expect(values.azure).toMatchObject({
      endpoint: expect.stringMatching(/^https:/u),
      audience: 'https://monitor.azure.com',
    });
    const { results } = JSON.parse((await readAudit(values)).text);
    expect(results.length).toBe(20);
    expect((await control(values, 'GET /records')).lines).toEqual(results.reverse());
    const { control: _control, window: _window, ...forms } = values;
    expect(forms).not.toHaveProperty('proxy');
    expect((await control(values, 'GET /values')).lines).toEqual([forms]);
  });

  test('makes faults and clears them', async () => {
    const fault = { kind: 'status', status: 503 };
    await control(values, 'POST /faults', { server: 'site', endpoint: 'audit', fault });
    await control(values, 'POST /faults', { server: 'site', endpoint: 'audit', fault: { kind: 'html' }, always: true });
    expect([(await readAudit(values)).status, (await readAudit(values)).text[0]]).toEqual([503, '<']);
    await control(values, 'DELETE /faults');
    expect((await readAudit(values)).text[0]).toBe('{');
    const [counters] = (await control(values, 'GET /counters')).lines;
    expect(counters).toMatchObject({ site: { audit: { requests: 3, outcomes: { 200: 2, 503: 1 } } } });
    expect((await control(values, 'GET /requests')).lines).toHaveLength(3);
  });

  test('adds records', async () => {
    const before = (await control(values, 'GET /records')).lines.length;
    expect((await control(values, 'POST /records', { count: 3, atMs: Date.now() })).lines).toEqual([{ added: 3 }]);
    const record = { creationDate: 5, summary: 'Forged' };
    expect((await control(values, 'POST /records', { records: [record] })).lines).toEqual([{ added: 1 }]);
    const { lines } = await control(values, 'GET /records');
    expect([lines.length, lines[0]]).toEqual([before + 4, record]);
  });

  test('changes what the site is like, and back', async () => {
    const limit = async () => JSON.parse((await readAudit(values)).text).limit;
    await control(values, 'POST /site-options', { pageCap: 3 });
    await control(values, 'POST /site-options', { unauthorizedBody: 'html' });
    expect(await limit()).toBe(3);
    await control(values, 'DELETE /site-options');
    expect(await limit()).toBe(1000);
  });

  test.each([
    ['POST /site-options', { pageCap: 'many' }, 400],
    ['POST /site-options', { plna: 'free' }, 400],
    ['POST /site-options', { administratorToken: 'too late' }, 400],
    ['POST /site-options', undefined, 400],
    ['POST /faults', { server: 'site', endpoint: 'audit', fault: { kind: 'earthquake' } }, 400],
    ['POST /faults', { server: 'azure', endpoint: 'audit', fault: { kind: 'hang' } }, 400],
    ['POST /records', { records: [{ summary: 'without a time' }] }, 400],
    ['GET /constructor', undefined, 404],
  ])('explains what is wrong with %s %j', async (call, body, status) => {
    const answer = await control(values, call, body);
    expect(answer.status).toBe(status);
    expect(answer.lines).toEqual([expect.objectContaining({ message: expect.any(String) })]);
  });

  test.each([
    ['GET', '/values', { origin: 'https://example.com' }],
    ['GET', '/values', { host: 'rebound.example.com' }],
    ['POST', '/stop', { origin: 'https://example.com' }],
    ['POST', '/stop', { host: 'rebound.example.com' }],
  ] as const)('does not serve web pages: %s %s %j', async (method, path, headers) => {
    const answer = await request(`${values.control}${path}`, { method, headers });
    expect(answer.statusCode).toBe(403);
    expect(await answer.body.text()).not.toContain('my-own');
    expect((await control(values, 'GET /values')).status).toBe(200);
  });

  test('serves the site of one’s choice under real names', async () => {
    const options = { plan: 'premium', pageCap: 7, cloudId: '11111111-2222-4333-8444-555555555555' };
    const other = await started('--proxy', '--page-cap', '5', '--site-options', JSON.stringify(options));
    expect(other.values.site.cloudId).toBe(options.cloudId);
    const page = JSON.parse((await readAudit(other.values, 'https://acme.atlassian.net')).text);
    expect(page).toMatchObject({ limit: 7, _links: { base: 'https://acme.atlassian.net/wiki' } });
    expect((await readAudit(other.values, 'https://api.atlassian.com')).status).toBe(404);
    expect((await readAudit(other.values, 'https://wiki.acme.example')).status).toBe(302);
    expect((await control(other.values, 'GET /counters')).lines).toMatchObject([{ leakedTokens: 1 }]);
    const exited = once(other.sandbox, 'exit');
    await control(other.values, 'POST /stop');
    expect(await exited).toEqual([0, null]);
  });

  test.each([
    ['--site-options', '{"plna": "free"}'],
    ['--site-options', 'plan=free'],
    ['--plan', 'golden'],
  ])('does not start with %s %s', async (...args) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([1, null]);
  });

  test('has the same past as an earlier one, when it is given its window', async () => {
    const { fromMs, toMs } = values.window;
    const window = ['--from-ms', String(fromMs), '--to-ms', String(toMs)];
    const other = await started(...window);
    expect(other.values.window).toEqual(values.window);
    const later = await started(...window);
    expect(await control(later.values, 'GET /records')).toEqual(await control(other.values, 'GET /records'));
    expect((await control(later.values, 'GET /records')).lines).toHaveLength(20);
    for (const each of [other, later]) await control(each.values, 'POST /stop');
  });

  test('that finds its ports taken leaves everything as it was', async () => {
    const caBefore = await readFile(values.caFile ?? '', 'utf8');
    for (const port of ['--port-site', '--port-azure', '--port-control']) {
      const address = { '--port-site': values.site.url, '--port-azure': values.azure.endpoint }[port] ?? values.control;
      const args = [port, new URL(address).port, '--ca-file', values.caFile ?? ''];
      const second = spawn(process.execPath, [MAIN, '--records', '20', ...args], { stdio: 'ignore' });
      expect([port, ...(await once(second, 'exit'))]).toEqual([port, 1, null]);
      if (port !== '--port-control') expect(await readFile(values.caFile ?? '', 'utf8')).toBe(caBefore);
    }
  });

  test('ends when asked, and cleans up', async () => {
    const other = await started();
    const exited = once(other.sandbox, 'exit');
    expect((await control(other.values, 'POST /stop')).status).toBe(200);
    expect(await exited).toEqual([0, null]);
    await expect(stat(other.values.caFile ?? '')).rejects.toThrow('ENOENT');
  });

  test('ends with the process that started it', async () => {
    const other = await started();
    const exited = once(other.sandbox, 'exit');
    other.sandbox.stdin?.end();
    expect(await exited).toEqual([0, null]);
  });

  test('explains itself', async () => {
    const helping = start('--help');
    const exited = once(helping, 'exit');
    expect(await firstLine(helping)).toContain('Confluence site');
    expect(await exited).toEqual([0, null]);
  });
});
