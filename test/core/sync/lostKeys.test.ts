import { mkdtemp, rm, truncate, unlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createLedgerFile } from '../../../src/core/sync/ledgerFile.ts';
import { createNodeDisk } from '../../../src/core/sync/nodeDisk.ts';
import { fingerprintOf } from '../../../src/core/sync/recordId.ts';
import { INITIAL_STATE } from '../../../src/core/sync/syncState.ts';
import { createFakeClock } from './fakeClock.ts';
import { openStore } from './world/openStore.ts';
import { reconcile } from './world/works.ts';
import { createWorld, FOLDER, START_MS, type World } from './world/world.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
let world: World;
/** Records of two weeks, one each eight hours; all of them delivered. */
const begin = async () => {
  world = createWorld();
  for (let index = 0; index < 40; index++) {
    world.site.records.push({ summary: `Event ${index}`, creationDate: weeks[0] + index * 8 * 3_600_000 });
  }
  await world.clock.advance(10 * DAY_MS);
  await live({ kind: 'sync' });
  expect(Object.values((await world.state()).keyCounts)).toEqual([21, 19]);
};
beforeEach(begin);

const firstWeekMs = Math.ceil(START_MS / WEEK_MS) * WEEK_MS;
const weeks = [firstWeekMs, firstWeekMs + WEEK_MS] as const;
const windowOf = (weekMs: number) => ({ fromMs: weekMs, toMs: weekMs + WEEK_MS - 1 });
const fileOf = (weekMs: number) => `${FOLDER}/keys/${new Date(weekMs).toISOString().slice(0, 10)}.keys`;
const reconcileAll = () => live(reconcile(START_MS, START_MS + 20 * DAY_MS));
async function live(work: Parameters<ReturnType<World['start']>['run']>[0], process = world.start()) {
  await world.clock.advance(60_000);
  return world.finishOrDie(process.run(work), process);
}

describe('a lost file of keys', () => {
  test.each([
    ['missing', () => world.disk.media.files.delete(fileOf(weeks[0])), 21, `${FOLDER}/keys`],
    ['empty', () => world.disk.media.files.set(fileOf(weeks[0]), Buffer.alloc(0)), 21, `${fileOf(weeks[0])}.damaged`],
  ])('that is %s is told, with its week, before its records are sent again', async (_name, damage, records, file) => {
    damage();
    await reconcileAll();
    expect(await world.damages()).toMatchObject([{ file, window: windowOf(weeks[0]) }]);
    expect(world.repeats()).toBe(records);
    for (const _again of [1, 2]) await reconcileAll();
    expect(await world.damages()).toHaveLength(1);
    expect(world.repeats()).toBe(records);
    expect(Object.values((await world.state()).keyCounts).sort()).toEqual([19, 21]);
  });

  test('that is missing is told by the next run, whatever that reads', async () => {
    world.disk.media.files.delete(fileOf(weeks[0]));
    await live({ kind: 'sync' });
    expect(await world.damages()).toHaveLength(1);
    expect(world.repeats()).toBe(0);
  });

  test('is told also where the process that found it dies before it has said so', async () => {
    for (let at = 1; ; at += 1) {
      world.disk.media.files.delete(fileOf(weeks[0]));
      const process = world.start('dies');
      process.disk.crash({ at, done: 'nothing' });
      await live({ kind: 'sync' }, process).catch(() => undefined);
      const isOver = !process.disk.dead;
      await live({ kind: 'sync' });
      expect([at, (await world.damages()).length]).toEqual([at, 1]);
      if (isOver) break;
      await begin();
    }
  });
});

describe('a state of before keys were counted', () => {
  test('is gone on with, and from then on a lost file is told', async () => {
    const { files } = world.disk.media;
    const name = world.stateFile();
    const { keyCounts, ...old } = JSON.parse(files.get(name)?.toString() ?? '');
    expect(keyCounts).toBeDefined();
    files.set(name, Buffer.from(JSON.stringify(old)));
    expect(await world.state()).toMatchObject({ keyCounts: {}, deliveredTotal: 40 });
    expect(await live({ kind: 'sync' })).toMatchObject({ outcome: 'succeeded' });
    expect(Object.values((await world.state()).keyCounts).sort()).toEqual([19, 21]);
    expect(await world.damages()).toEqual([]);
    files.delete(fileOf(weeks[1]));
    await live({ kind: 'sync' });
    expect(await world.damages()).toMatchObject([{ window: windowOf(weeks[1]) }]);
  });
});

describe('a route that is begun anew', () => {
  test('misses none of the keys that it has forgotten', async () => {
    await world.clock.advance(60_000);
    const disk = world.disk.reopen();
    const store = await openStore({ disk, clock: world.clock });
    await store.known(windowOf(weeks[0]));
    await store.save(() => INITIAL_STATE);
    for (const week of weeks) await disk.remove(fileOf(week));
    await store.known(windowOf(weeks[0]));
    await store.save((state) => state);
    expect(store.state.keyCounts).toEqual({});
    await store.close();
    await reconcileAll();
    expect(await world.damages()).toEqual([]);
  });
});

test('on the disk of this computer, lost keys and garbage in the ledger are kept aside and told', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
  const clock = createFakeClock(weeks[1]);
  const open = () => openStore({ disk: createNodeDisk(), clock, folder });
  const idOf = (index: number) => fingerprintOf({ timeMs: weeks[0] + index, key: `${index}` });
  try {
    const store = await open();
    for (let index = 0; index < 20; index += 1) {
      store.remember([idOf(index)]);
      await store.save((state) => state, [{ type: 'approved', id: `${index}`, atMs: 1 }]);
    }
    await store.close();
    const keys = path.join(folder, 'keys', path.basename(fileOf(weeks[0])));
    await truncate(keys, 5 * (28 + 12));
    const disk = createNodeDisk();
    await disk.overwrite(path.join(folder, 'ledger.ndjson'), 100, Buffer.from('\0\xffgarbage'));
    const next = await open();
    const known = await next.known(windowOf(weeks[0]));
    expect(Array.from({ length: 20 }, (_, index) => known.has(idOf(index))).filter(Boolean)).toHaveLength(5);
    await next.save((state) => state);
    await next.close();
    await unlink(keys);
    await (await open()).close();
    const told = (await createLedgerFile({ disk, folder }).read({ limit: 99 })).filter(
      ({ type }) => type === 'damaged',
    );
    const window = windowOf(weeks[0]);
    // Also before they are read, as the file is too short for them.
    expect(told.reverse()).toMatchObject([
      { file: `${keys}.damaged`, window },
      { file: path.join(folder, 'ledger.ndjson.damaged'), window: undefined },
      { file: path.dirname(keys), window },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
