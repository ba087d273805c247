import { execFileSync } from 'node:child_process';
import { constants, open } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSandboxHeadless, deliveredIn, type SandboxHeadless } from './sandboxHeadless.ts';

const RECORDS = 3000;
let headless: SandboxHeadless;
beforeAll(async () => {
  headless = await createSandboxHeadless(RECORDS, Date.now() - 120_000);
});
beforeEach(() => headless.clear());
afterEach(() => headless.killAll());
afterAll(() => headless.stop());

const ingestion = () => headless.sandbox.azure.traffic.counters('ingestion');

test('SIGTERM saves what is done; the next start delivers the rest, and nothing twice', async () => {
  headless.sandbox.azure.faults.always('ingestion', { kind: 'slow', delayMs: 300 });
  const { child, ended } = await headless.start(headless.configOf());
  await expect.poll(() => ingestion().requests, { timeout: 20_000 }).toBeGreaterThan(0);
  child.kill('SIGTERM');
  const { code, lines } = await ended;
  expect(code).toBe(3);
  expect(lines.at(-1)).toMatchObject({ type: 'run', outcome: 'yielded', tally: { batchesInDoubt: 0 } });
  const before = headless.uids().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(RECORDS);
  headless.sandbox.azure.faults.clear();
  expect((await headless.run(headless.configOf())).code).toBe(0);
  expect(headless.uids()).toHaveLength(RECORDS);
  expect(new Set(headless.uids()).size).toBe(RECORDS);
});

test('after a SIGKILL, nothing is lost, and nothing sent twice but what is in doubt', async () => {
  headless.sandbox.azure.faults.next('ingestion', { kind: 'none' }, 2);
  headless.sandbox.azure.faults.always('ingestion', { kind: 'acceptedButSilent' });
  const { child, ended } = await headless.start(headless.configOf());
  await expect.poll(() => ingestion().requests, { timeout: 20_000 }).toBe(4);
  child.kill('SIGKILL');
  await ended;
  headless.sandbox.azure.faults.clear();
  const { code, lines } = await headless.run(headless.configOf());
  expect(code).toBe(0);
  expect(new Set(headless.uids()).size).toBe(RECORDS);
  const doubts = lines.filter(({ type }) => type === 'inDoubt').map(({ records }) => Number(records));
  expect(headless.uids().length - RECORDS).toBe(doubts.reduce((sum, records) => sum + records, 0));
  expect(lines).toContainEqual(expect.objectContaining({ type: 'run', outcome: 'interrupted' }));
});

test('with an interval it goes on until it is stopped, which is no failure', async () => {
  const { child, ended } = await headless.start(headless.configOf({ passes: undefined, intervalMinutes: 1 }));
  await expect.poll(() => headless.sandbox.azure.counters().rows, { timeout: 20_000 }).toBe(RECORDS);
  child.kill('SIGINT');
  child.kill('SIGINT');
  const { code } = await ended;
  expect(code).toBe(0);
});

test('whatever hangs, a second signal ends it at once', async () => {
  // Windows has no files that let everybody wait who opens them.
  if (process.platform === 'win32') return;
  expect((await headless.run(headless.configOf())).code).toBe(0);
  const route = await headless.routeFolder();
  const pipe = path.join(route, 'lease.99');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  const { child, ended, errors } = await headless.start(headless.configOf());
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
  headless.sandbox.site.faults.always('audit', { kind: 'hang' });
  const first = await headless.start(headless.configOf());
  await expect.poll(() => headless.sandbox.site.traffic.counters('audit').requests, { timeout: 20_000 }).toBe(1);
  const second = await headless.start(headless.configOf());
  await expect
    .poll(second.errors, { timeout: 20_000 })
    .toContain(
      `Acme: waiting for its turn. Another process is syncing it just now: process ${first.child.pid} without`,
    );
  headless.sandbox.site.faults.clear();
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(3);
  const { code, lines } = await second.ended;
  expect(code).toBe(0);
  expect(deliveredIn(lines)).toEqual([RECORDS]);
  expect(headless.uids()).toHaveLength(RECORDS);
});
