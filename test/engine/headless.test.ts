import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';

const RECORDS = 3000;
let sandbox: Sandbox;
let folder: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headless-'));
  const toMs = Date.now() - 120_000;
  const window = { fromMs: toMs - 20 * 86_400_000, toMs };
  sandbox = await startSandbox({ records: RECORDS, window, caFile: path.join(folder, 'ca.pem') });
});
beforeEach(async () => {
  sandbox.azure.forget();
  for (const { traffic, faults } of [sandbox.site, sandbox.azure]) {
    traffic.reset();
    faults.clear();
  }
  await rm(path.join(folder, 'state'), { recursive: true, force: true });
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

function configOf(change: object = {}) {
  const { site, azure } = sandbox;
  const { endpoint, ruleId, stream, tenantId, authorityHost, audience } = azure;
  return {
    organizations: [
      { name: 'Acme', site: site.url, userName: site.users.administrator.email, tokenVariable: 'ACME_TOKEN' },
    ],
    destination: {
      ...{ kind: 'azure', endpoint, ruleId, stream, tenantId, clientId: azure.app.clientId },
      ...{ cloud: { authorityHost, audience }, secretVariable: 'AZURE_SECRET' },
    },
    stateFolder: 'state',
    passes: 1,
    ...change,
  };
}

interface Headless {
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly Record<string, unknown>[] }>;
}

async function start(config: unknown, environment: NodeJS.ProcessEnv = {}): Promise<Headless> {
  const file = path.join(folder, 'config.json');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  const child = spawn(process.execPath, ['src/headless.ts', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: sandbox.caFile,
      ACME_TOKEN: sandbox.site.users.administrator.token,
      AZURE_SECRET: sandbox.azure.app.clientSecret,
      ...environment,
    },
  });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return {
      code,
      lines: output
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    };
  });
  return { child, errors: () => errors, ended };
}

async function run(config: unknown, environment?: NodeJS.ProcessEnv) {
  const { ended, errors } = await start(config, environment);
  return { ...(await ended), errors: errors() };
}

const ingestion = () => sandbox.azure.traffic.counters('ingestion');
const uids = () => sandbox.azure.table(sandbox.azure.stream).map((row) => row['EventOriginalUid']);
const delivered = (lines: readonly Record<string, unknown>[]) =>
  lines.filter(({ type }) => type === 'run').map(({ tally }) => (tally as { delivered: number }).delivered);

test('two passes deliver everything once', async () => {
  const { code, lines, errors } = await run(configOf({ passes: 2 }));
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(new Set(lines.map(({ organization }) => organization))).toEqual(new Set(['Acme']));
  expect(delivered(lines)).toEqual([RECORDS, 0]);
  expect(uids()).toHaveLength(RECORDS);
  expect(new Set(uids()).size).toBe(RECORDS);
});

test('several organizations and a folder', async () => {
  const { site } = sandbox;
  const people = ['administrator', 'member'] as const;
  const organizations = people.map((name) => ({
    ...{ name, site: site.url, userName: site.users[name].email, tokenVariable: name },
  }));
  const tokens = { administrator: site.users.administrator.token, member: site.users.member.token };
  const { code, lines, errors } = await run(
    configOf({ organizations, destination: { kind: 'folder', folder } }),
    tokens,
  );
  expect(code).toBe(1);
  expect(errors).toContain('member: the sync has failed: siteNotAdministrator');
  expect(delivered(lines.filter(({ organization }) => organization === 'administrator'))).toEqual([RECORDS]);
});

test('a wrong token ends with 1, and is not tried again', async () => {
  const { code, lines, errors } = await run(configOf({ passes: 3 }), { ACME_TOKEN: 'wrong' });
  expect(code).toBe(1);
  expect(errors).toMatch(/^Acme: the sync has failed: siteWrongCredentials at \S+, status 401\..*not tried again/);
  expect(errors).not.toContain('wrong\n');
  expect(lines.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['approved', undefined],
    ['run', 'failed'],
  ]);
});

test('a failure that passes is tried again by the next pass', async () => {
  sandbox.azure.faults.next('ingestion', { kind: 'status', status: 403 });
  const { code, errors } = await run(configOf({ passes: 2 }));
  expect(errors).toContain('ingestionRoleMissing');
  expect(code).toBe(0);
  expect(uids()).toHaveLength(RECORDS);
});

test.each([
  ['{', 'It is not JSON'],
  ['{}', 'organizations: '],
])('the configuration %s ends with 2', async (config, mistake) => {
  const { code, errors, lines } = await run(config);
  expect({ code, lines }).toEqual({ code: 2, lines: [] });
  expect(errors).toContain(mistake);
});

test('SIGTERM saves what is done; the next start delivers the rest, and nothing twice', async () => {
  sandbox.azure.faults.always('ingestion', { kind: 'slow', delayMs: 300 });
  const { child, ended } = await start(configOf());
  await expect.poll(() => ingestion().requests, { timeout: 20_000 }).toBeGreaterThan(0);
  child.kill('SIGTERM');
  const { code, lines } = await ended;
  expect(code).toBe(3);
  expect(lines.at(-1)).toMatchObject({ type: 'run', outcome: 'yielded', tally: { batchesInDoubt: 0 } });
  const before = uids().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(RECORDS);
  sandbox.azure.faults.clear();
  expect((await run(configOf())).code).toBe(0);
  expect(uids()).toHaveLength(RECORDS);
  expect(new Set(uids()).size).toBe(RECORDS);
});

test('after a SIGKILL, nothing is lost, and nothing sent twice but what is in doubt', async () => {
  sandbox.azure.faults.next('ingestion', { kind: 'none' }, 2);
  sandbox.azure.faults.always('ingestion', { kind: 'acceptedButSilent' });
  const { child, ended } = await start(configOf());
  await expect.poll(() => ingestion().requests, { timeout: 20_000 }).toBe(4);
  child.kill('SIGKILL');
  await ended;
  sandbox.azure.faults.clear();
  const { code, lines } = await run(configOf());
  expect(code).toBe(0);
  expect(new Set(uids()).size).toBe(RECORDS);
  const doubts = lines.filter(({ type }) => type === 'inDoubt').map(({ records }) => Number(records));
  expect(uids().length - RECORDS).toBe(doubts.reduce((sum, records) => sum + records, 0));
  expect(lines).toContainEqual(expect.objectContaining({ type: 'run', outcome: 'interrupted' }));
});

test('with an interval it goes on until it is stopped, which is no failure', async () => {
  const { child, ended } = await start(configOf({ passes: undefined, intervalMinutes: 1 }));
  await expect.poll(() => sandbox.azure.counters().rows, { timeout: 20_000 }).toBe(RECORDS);
  child.kill('SIGINT');
  child.kill('SIGINT');
  const { code } = await ended;
  expect(code).toBe(0);
});

test('of two on the same state, one waits for the other', async () => {
  sandbox.site.faults.always('audit', { kind: 'hang' });
  const first = await start(configOf());
  await expect.poll(() => sandbox.site.traffic.counters('audit').requests, { timeout: 20_000 }).toBe(1);
  const second = await start(configOf());
  await expect
    .poll(second.errors, { timeout: 20_000 })
    .toContain(`Acme: process ${first.child.pid} without VS Code is`);
  sandbox.site.faults.clear();
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(3);
  const { code, lines } = await second.ended;
  expect(code).toBe(0);
  expect(delivered(lines)).toEqual([RECORDS]);
  expect(uids()).toHaveLength(RECORDS);
});

test('an earlier `from` reads what is missing, and only that', async () => {
  const [organization] = configOf().organizations;
  const from = (days: number) => ({ organizations: [{ ...organization, from: Date.now() - days * 86_400_000 }] });
  expect((await run(configOf(from(5)))).code).toBe(0);
  const before = uids().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(RECORDS);
  const { code, lines } = await run(configOf(from(25)));
  expect(code).toBe(0);
  expect(delivered(lines)).toEqual([0, RECORDS - before]);
  expect(new Set(uids()).size).toBe(RECORDS);
  expect(uids()).toHaveLength(RECORDS);
});
