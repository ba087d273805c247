import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { dieAt, dieWithJournal } from './world/dyingRun.ts';
import { reconcile } from './world/works.ts';
import { createWorldOf, FOLDER, START_MS, type World } from './world/world.ts';

const DAY_MS = 24 * 60 * 60_000;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

const damageState = () => world.disk.media.files.set(world.stateFile(), Buffer.from('{'));
const bytesOf = (file: string) => world.disk.media.files.get(file) ?? Buffer.alloc(0);

describe('damage', () => {
  test('of a file of keys, found while a sync reads, is told in the ledger', async () => {
    await world.sync();
    const [file = ''] = world.files(/\.keys$/);
    const bytes = bytesOf(file);
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    await world.sync(reconcile(START_MS, START_MS + 9 * DAY_MS));
    expect(world.files(/damaged/).length).toBe(1);
    expect(await world.damages()).toHaveLength(1);
  });

  test('of a state leaves it approved, also where who puts it aside dies before saving a new one', async () => {
    await world.sync();
    damageState();
    await dieAt(world, (operation, file) => operation === 'replace' && /state\.\d+\.json$/.test(file));
    expect(await world.sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });

  test('of a state does not cost the approval where the disk is full when it is found', async () => {
    await world.sync();
    damageState();
    const full = world.start('full', (operation, file) => {
      if (operation === 'replace' && /state\.\d+\.json$/.test(file)) throw new Failure('diskFull', { where: file });
    });
    await expect(world.finish(full.run())).rejects.toMatchObject({ code: 'diskFull' });
    await world.clock.advance(60_000);
    expect(await world.sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });

  test('of a journal whose rescuer dies leaves what it told of deliveries', async () => {
    await dieWithJournal(world);
    const [file = ''] = world.files(/journal\.\d+\.\d+$/);
    const journal = bytesOf(file);
    const delivered = journal.toString().match(/^\+ /gm)?.length ?? 0;
    expect(delivered).toBeGreaterThan(0);
    world.disk.media.files.set(file, Buffer.concat([journal, Buffer.from('\ngarbage')]));
    await dieWithJournal(world);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(world.repeats()).toBeLessThanOrEqual(await world.doubtful());
  });

  test('of the newest state, of which an older one takes the place, does not make the newest journal forgotten', async () => {
    await world.sync();
    const older = world.stateFile();
    const olderBytes = bytesOf(older);
    for (let index = 0; index < 40; index++) {
      world.site.records.push({ summary: `New ${index}`, creationDate: world.clock.nowMs() + index });
    }
    await world.clock.advance(60_000);
    await dieWithJournal(world);
    expect(world.arrived().length).toBeGreaterThan(100);
    damageState();
    // The power went before the removal of the older state was on the disk.
    world.disk.media.files.set(older, olderBytes);
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
  });

  test('is not what the zeros at the end of a journal are, which a power cut leaves', async () => {
    await world.sync();
    world.disk.media.files.set(`${FOLDER}/${(await world.state()).journal}`, Buffer.alloc(200));
    await world.sync();
    expect(await world.damages()).toEqual([]);
  });

  test('of a state before the first save of keys leaves the route approved', async () => {
    await dieWithJournal(world);
    expect(world.arrived().length).toBeGreaterThan(0);
    damageState();
    expect(await world.sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });
});
