import { beforeEach, describe, expect, test } from 'vitest';
import { noAnswer } from './world/memoryDestination.ts';
import { slowHeart } from './world/sleeper.ts';
import { reconcile } from './world/works.ts';
import { createWorldOf, FOLDER, START_MS, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

describe('a lease that is lost', () => {
  test('before a batch is sent stops it: the other one sends it', async () => {
    let announced = false;
    const sleeper = world.start('sleeper', async (operation, file) => {
      if (operation === 'append' && /journal/.test(file)) announced = true;
      // Sleeps between the announcement and the look at the lease.
      if (operation === 'list' && announced) await world.clock.passed(60_000);
    });
    const slow = sleeper.run();
    const other = world.clock.passed(30_000).then(() => world.start('other').run());
    const [one, two] = await world.finish(Promise.all([slow, other]));
    expect(one).toMatchObject({ outcome: 'failed', failure: { code: 'leaseLost' }, tally: { delivered: 0 } });
    expect(two).toMatchObject({ outcome: 'succeeded', tally: { delivered: 100 } });
    expect(world.destination.sent.filter(({ by }) => by === 'sleeper')).toEqual([]);
    expect(world.arrived()).toEqual(world.expected());
    expect(new Set((await world.doubts()).map(({ reason }) => reason))).toEqual(new Set(['interrupted']));
  });

  test('while a batch is under way puts that in doubt, however late its acknowledgement is', async () => {
    const sleeper = world.start('sleeper');
    world.destination.fates.push(async () => {
      await world.clock.passed(60_000);
      return 'acknowledged';
    });
    slowHeart(world, sleeper);
    const slow = sleeper.run();
    const other = world.clock.passed(40_000).then(() => world.start('other').run());
    const [one, two] = await world.finish(Promise.all([slow, other]));
    // And not that the disk failed, on which the other one was at work.
    expect(one).toMatchObject({ outcome: 'failed', failure: { code: 'leaseLost' } });
    expect(two).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(world.arrived()).size).toBe(100);
    const doubtful = await world.doubtful();
    expect(doubtful).toBeGreaterThan(0);
    expect(world.repeats()).toBeLessThanOrEqual(doubtful);
  });

  const takenOver = () => {
    world.disk.media.files.set(`${FOLDER}/lease.99`, Buffer.from('{}'));
  };

  test('ends what is under way as soon as the heart finds out: that is in doubt, not refused', async () => {
    world.destination.fates.push(async (signal) => {
      takenOver();
      return noAnswer(signal);
    });
    const startedAtMs = world.clock.nowMs();
    expect(await world.sync()).toMatchObject({
      ...{ outcome: 'failed', failure: { code: 'leaseLost' }, tally: { batchesInDoubt: 1 } },
    });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(10_000);
    const [journal = ''] = world.files(/journal\.\d+\.\d+$/);
    expect(world.disk.media.files.get(journal)?.toString()).not.toMatch(/^- /m);
  });

  test('is what a run says that is cancelled just then', async () => {
    const process = world.start();
    const source = {
      ...world.site.source(),
      async *parts(_window: unknown, signal: AbortSignal) {
        takenOver();
        await world.clock.wait(60_000, signal).finally(() => process.stop.abort('cancel'));
      },
    };
    expect(await world.finish(process.run(undefined, { source }))).toMatchObject({
      ...{ outcome: 'failed', failure: { code: 'leaseLost' } },
    });
  });

  test('is not had by two: the second one is told who has it', async () => {
    world.destination.fates.push(async () => {
      await world.clock.passed(30_000);
      return 'acknowledged';
    });
    const first = world.start('first window').run();
    await world.clock.advance(2000);
    const second = world.clock.passed(5000).then(() => world.start('second').run());
    await expect(world.finish(second)).rejects.toMatchObject({
      code: 'heldElsewhere',
      detail: { where: 'first window' },
    });
    expect(await world.finish(first)).toMatchObject({ outcome: 'succeeded' });
    expect(world.arrived()).toEqual(world.expected());
  });
});

describe('somebody who sleeps while they write anew', () => {
  test('the quarantine loses nothing of what others put there meanwhile', async () => {
    world.site.records.splice(0, 100, { summary: 'x'.repeat(900), creationDate: START_MS });
    world.destination.takesBytes = 700;
    await world.sync();
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const [id = ''] = world.keys();
    const sleeper = world.start('sleeper', async (operation, file) => {
      if (operation === 'replace' && file.endsWith('quarantine.ndjson')) await world.clock.passed(60_000);
    });
    const heart = slowHeart(world, sleeper);
    const slow = sleeper.run({ kind: 'retry', ids: [id] });
    const other = world.clock.passed(40_000).then(() => {
      world.site.unreadable.push({ timeMs: world.clock.nowMs() - 10_000, raw: { odd: 1 }, reason: 'odd' });
      return world.start('other').run();
    });
    const [, second] = await world.finish(Promise.all([slow, other]));
    expect([heart.beats, second]).toMatchObject([1, { tally: { quarantined: 1 } }]);
    const kept = await world.quarantine().list({ limit: 9 });
    expect(kept.map(({ reason }) => reason)).toContain('odd');
  });

  test('keys loses none of those that others have added meanwhile', async () => {
    let slept = false;
    for (let round = 0; round < 60 && !slept; round++) {
      world.site.records.push({ summary: `Round ${round}`, creationDate: world.clock.nowMs() - 6000 });
      const sleeper = world.start('sleeper', async (operation, file) => {
        if (operation !== 'replace' || !file.endsWith('.keys')) return;
        slept = true;
        await world.clock.passed(60_000);
      });
      slowHeart(world, sleeper, () => slept);
      const slow = sleeper.run();
      slow.catch(() => undefined);
      const first = await Promise.race([
        world.finish(slow),
        world.finish(world.clock.passed(40_000)).then(() => undefined),
      ]);
      if (first === undefined) {
        world.site.records.push({ summary: 'Of the other', creationDate: world.clock.nowMs() - 6000 });
        await world.finish(Promise.all([world.start('other').run(), slow]));
      }
      await world.clock.advance(10_000);
    }
    expect(slept).toBe(true);
    await world.clock.advance(60_000);
    await world.sync();
    await world.sync(reconcile(START_MS, world.clock.nowMs() - 5000));
    expect(world.arrived()).toEqual(world.expected());
  });
});
