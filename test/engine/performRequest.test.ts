import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNodeDisk } from '../../src/core/sync/nodeDisk.ts';
import { openRoute } from '../../src/core/sync/openRoute.ts';
import { nodeClock } from '../../src/engine/nodeClock.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../sandbox/trustSandbox.ts';
import { createRequests, perform, summaryOf } from './sandboxRequests.ts';

const RECORDS = 1200;
let sandbox: Sandbox;
let requests: Awaited<ReturnType<typeof createRequests>>;
beforeAll(async () => {
  const toMs = Date.now() - 120_000;
  sandbox = await startTrustedSandbox({ records: RECORDS, window: { fromMs: toMs - 20 * 86_400_000, toMs } });
});
beforeEach(async () => {
  sandbox.azure.forget();
  sandbox.site.traffic.reset();
  sandbox.site.faults.clear();
  requests = await createRequests(sandbox);
  return requests.remove;
});
afterAll(() => sandbox.stop());

const everything = { fromMs: 0, toMs: Date.now() };

describe('a run', () => {
  test('delivers everything once, tells what it writes into the ledger, and lets go of the lease', async () => {
    const first = await perform(requests.run());
    expect(summaryOf(first.result)).toMatchObject({ outcome: 'succeeded', tally: { delivered: RECORDS } });
    expect(sandbox.azure.counters().rows).toBe(RECORDS);
    const told = first.news.flatMap((news) => (news.kind === 'ledger' ? news.lines : []));
    expect(told.map((line) => JSON.parse(line).type)).toEqual(['approved', 'window', 'run']);
    // Each request has a holder of its own.
    const second = await perform(requests.run());
    expect(summaryOf(second.result)).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    expect(sandbox.azure.counters().rows).toBe(RECORDS);
  });

  test('is not begun while another window has the route', async () => {
    const { route } = requests.run();
    const holder = { ...route.holder, title: 'another window' };
    const store = await openRoute({
      ...{
        disk: createNodeDisk(),
        folder: route.folder,
        old: undefined,
        holder,
        clock: nodeClock,
        isAlive: () => true,
      },
    });
    const held = await perform(requests.run());
    expect(held.result).toEqual({
      kind: 'failed',
      failure: { code: 'heldElsewhere', detail: { where: 'another window' } },
    });
    await store.close();
    expect(summaryOf((await perform(requests.run())).result).outcome).toBe('succeeded');
  });

  test('is not begun where its state cannot be kept', async () => {
    await writeFile(path.join(requests.folder, 'file'), '');
    const { result } = await perform(requests.run({ name: 'file/route' }));
    expect(result).toMatchObject({ kind: 'failed', failure: { code: expect.stringMatching(/^stateNot/) } });
    expect(sandbox.site.traffic.requests()).toEqual([]);
  });

  test('tells a missing secret and a wrong token, and can be done again', async () => {
    const secretless = await perform(requests.run({ clientSecret: undefined }));
    expect(summaryOf(secretless.result).failure).toEqual({ code: 'secretMissing', detail: { where: 'Sentinel' } });
    const wrong = await perform(requests.run({ apiToken: 'wrong' }));
    expect(summaryOf(wrong.result).failure).toMatchObject({ code: 'siteWrongCredentials' });
    const right = await perform(requests.run());
    expect(summaryOf(right.result).tally.delivered).toBe(RECORDS);
  });

  test('is not begun once it is stopped', async () => {
    const { result } = await perform(requests.run(), { stop: AbortSignal.abort('cancel') });
    expect(result).toEqual({ kind: 'stopped' });
    expect(await readdir(requests.folder)).toEqual([]);
  });

  test('waits for its turn at the site', async () => {
    const asked = Promise.withResolvers<void>();
    const mayGo = Promise.withResolvers<void>();
    const running = perform(requests.run(), {
      async takeTurn(site) {
        expect(site).toBe(sandbox.site.url);
        asked.resolve();
        await mayGo.promise;
        return () => undefined;
      },
    });
    await asked.promise;
    expect(sandbox.site.traffic.requests()).toEqual([]);
    mayGo.resolve();
    expect(summaryOf((await running).result).outcome).toBe('succeeded');
  });
});

test('the sample needs no network, and goes to a folder', async () => {
  const folder = path.join(requests.folder, 'rows');
  await mkdir(folder);
  const { result } = await perform(
    requests.run({
      source: { kind: 'sample', site: 'https://sample.example' },
      destination: { id: 'f', kind: 'folder', displayName: 'folder', folder },
      clientSecret: undefined,
    }),
  );
  expect(summaryOf(result).tally.delivered).toBeGreaterThan(1000);
  expect(await readdir(folder)).toEqual(['sample.example']);
});

describe('a dry run', () => {
  test('counts what is new, writes and sends nothing, and needs no lease', async () => {
    const before = await perform(requests.dryRun(everything));
    expect(before.result).toMatchObject({ kind: 'dryRun', found: { tally: { fetched: RECORDS, delivered: RECORDS } } });
    expect(before.news.filter(({ kind }) => kind === 'counted')).not.toEqual([]);
    expect(await readdir(requests.folder)).toEqual([]);

    await perform(requests.run());
    const { route } = requests.run();
    const store = await openRoute({
      ...{ disk: createNodeDisk(), ...route, clock: nodeClock, isAlive: () => true },
    });
    const files = (await readdir(requests.folder, { recursive: true })).sort();
    const after = await perform(requests.dryRun(everything));
    expect(after.result).toMatchObject({ found: { tally: { delivered: 0, alreadyDelivered: RECORDS } } });
    expect((await readdir(requests.folder, { recursive: true })).sort()).toEqual(files);
    await store.close();
    expect(sandbox.azure.counters().rows).toBe(RECORDS);
  });

  test('repairs nothing that is damaged', async () => {
    await perform(requests.run());
    const keys = path.join(requests.folder, 'route', 'keys');
    const [week = ''] = await readdir(keys);
    const intact = await readFile(path.join(keys, week));
    await writeFile(path.join(keys, week), Buffer.concat([Buffer.alloc(200, 'x'), intact]));
    const { result } = await perform(requests.dryRun(everything));
    expect(result).toMatchObject({ kind: 'failed', failure: { code: 'stateNotRead', detail: { remark: 'damaged' } } });
    expect((await readdir(keys)).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});
