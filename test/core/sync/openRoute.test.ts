import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { findState } from '../../../src/core/sync/stateFiles.ts';
import { dieAt, dieWithJournal } from './world/dyingRun.ts';
import { openStore } from './world/openStore.ts';
import { createWorldOf, FOLDER, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

const bytesOf = (file: string) => world.disk.media.files.get(file) ?? Buffer.alloc(0);
const put = (file: string, text: string | Buffer) => world.disk.media.files.set(file, Buffer.from(text));
const types = async () => (await world.ledger()).map(({ type }) => type);

describe('of several states', () => {
  const file = (epoch: number) => path.join(FOLDER, `state.${epoch}.json`);

  test('the one of the highest epoch counts, by number', async () => {
    await world.sync();
    const text = bytesOf(world.stateFile()).toString();
    world.disk.media.files.delete(world.stateFile());
    put(file(9), text.replace('"deliveredTotal":100', '"deliveredTotal":9'));
    put(file(10), text.replace('"deliveredTotal":100', '"deliveredTotal":10'));
    put(path.join(FOLDER, 'state.11.json.new'), '{');
    expect(await findState(world.disk, FOLDER)).toMatchObject({ state: { deliveredTotal: 10 }, damaged: [] });
    await world.sync();
    expect(world.stateFile()).toBe(file(11));
    expect(world.files(/state\.\d/)).toEqual([
      path.join(FOLDER, 'state.11.json'),
      path.join(FOLDER, 'state.11.json.new'),
    ]);
  });

  test('what somebody writes late under a lower epoch is ignored, and removed in time', async () => {
    await world.sync();
    const early = bytesOf(world.stateFile());
    await world.sync();
    put(file(1), early);
    expect(await world.state()).toMatchObject({ running: undefined, deliveredTotal: 100 });
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    await world.sync();
    expect(world.files(/state\.\d/)).toEqual([file(3)]);
    expect(world.arrived()).toEqual(world.expected());
  });

  test('an older one counts where the newest is damaged; that is kept aside, and told', async () => {
    await world.sync();
    const good = bytesOf(world.stateFile());
    put(file(5), good.subarray(0, 40));
    expect(await world.sync(undefined, { approve: false })).toMatchObject({
      outcome: 'succeeded',
      tally: { delivered: 0 },
    });
    expect(bytesOf(`${file(5)}.damaged`)).toEqual(good.subarray(0, 40));
    expect(await world.damages()).toMatchObject([{ file: `${file(5)}.damaged` }]);
    expect(world.stateFile()).toBe(file(6));
    await world.sync();
    expect(await world.damages()).toHaveLength(1);
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
    await world.sync();
    const text = bytesOf(world.stateFile()).toString();
    put(world.stateFile(), damage(text));
    expect(damage(text)).not.toBe(text);
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    expect(await world.sync(undefined, { approve: false })).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 101, delivered: 1, alreadyDelivered: 100 },
    });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.damages()).toHaveLength(1);
    expect(bytesOf(world.files(/damaged/)[0] ?? '').toString()).toBe(damage(text));
  });

  test('drift, the last run and the pages may be odd: only they are lost', async () => {
    await world.sync();
    const state = JSON.parse(bytesOf(world.stateFile()).toString());
    put(world.stateFile(), JSON.stringify({ ...state, drift: 'odd', lastRun: { run: 1 }, pages: [] }));
    const read = (await findState(world.disk, FOLDER)).state;
    expect(read).toMatchObject({ deliveredTotal: 100, drift: { categories: {} } });
    expect([read?.lastRun, read?.pages]).toEqual([undefined, undefined]);
  });

  test('one of a future version stops everything: nothing is written, nothing is sent', async () => {
    await world.sync();
    put(world.stateFile(), bytesOf(world.stateFile()).toString().replace('"version":2', '"version":3'));
    const before = new Map(world.disk.media.files);
    const sent = world.destination.sent.length;
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    await expect(world.sync()).rejects.toMatchObject({
      code: 'stateFromNewerVersion',
      detail: { where: world.stateFile() },
    });
    for (const [file, bytes] of before) if (!file.includes('lease')) expect(bytesOf(file)).toEqual(bytes);
    expect(world.files(/./).filter((file) => !before.has(file) && !file.includes('lease'))).toEqual([]);
    expect(world.destination.sent.length).toBe(sent);
    // The lease was let go of: the next one is not told that somebody has it.
    await expect(world.sync()).rejects.toMatchObject({ code: 'stateFromNewerVersion' });
  });
});

describe('a ledger', () => {
  test('that is damaged is kept aside and told once, and no run is hidden', async () => {
    for (let time = 0; time < 4; time++) await world.sync();
    const [ledger = ''] = world.files(/ledger/);
    const runs = (await types()).length;
    const bytes = bytesOf(ledger).fill(Buffer.from([0, 0xff, 0x0a, 0x9d]), 700, 760);
    put(ledger, bytes);
    for (let time = 0; time < 2; time++) await world.sync();
    expect(await world.damages()).toMatchObject([{ file: `${ledger}.damaged`, window: undefined }]);
    expect(bytesOf(`${ledger}.damaged`)).toEqual(bytes);
    // A line or two were hit.
    expect((await types()).length).toBeGreaterThanOrEqual(runs - 2 + 3);
  });

  test('that cannot be read, or not be mended, stops nobody', async () => {
    await world.sync();
    const [ledger = ''] = world.files(/ledger/);
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
    await world.sync();
    await world.sync();
    for (const file of world.files(/lease/)) world.disk.media.files.delete(file);
    await world.sync();
    expect(world.files(/lease|state\.\d/).map((file) => path.basename(file))).toEqual(['lease.3', 'state.3.json']);
  });

  test('gets what was delivered out of the journal of a process that died', async () => {
    await dieWithJournal(world);
    const before = world.arrived().length;
    expect(before).toBeGreaterThan(0);
    expect(await world.sync()).toMatchObject({ tally: { alreadyDelivered: before, delivered: 100 - before } });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.doubts()).toEqual([]);
    expect((await world.state()).deliveredTotal).toBe(100);
  });

  test('gets it also where the state is lost', async () => {
    // Some keys are saved, so that it is known to be approved.
    await world.sync(undefined, { settleMs: 8 * 86_400_000 });
    await dieWithJournal(world);
    const before = world.arrived().length;
    put(world.stateFile(), '{');
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(world.arrived()).toEqual(world.expected());
    expect(world.arrived().length).toBeGreaterThanOrEqual(before);
  });

  test('whose journal is damaged keeps it aside, tells of it, and believes what is whole', async () => {
    await dieWithJournal(world);
    const before = world.arrived().length;
    const [journal = ''] = world.files(/journal/);
    put(journal, Buffer.concat([bytesOf(journal), Buffer.from('\n+ 3 00000000 odd')]));
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { alreadyDelivered: before } });
    expect(await world.damages()).toMatchObject([{ file: `${journal}.damaged` }]);
    expect(world.files(/damaged/)).toEqual([`${journal}.damaged`]);
    expect(world.arrived()).toEqual(world.expected());
  });

  test('whose journal cannot be believed sends again rather than to lose, and says that it is damaged', async () => {
    await dieWithJournal(world);
    const [journal = ''] = world.files(/journal/);
    put(journal, Buffer.alloc(bytesOf(journal).length, 'x'));
    expect(await world.sync()).toMatchObject({ tally: { delivered: 100 } });
    expect(await world.damages()).toHaveLength(1);
    expect(new Set(world.arrived()).size).toBe(100);
  });

  test('writes the lines that its state has and its ledger has not, once', async () => {
    await world.sync();
    const [ledger = ''] = world.files(/ledger/);
    const text = bytesOf(ledger).toString();
    const last = text.lastIndexOf('\n');
    put(ledger, text.slice(0, last + 25));
    await world.sync();
    expect(await world.runs()).toHaveLength(2);
    expect(bytesOf(ledger).toString().split(text.slice(last)).length).toBe(2);
    await world.sync();
    expect(await world.runs()).toHaveLength(3);
  });

  test('tells of a run that died before it sent anything', async () => {
    await dieAt(world, (operation, file) => operation === 'append' && /journal/.test(file));
    expect((await world.state()).running).toMatchObject({ kind: 'sync' });
    await world.sync();
    const [interrupted] = await world.runs();
    expect(interrupted).toMatchObject({ outcome: 'interrupted', tally: { fetched: 0, batchesInDoubt: 0 } });
    expect(await world.doubts()).toEqual([]);
  });

  test('tells of it once, also where the next one only looks at the route', async () => {
    await dieWithJournal(world);
    for (let time = 0; time < 2; time++) {
      const store = await openStore(world);
      expect(store.state.running).toBeUndefined();
      await store.close();
      await world.clock.advance(60_000);
    }
    expect(await world.runs()).toHaveLength(1);
    expect((await world.state()).deliveredTotal).toBe(world.arrived().length);
  });
});
