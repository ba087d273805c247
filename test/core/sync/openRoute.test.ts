import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { openRoute } from '../../../src/core/sync/openRoute.ts';
import { findState } from '../../../src/core/sync/stateFiles.ts';
import { createWorld, FOLDER, START_MS, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
  for (let index = 0; index < 100; index++) {
    world.site.records.push({ summary: `Event ${index}`, creationDate: START_MS + index * 7_000_000 });
  }
});

const sync = (...[work, changes]: Parameters<ReturnType<World['start']>['run']>) =>
  world.finish(world.start().run(work, changes));
const arrived = () => [...world.destination.arrivals()].flatMap(([key, count]) => Array(count).fill(key)).sort();
const expected = () => world.keys().toSorted();
const named = (pattern: RegExp) => [...world.disk.media.files.keys()].filter((file) => pattern.test(file)).sort();
const stateFile = () => named(/state\.\d+\.json$/).at(-1) ?? '';
const bytesOf = (file: string) => world.disk.media.files.get(file) ?? Buffer.alloc(0);
const put = (file: string, text: string | Buffer) => world.disk.media.files.set(file, Buffer.from(text));
const types = async () => (await world.ledger()).map(({ type }) => type);
/** A process that dies when it saves its keys: its batches are in its journal alone. */
const dieWithJournal = async () => {
  const process = world.start('dies', (operation, file) => {
    if (operation === 'append' && file.endsWith('.keys')) process.disk.kill();
  });
  await world.finishOrDie(process.run(), process).catch(() => undefined);
  await world.clock.advance(60_000);
};

describe('of several states', () => {
  const file = (epoch: number) => path.join(FOLDER, `state.${epoch}.json`);

  test('the one of the highest epoch counts, by number', async () => {
    await sync();
    const text = bytesOf(stateFile()).toString();
    world.disk.media.files.delete(stateFile());
    put(file(9), text.replace('"deliveredTotal":100', '"deliveredTotal":9'));
    put(file(10), text.replace('"deliveredTotal":100', '"deliveredTotal":10'));
    put(path.join(FOLDER, 'state.11.json.new'), '{');
    expect(await findState(world.disk, FOLDER)).toMatchObject({ state: { deliveredTotal: 10 }, damaged: [] });
    await sync();
    expect(stateFile()).toBe(file(11));
    expect(named(/state\.\d/)).toEqual([path.join(FOLDER, 'state.11.json'), path.join(FOLDER, 'state.11.json.new')]);
  });

  test('what somebody writes late under a lower epoch is ignored, and removed in time', async () => {
    await sync();
    const early = bytesOf(stateFile());
    await sync();
    put(file(1), early);
    expect(await world.state()).toMatchObject({ running: undefined, deliveredTotal: 100 });
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    await sync();
    expect(named(/state\.\d/)).toEqual([file(3)]);
    expect(arrived()).toEqual(expected());
  });

  test('an older one counts where the newest is damaged; that is kept aside, and told', async () => {
    await sync();
    const good = bytesOf(stateFile());
    put(file(5), good.subarray(0, 40));
    expect(await sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    expect(bytesOf(`${file(5)}.damaged`)).toEqual(good.subarray(0, 40));
    expect((await world.ledger()).find(({ type }) => type === 'damaged')).toMatchObject({ file: `${file(5)}.damaged` });
    expect(stateFile()).toBe(file(6));
    await sync();
    expect((await types()).filter((type) => type === 'damaged').length).toBe(1);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, -2)],
    ['empty', () => ''],
    ['zeros', (text: string) => '\0'.repeat(text.length)],
    ['of another kind', () => '[1,2,3]'],
    ['without a version', (text: string) => text.replace('"version":2', '"version":null')],
    ['of an odd cursor', (text: string) => text.replace(/"toMs":\d+/, '"toMs":"soon"')],
    ['of a negative total', (text: string) => text.replace('"deliveredTotal":100', '"deliveredTotal":-1')],
  ])('that are all damaged (%s) nothing is repeated, and it is still approved', async (_name, damage) => {
    await sync();
    const text = bytesOf(stateFile()).toString();
    put(stateFile(), damage(text));
    expect(damage(text)).not.toBe(text);
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    expect(await sync(undefined, { approve: false })).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 101, delivered: 1, alreadyDelivered: 100 },
    });
    expect(arrived()).toEqual(expected());
    expect(await types()).toContain('damaged');
    expect(bytesOf(named(/damaged/)[0] ?? '').toString()).toBe(damage(text));
  });

  test('drift, the last run and the pages may be odd: only they are lost', async () => {
    await sync();
    const state = JSON.parse(bytesOf(stateFile()).toString());
    put(stateFile(), JSON.stringify({ ...state, drift: 'odd', lastRun: { run: 1 }, pages: [] }));
    const read = (await findState(world.disk, FOLDER)).state;
    expect(read).toMatchObject({ deliveredTotal: 100, drift: { categories: {} } });
    expect([read?.lastRun, read?.pages]).toEqual([undefined, undefined]);
  });

  test('one of a future version stops everything: nothing is written, nothing is sent', async () => {
    await sync();
    put(stateFile(), bytesOf(stateFile()).toString().replace('"version":2', '"version":3'));
    const before = new Map(world.disk.media.files);
    const sent = world.destination.sent.length;
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    await expect(sync()).rejects.toMatchObject({ code: 'stateFromNewerVersion', detail: { where: stateFile() } });
    for (const [file, bytes] of before) if (!file.includes('lease')) expect(bytesOf(file)).toEqual(bytes);
    expect(named(/./).filter((file) => !before.has(file) && !file.includes('lease'))).toEqual([]);
    expect(world.destination.sent.length).toBe(sent);
    // The lease was let go of: the next one is not told that somebody has it.
    await expect(sync()).rejects.toMatchObject({ code: 'stateFromNewerVersion' });
  });
});

describe('a ledger', () => {
  const told = async () => (await world.ledger()).filter(({ type }) => type === 'damaged');

  test('that is damaged is kept aside and told once, and no run is hidden', async () => {
    for (let time = 0; time < 4; time++) await sync();
    const [ledger = ''] = named(/ledger/);
    const runs = (await types()).length;
    const bytes = bytesOf(ledger).fill(Buffer.from([0, 0xff, 0x0a, 0x9d]), 700, 760);
    put(ledger, bytes);
    for (let time = 0; time < 2; time++) await sync();
    expect(await told()).toMatchObject([{ file: `${ledger}.damaged`, window: undefined }]);
    expect(bytesOf(`${ledger}.damaged`)).toEqual(bytes);
    // A line or two were hit.
    expect((await types()).length).toBeGreaterThanOrEqual(runs - 2 + 3);
  });

  test('that cannot be read, or not be mended, stops nobody', async () => {
    await sync();
    const [ledger = ''] = named(/ledger/);
    put(ledger, Buffer.concat([Buffer.from('damage\n'), bytesOf(ledger)]));
    for (const refused of ['read', 'createExclusively', 'replace']) {
      const process = world.start('unlucky', (operation, file) => {
        if (operation === refused && file.includes('ledger')) {
          throw new Failure('stateNotSaved', { where: file, remark: 'EIO' });
        }
      });
      await world.clock.advance(60_000);
      expect(await world.finish(process.run())).toMatchObject({ outcome: 'succeeded' });
    }
  });
});

describe('a route', () => {
  test('without a lease, as somebody has removed it, goes on above its state', async () => {
    await sync();
    await sync();
    for (const file of named(/lease/)) world.disk.media.files.delete(file);
    await sync();
    expect(named(/lease|state\.\d/).map((file) => path.basename(file))).toEqual(['lease.3', 'state.3.json']);
  });

  test('gets what was delivered out of the journal of a process that died', async () => {
    await dieWithJournal();
    const before = arrived().length;
    expect(before).toBeGreaterThan(0);
    expect(await sync()).toMatchObject({ tally: { alreadyDelivered: before, delivered: 100 - before } });
    expect(arrived()).toEqual(expected());
    expect(await types()).not.toContain('inDoubt');
    expect((await world.state()).deliveredTotal).toBe(100);
  });

  test('gets it also where the state is lost', async () => {
    // Some keys are saved, so that it is known to be approved.
    await sync(undefined, { settleMs: 8 * 86_400_000 });
    await dieWithJournal();
    const before = arrived().length;
    put(stateFile(), '{');
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
    expect(arrived().length).toBeGreaterThanOrEqual(before);
  });

  test('whose journal is damaged keeps it aside, tells of it, and believes what is whole', async () => {
    await dieWithJournal();
    const before = arrived().length;
    const [journal = ''] = named(/journal/);
    put(journal, Buffer.concat([bytesOf(journal), Buffer.from('\n+ 3 00000000 odd')]));
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { alreadyDelivered: before } });
    expect((await world.ledger()).find(({ type }) => type === 'damaged')).toMatchObject({ file: `${journal}.damaged` });
    expect(named(/damaged/)).toEqual([`${journal}.damaged`]);
    expect(arrived()).toEqual(expected());
  });

  test('whose journal cannot be believed sends again rather than to lose, and says that it is damaged', async () => {
    await dieWithJournal();
    const [journal = ''] = named(/journal/);
    put(journal, Buffer.alloc(bytesOf(journal).length, 'x'));
    expect(await sync()).toMatchObject({ tally: { delivered: 100 } });
    expect(await types()).toContain('damaged');
    expect(new Set(arrived()).size).toBe(100);
  });

  test('writes the lines that its state has and its ledger has not, once', async () => {
    await sync();
    const [ledger = ''] = named(/ledger/);
    const text = bytesOf(ledger).toString();
    const last = text.lastIndexOf('\n');
    put(ledger, text.slice(0, last + 25));
    await sync();
    const runs = (await world.ledger()).filter(({ type }) => type === 'run');
    expect(runs.length).toBe(2);
    expect(bytesOf(ledger).toString().split(text.slice(last)).length).toBe(2);
    await sync();
    expect((await world.ledger()).filter(({ type }) => type === 'run').length).toBe(3);
  });

  test('tells of a run that died before it sent anything', async () => {
    const process = world.start('dies', (operation, file) => {
      if (operation === 'append' && /journal/.test(file)) process.disk.kill();
    });
    await world.finishOrDie(process.run(), process).catch(() => undefined);
    expect((await world.state()).running).toMatchObject({ kind: 'sync' });
    await world.clock.advance(60_000);
    await sync();
    const [interrupted] = (await world.ledger()).filter(({ type }) => type === 'run');
    expect(interrupted).toMatchObject({ outcome: 'interrupted', tally: { fetched: 0, batchesInDoubt: 0 } });
    expect(await types()).not.toContain('inDoubt');
  });

  test('tells of it once, also where the next one only looks at the route', async () => {
    await dieWithJournal();
    for (const pid of [101, 102]) {
      const holder = { id: `${pid}`, pid, host: 'here', title: 'looks' };
      const options = { disk: world.disk.reopen(), folder: FOLDER, clock: world.clock, isAlive: () => false };
      const store = await openRoute({ ...options, holder, old: undefined });
      expect(store.state.running).toBeUndefined();
      await store.close();
      await world.clock.advance(60_000);
    }
    expect((await types()).filter((type) => type === 'run').length).toBe(1);
    expect((await world.state()).deliveredTotal).toBe(arrived().length);
  });
});
