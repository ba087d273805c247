import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
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

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly lines: readonly Record<string, unknown>[];
}

interface Headless {
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly ended: Promise<Ended>;
}

async function start(config: unknown, environment: NodeJS.ProcessEnv = {}): Promise<Headless> {
  const file = path.join(folder, 'config.json');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  return startWith([file], environment);
}

function startWith(given: readonly string[], environment: NodeJS.ProcessEnv = {}): Headless {
  const child = spawn(process.execPath, ['src/headless.ts', ...given], {
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
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    return { code, output, lines: lines.map((line) => JSON.parse(line)) };
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
  expect(errors).toMatch(/^member: the sync has failed\. The user may not read .*\[siteNotAdministrator at /);
  expect(delivered(lines.filter(({ organization }) => organization === 'administrator'))).toEqual([RECORDS]);
});

test('a wrong token ends with 1, and is not tried again', async () => {
  const { code, lines, errors } = await run(configOf({ passes: 3 }), { ACME_TOKEN: 'wrong' });
  expect(code).toBe(1);
  expect(errors).toMatch(
    /^Acme: the sync has failed, and is not tried again before the next start\. localhost:\d+ does/,
  );
  expect(errors).toMatch(/ \[siteWrongCredentials at https:\S+, status 401\]\n$/);
  expect(errors).not.toContain('wrong\n');
  expect(lines.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['approved', undefined],
    ['run', 'failed'],
  ]);
  const message = expect.stringMatching(/ does not accept this user name and API token\. Check /);
  expect(lines[1]).toMatchObject({ failure: { code: 'siteWrongCredentials', message, detail: { status: 401 } } });
});

test('a failure that passes is tried again by the next pass', async () => {
  sandbox.azure.faults.next('ingestion', { kind: 'status', status: 403 });
  const { code, errors } = await run(configOf({ passes: 2 }));
  expect(errors).toMatch(/^Acme: the sync has failed\. .* Monitoring Metrics Publisher .*\[ingestionRoleMissing /);
  expect(code).toBe(0);
  expect(uids()).toHaveLength(RECORDS);
});

test('a rule that Azure does not know: what it may be', async () => {
  sandbox.azure.faults.next('ingestion', { kind: 'status', status: 404 });
  const { code, errors } = await run(configOf());
  expect(code).toBe(1);
  for (const part of ['destination.ruleId', 'destination.stream', 'region', '[ingestionNotFound at ']) {
    expect(errors).toContain(part);
  }
});

test.each([
  ['{', 'It is not JSON'],
  ['{}', 'organizations is missing'],
])('the configuration %s ends with 2', async (config, mistake) => {
  const { code, errors, output } = await run(config);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(mistake);
});

test.each([
  [[], 'The path of a configuration is missing.'],
  [['a.json', 'b.json'], 'One configuration is expected, but there are 2 arguments.'],
  [['--dry-run', 'a.json'], 'There is no option --dry-run.'],
])('the arguments %j end with 2, and with how it is used', async (given, mistake) => {
  const { ended, errors } = startWith(given);
  const { code, output } = await ended;
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors().startsWith(`${mistake}\n\nUsage: `)).toBe(true);
});

test('--help tells how it is used, and --version what it is', async () => {
  const [help, version] = [startWith(['--help']), startWith(['--version'])];
  const told = await help.ended;
  expect(told.code).toBe(0);
  expect(told.output).toMatch(/^Usage: [\s\S]*CONFIG\.json[\s\S]*README\.md[\s\S]*Exit codes:[\s\S]*SIGTERM/);
  expect(help.errors()).toBe('');
  expect(await version.ended).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('a configuration that is not there ends with 2', async () => {
  const { ended, errors } = startWith([path.join(folder, 'none.json')]);
  expect((await ended).code).toBe(2);
  expect(errors()).toMatch(/^The configuration \S+none\.json cannot be read \(ENOENT\)\. Check its path/);
});

test('folders that cannot be used are told before any site is read', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const missing = path.join(folder, 'missing');
  const stateFolder = path.join(file, 'state');
  const { code, errors, output } = await run(
    configOf({ stateFolder, destination: { kind: 'folder', folder: missing } }),
  );
  expect({ code, output }).toEqual({ code: 1, output: '' });
  const [state, destination] = errors.split('\n');
  expect(state).toContain(`The state ${stateFolder} could not be made or written.`);
  expect(destination).toContain(`The destination folder ${missing} is not there`);
  expect((await run(configOf({ destination: { kind: 'folder', folder: missing } }))).code).toBe(1);
  expect(sandbox.site.traffic.counters('audit').requests).toBe(0);
});

test('a state folder where none can be made ends it, too', async () => {
  // Windows has no such file system.
  if (process.platform === 'win32') return;
  const { code, errors } = await run(configOf({ stateFolder: '/proc/none/state' }));
  expect(code).toBe(1);
  expect(errors).toMatch(/^The state \/proc\/none\/state could not be made or written\. .*\[stateNotSaved at /);
});

test('a token that has expired by the configuration is warned of, and tried all the same', async () => {
  const [organization] = configOf().organizations;
  const organizations = [{ ...organization, tokenExpiresOn: '2024-12-31' }];
  const { code, errors } = await run(configOf({ organizations, passes: 2 }));
  expect(code).toBe(0);
  expect(errors).toMatch(/^Acme: the API token has expired: its tokenExpiresOn is 2024-12-31\. [^\n]*\n$/);
  expect(uids()).toHaveLength(RECORDS);
});

test('a damaged file of the state is told as a sentence', async () => {
  expect((await run(configOf())).code).toBe(0);
  const state = path.join(folder, 'state');
  const [route = ''] = await readdir(state);
  const [file = ''] = (await readdir(path.join(state, route))).filter((name) => /^state\.\d/.test(name));
  await writeFile(path.join(state, route, file), 'broken');
  const { code, errors, lines } = await run(configOf());
  expect(code).toBe(0);
  expect(lines.map(({ type }) => type)).toContain('damaged');
  expect(errors).toMatch(
    /^Acme: a file of the state was damaged .* is read again: .* What was left of it is \S+damaged\.$/m,
  );
});

test('whose output nobody reads any more ends with 1', async () => {
  const { child, ended, errors } = await start(configOf());
  child.stdout?.destroy();
  expect((await ended).code).toBe(1);
  expect(errors()).toContain('Standard output cannot be written (EPIPE)');
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

test('whatever hangs, a second signal ends it at once', async () => {
  // Windows has no files that let everybody wait who opens them.
  if (process.platform === 'win32') return;
  expect((await run(configOf())).code).toBe(0);
  const state = path.join(folder, 'state');
  const [route = ''] = await readdir(state);
  const pipe = path.join(state, route, 'lease.99');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  const { child, ended, errors } = await start(configOf());
  // To be written to it must have a reader, who waits for its end from then on.
  const openPipe = () => open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
  let writer = await openPipe();
  await expect.poll(async () => (writer ??= await openPipe()), { timeout: 20_000 }).toBeDefined();
  const signalUntilTold = () => {
    if (!errors().includes('Ending at once.')) child.kill('SIGTERM');
    return errors();
  };
  await expect.poll(signalUntilTold, { interval: 100, timeout: 5000 }).toContain('Ending at once.');
  expect((await ended).code).toBeNull();
  expect(child.signalCode).toBe('SIGTERM');
  await writer?.close();
});

test('of two on the same state, one waits for the other', async () => {
  sandbox.site.faults.always('audit', { kind: 'hang' });
  const first = await start(configOf());
  await expect.poll(() => sandbox.site.traffic.counters('audit').requests, { timeout: 20_000 }).toBe(1);
  const second = await start(configOf());
  await expect
    .poll(second.errors, { timeout: 20_000 })
    .toContain(
      `Acme: waiting for its turn. Another process is syncing it just now: process ${first.child.pid} without`,
    );
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
