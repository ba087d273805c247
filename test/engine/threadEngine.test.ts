import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createTurns } from '../../src/core/confluence/oneAtATime.ts';
import type { EngineNews } from '../../src/engine/engineRequest.ts';
import { startThread } from '../../src/engine/startThread.ts';
import { createThreadEngine, type ThreadEngineOptions } from '../../src/engine/threadEngine.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { createRequests, summaryOf } from './sandboxRequests.ts';

const RECORDS = 1200;
const never = new AbortController().signal;
let sandbox: Sandbox;
let requests: Awaited<ReturnType<typeof createRequests>>;
beforeAll(async () => {
  const toMs = Date.now() - 120_000;
  sandbox = await startSandbox({ records: RECORDS, window: { fromMs: toMs - 20 * 86_400_000, toMs } });
});
beforeEach(async () => {
  sandbox.azure.forget();
  sandbox.site.traffic.reset();
  sandbox.site.faults.clear();
  sandbox.azure.faults.clear();
  requests = await createRequests(sandbox);
});
afterEach(() => requests.remove());
afterAll(() => sandbox.stop());

/** An engine whose threads are counted, and which is closed with the test. */
function startEngine(options: Partial<ThreadEngineOptions> = {}) {
  const threads: Worker[] = [];
  const takeTurn = createTurns();
  const engine = createThreadEngine({
    takeTurn,
    ...options,
    startThread() {
      const thread = (options.startThread ?? startThread)();
      threads.push(thread);
      return thread;
    },
  });
  onTestFinished(() => engine.close());
  return { engine, threads, takeTurn };
}

const SOURCE = new URL('../../src/engine/syncThread.ts', import.meta.url);
const TOO_LITTLE = { maxOldGenerationSizeMb: 4 };
const PATIENTLY = { timeout: 20_000 };
const ignore = (): void => undefined;
const asked = () => expect.poll(() => sandbox.site.traffic.requests().length, PATIENTLY).toBeGreaterThan(0);

/** A year of the sample, in weekly steps, to a folder. */
async function sampleRequest(work: Parameters<typeof requests.run>[0] = {}) {
  const folder = path.join(requests.folder, 'rows');
  await mkdir(folder, { recursive: true });
  return requests.run({
    source: { kind: 'sample', site: 'https://sample.example' },
    destination: { id: 'f', kind: 'folder', displayName: 'folder', folder },
    clientSecret: undefined,
    name: 'sample',
    ...work,
  });
}

test('a sync runs in a thread, which is started when there is something to do, and tells how far it is', async () => {
  const { engine, threads } = startEngine();
  expect(threads).toHaveLength(0);
  const news: EngineNews[] = [];
  const { result } = engine.perform(requests.run(), (one) => news.push(one));
  expect(summaryOf(await result)).toMatchObject({ outcome: 'succeeded', tally: { delivered: RECORDS } });
  expect(threads).toHaveLength(1);
  expect(news.filter(({ kind }) => kind === 'ledger')).not.toEqual([]);
  const progress = news.flatMap((one) => (one.kind === 'progress' ? [one.progress.tally.delivered] : []));
  expect(progress.at(-1)).toBe(RECORDS);
  expect(sandbox.azure.counters().rows).toBe(RECORDS);
});

describe('at one site', () => {
  test('the thread takes turns with whoever asks it here', async () => {
    const { engine, takeTurn } = startEngine();
    const endTurn = await takeTurn(sandbox.site.url, never);
    const { result } = engine.perform(requests.run(), ignore);
    // The thread has come far by then.
    await engine.perform(await sampleRequest(), ignore).result;
    expect(sandbox.site.traffic.requests()).toEqual([]);
    endTurn();
    expect(summaryOf(await result).outcome).toBe('succeeded');
  });

  test('several syncs have one request at a time', async () => {
    const { engine } = startEngine();
    sandbox.site.faults.always('audit', { kind: 'slow', delayMs: 20 });
    const names = ['one', 'two', 'three'];
    const results = await Promise.all(names.map((name) => engine.perform(requests.run({ name }), ignore).result));
    expect(results.map((result) => summaryOf(result).outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(sandbox.site.traffic.counters('audit').mostAtOnce).toBe(1);
  });
});

test('of two that work on the same route, one waits for the other', async () => {
  const { engine } = startEngine();
  const first = engine.perform(requests.run(), ignore);
  const second = engine.perform(requests.run(), ignore);
  const paused = engine.perform(requests.change({ kind: 'pauseJob', id: 'none' }), ignore);
  expect(summaryOf(await first.result).tally.delivered).toBe(RECORDS);
  expect(summaryOf(await second.result).tally.delivered).toBe(0);
  expect(await paused.result).toEqual({ kind: 'changed' });
});

describe('an order', () => {
  test('stops a run inside a request, and what waits for its turn', async () => {
    const { engine } = startEngine();
    sandbox.site.faults.always('audit', { kind: 'hang' });
    const first = engine.perform(requests.run(), ignore);
    const second = engine.perform(requests.run(), ignore);
    await asked();
    second.order({ kind: 'stop', reason: 'cancel' });
    expect(await second.result).toEqual({ kind: 'stopped' });
    first.order({ kind: 'stop', reason: 'cancel' });
    expect(summaryOf(await first.result).outcome).toBe('cancelled');
    sandbox.site.faults.clear();
    expect(summaryOf(await engine.perform(requests.run(), ignore).result).tally.delivered).toBe(RECORDS);
  });

  test('makes a job give way between two steps; it goes on from there', async () => {
    const { engine } = startEngine();
    const window = { fromMs: Date.now() - 300 * 86_400_000, toMs: Date.now() };
    const call = engine.perform(await sampleRequest({ work: { kind: 'newJob', job: 'backfill', window } }), (news) => {
      if (news.kind === 'progress') call.order({ kind: 'yield' });
    });
    const yielded = summaryOf(await call.result);
    expect(yielded).toMatchObject({ outcome: 'yielded', failure: undefined });
    const [job] = (await requests.stateOf('sample'))?.jobs ?? [];
    expect(job?.doneThroughMs).toBeLessThan(window.toMs);
    const rest = await engine.perform(await sampleRequest({ work: { kind: 'job', id: job?.id ?? '' } }), ignore).result;
    expect(summaryOf(rest)).toMatchObject({ outcome: 'succeeded', tally: { alreadyDelivered: 0 } });
    expect(summaryOf(rest).tally.delivered).toBeGreaterThan(yielded.tally.delivered);
    expect((await requests.stateOf('sample'))?.jobs).toEqual([]);
  });
});

describe('a thread that dies', () => {
  test('fails what it was at, gives back its turn, and is followed by another', async () => {
    const { engine, threads, takeTurn } = startEngine();
    sandbox.site.faults.next('audit', { kind: 'hang' });
    const request = requests.run();
    const { result } = engine.perform(request, ignore);
    await asked();
    await threads[0]?.terminate();
    expect(await result).toEqual({
      kind: 'failed',
      failure: { code: 'unexpected', detail: { where: '', remark: 'threadEnded' } },
    });
    (await takeTurn(sandbox.site.url, never))();
    // The lease is still that of this process, which is alive.
    expect(summaryOf(await engine.perform(request, ignore).result).tally.delivered).toBe(RECORDS);
    expect(threads).toHaveLength(2);
  });

  test('of too little memory says so', async () => {
    const { engine, threads } = startEngine({
      startThread: () => (threads.length > 0 ? startThread() : new Worker(SOURCE, { resourceLimits: TOO_LITTLE })),
    });
    const failed = await engine.perform(requests.run(), ignore).result;
    expect(failed).toMatchObject({ kind: 'failed', failure: { detail: { remark: 'ERR_WORKER_OUT_OF_MEMORY' } } });
    expect(summaryOf(await engine.perform(requests.run({ name: 'other' }), ignore).result).outcome).toBe('succeeded');
  });

  test('before it lived fails what it was asked', async () => {
    const { engine } = startEngine({
      startThread: () => {
        throw new RangeError('no thread');
      },
    });
    expect(await engine.perform(requests.run(), ignore).result).toMatchObject({
      failure: { code: 'unexpected', detail: { remark: 'RangeError' } },
    });
  });
});

test('closing stops everything, waits until it is saved, and begins nothing new', async () => {
  const { engine } = startEngine();
  sandbox.site.faults.always('audit', { kind: 'hang' });
  const { result } = engine.perform(requests.run(), ignore);
  await asked();
  await engine.close();
  expect(summaryOf(await result).outcome).toBe('yielded');
  expect((await requests.stateOf())?.lastRun?.outcome).toBe('yielded');
  expect(await engine.perform(requests.run(), ignore).result).toEqual({ kind: 'stopped' });
});

test('closing does not wait for ever', async () => {
  const { engine } = startEngine({ graceMs: 10 });
  sandbox.azure.faults.always('ingestion', { kind: 'hang' });
  const { result } = engine.perform(requests.run(), ignore);
  await expect.poll(() => sandbox.azure.traffic.counters('ingestion').requests, PATIENTLY).toBeGreaterThan(0);
  await engine.close();
  expect(await result).toMatchObject({ kind: 'failed', failure: { code: 'unexpected' } });
});

test('a thread without work ends after a while; which door takes a token is known to the next one', async () => {
  const { engine, threads } = startEngine({ idleMs: 5 });
  const refused = () => sandbox.site.traffic.counters('audit').outcomes['401'];
  const { token: apiToken } = sandbox.site.users.scoped;
  const first = await engine.perform(requests.run({ apiToken }), ignore).result;
  expect(summaryOf(first).tally.delivered).toBe(RECORDS);
  expect(refused()).toBe(1);
  await expect.poll(() => threads[0]?.threadId, PATIENTLY).toBe(-1);
  const second = await engine.perform(requests.run({ apiToken }), ignore).result;
  expect(summaryOf(second).tally.delivered).toBe(0);
  expect(threads).toHaveLength(2);
  expect(refused()).toBe(1);
});
