import { beforeEach, describe, expect, test } from 'vitest';
import { dieAt, type IsCall } from './world/dyingRun.ts';
import { createWorldOf, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

const savesState: IsCall = (operation, file) => operation === 'replace' && /state\.\d/.test(file);

describe('a process that dies', () => {
  test('in any of its writes, and however much of it is done, loses nothing and repeats only what is in doubt', async () => {
    const create = () => createWorldOf(40, { pageRecords: 5, slicePages: 3 });
    const full = create();
    const counting = full.start();
    await full.finish(counting.run());
    for (let at = 1; at <= counting.disk.writes; at++) {
      for (const done of ['nothing', 'all', 40] as const) {
        world = create();
        const process = world.start();
        process.disk.crash({ at, done });
        await world.runOrDie(process);
        await world.clock.advance(60_000);
        expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
        expect({ at, done, arrived: [...new Set(world.arrived())] }).toEqual({ at, done, arrived: world.expected() });
        expect(world.repeats()).toBeLessThanOrEqual(await world.doubtful());
        expect((await world.doubts()).length).toBeLessThanOrEqual(2);
        const state = await world.state();
        const all = await world.runs();
        for (const { tally } of all)
          expect(tally.fetched).toBe(tally.delivered + tally.alreadyDelivered + tally.quarantined);
        expect(all.reduce((sum, { tally }) => sum + tally.delivered, 0)).toBe(state.deliveredTotal);
        expect(state).toMatchObject({ deliveredTotal: 40, inDoubtTotal: (await world.doubts()).length });
      }
    }
  });

  test('between the announcement of a batch and the sending is in doubt of it, and sends it again', async () => {
    // The look at the lease behind the announcement.
    await dieAt(world, (operation) => operation === 'list' && world.files(/journal/).length > 0);
    expect(world.arrived()).toEqual([]);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(await world.doubts()).toMatchObject([{ reason: 'interrupted' }]);
    expect(world.arrived()).toEqual(world.expected());
  });

  test('after a batch was certainly refused is in no doubt of it', async () => {
    world.destination.fates.push('forbidden', 'forbidden');
    await dieAt(world, (...call) => savesState(...call) && world.destination.sent.length > 0);
    await world.sync();
    expect(await world.doubts()).toEqual([]);
    expect(world.arrived()).toEqual(world.expected());
  });

  test('leaves a run that tells how far it came', async () => {
    let saves = 0;
    await dieAt(world, (...call) => savesState(...call) && ++saves === 6);
    const before = world.arrived().length;
    expect(before).toBeGreaterThan(20);
    await world.sync();
    const [interrupted, last] = await world.runs();
    expect(interrupted).toMatchObject({
      outcome: 'interrupted',
      kind: 'sync',
      tally: { fetched: before, delivered: before },
    });
    expect(last).toMatchObject({ outcome: 'succeeded', tally: { delivered: 100 - before } });
    expect(interrupted?.run).not.toBe(last?.run);
    expect((await world.state()).running).toBeUndefined();
  });
});
