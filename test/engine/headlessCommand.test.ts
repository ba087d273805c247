import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSandboxHeadless, type SandboxHeadless } from './sandboxHeadless.ts';

let headless: SandboxHeadless;
beforeAll(async () => {
  headless = await createSandboxHeadless(10, Date.now() - 120_000);
});
beforeEach(() => headless.clear());
afterEach(() => headless.killAll());
afterAll(() => headless.stop());

test.each([
  ['{', 'It is not JSON'],
  ['{}', 'organizations is missing'],
])('the configuration %s ends with 2', async (config, mistake) => {
  const { code, errors, output } = await headless.run(config);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(mistake);
});

test.each([
  [[], 'The path of a configuration is missing.'],
  [['a.json', 'b.json'], 'One configuration is expected, but there are 2 arguments.'],
  [['--dry-run', 'a.json'], 'There is no option --dry-run.'],
])('the arguments %j end with 2, and with how it is used', async (given, mistake) => {
  const { code, output, errors } = await headless.startWith(given).ended;
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors.startsWith(`${mistake}\n\nUsage: `)).toBe(true);
});

test('--help tells how it is used, and --version what it is', async () => {
  const [help, version] = [headless.startWith(['--help']), headless.startWith(['--version'])];
  const told = await help.ended;
  expect(told).toMatchObject({ code: 0, errors: '' });
  expect(told.output).toMatch(/^Usage: [\s\S]*CONFIG\.json[\s\S]*README\.md[\s\S]*Exit codes:[\s\S]*SIGTERM/);
  expect(await version.ended).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('a configuration that is not there ends with 2', async () => {
  const { code, errors } = await headless.startWith([path.join(headless.folder, 'none.json')]).ended;
  expect(code).toBe(2);
  expect(errors).toMatch(/^The configuration \S+none\.json cannot be read \(ENOENT\)\. Check its path/);
});

test('folders that cannot be used are told before any site is read', async () => {
  const file = path.join(headless.folder, 'file');
  await writeFile(file, '');
  const missing = path.join(headless.folder, 'missing');
  const stateFolder = path.join(file, 'state');
  const { code, errors, output } = await headless.run(
    headless.configOf({ stateFolder, destination: { kind: 'folder', folder: missing } }),
  );
  expect({ code, output }).toEqual({ code: 1, output: '' });
  const [state, destination] = errors.split('\n');
  expect(state).toContain(`The state ${stateFolder} could not be made or written.`);
  expect(destination).toContain(`The destination folder ${missing} is not there`);
  expect((await headless.run(headless.configOf({ destination: { kind: 'folder', folder: missing } }))).code).toBe(1);
  expect(headless.sandbox.site.traffic.counters('audit').requests).toBe(0);
});

test('a state folder where none can be made ends it, too', async () => {
  // Windows has no such file system.
  if (process.platform === 'win32') return;
  const { code, errors } = await headless.run(headless.configOf({ stateFolder: '/proc/none/state' }));
  expect(code).toBe(1);
  expect(errors).toMatch(/^The state \/proc\/none\/state could not be made or written\. .*\[stateNotSaved at /);
});

test('a process whose output nobody reads any more ends with 1', async () => {
  const { child, ended } = await headless.start(headless.configOf());
  child.stdout?.destroy();
  const { code, errors } = await ended;
  expect(code).toBe(1);
  expect(errors).toContain('Standard output cannot be written (EPIPE)');
});
