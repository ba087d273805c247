import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { noAnswer } from './world/memoryDestination.ts';
import { createWorldOf, START_MS, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

describe('a batch that may have arrived', () => {
  test('is tried again, and counted in doubt', async () => {
    world.destination.fates.push('refused', 'lostOnTheWay', 'acknowledged', 'arrivesUnanswered');
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 100, batchesInDoubt: 2 } });
    const unanswered = world.destination.sent.find((sent) => sent.arrived && !sent.acknowledged);
    expect(world.repeats()).toBe(unanswered?.keys.length);
    const [one, other] = await world.doubts();
    expect([one?.reason, other?.reason].sort()).toEqual(['connectionLost', 'timedOut']);
    expect([one?.records, other?.records]).toContain(unanswered?.keys.length);
    expect((await world.state()).inDoubtTotal).toBe(2);
    expect(one?.window?.fromMs).toBeGreaterThanOrEqual(START_MS);
  });

  test('after an error that nobody has foreseen is in doubt too, and the run fails', async () => {
    world.destination.fates.push(async () => {
      throw new TypeError('odd');
    });
    expect(await world.sync()).toMatchObject({ outcome: 'failed', failure: { code: 'unexpected' } });
    expect(await world.doubts()).toMatchObject([{ reason: 'unexpected' }]);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(world.arrived()).size).toBe(100);
  });

  test('is in no doubt where it was certainly refused', async () => {
    world.destination.fates.push('refused', 'refused', 'tooLarge', 'forbidden');
    await world.sync();
    await world.sync();
    expect(await world.doubts()).toEqual([]);
    expect(world.arrived()).toEqual(world.expected());
  });
});

describe('a cancelled sync', () => {
  test.each(['cancel', 'pause', 'shutdown'] as const)(
    'says so, loses nothing and repeats nothing (%s)',
    async (reason) => {
      const process = world.start();
      const onProgress = ({ tally }: { readonly tally: { readonly delivered: number } }) => {
        if (tally.delivered >= 20) process.stop.abort(reason);
      };
      const outcome = { cancel: 'cancelled', pause: 'paused', shutdown: 'yielded' }[reason];
      expect(await world.finish(process.run(undefined, { onProgress }))).toMatchObject({ outcome, failure: undefined });
      expect(world.arrived().length).toBeLessThan(100);
      await world.sync();
      expect(world.arrived()).toEqual(world.expected());
      expect(await world.doubts()).toEqual([]);
    },
  );

  test('waits a moment for what is under way, and takes its acknowledgement', async () => {
    const process = world.start();
    world.destination.fates.push(async () => {
      process.stop.abort('cancel');
      await world.clock.passed(2900);
      return 'acknowledged';
    });
    const summary = await world.finish(process.run());
    expect(summary).toMatchObject({ outcome: 'cancelled', tally: { batchesInDoubt: 0 } });
    expect(summary.tally.delivered).toBeGreaterThan(0);
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
  });

  test('gives it up after three seconds: then it is in doubt', async () => {
    const process = world.start();
    world.destination.fates.push(async (signal) => {
      process.stop.abort('cancel');
      return noAnswer(signal);
    });
    const startedAtMs = world.clock.nowMs();
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'cancelled', tally: { batchesInDoubt: 1 } });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThanOrEqual(3500);
    expect(await world.doubts()).toMatchObject([{ reason: 'cancelled' }]);
    await world.sync();
    expect(world.repeats()).toBe((await world.doubts())[0]?.records);
  });

  test('does not wait for another try', async () => {
    const process = world.start();
    world.destination.fates.push(new Failure('ingestionThrottled', { where: 'x', retryAfterMs: 60_000 }));
    const startedAtMs = world.clock.nowMs();
    const onWait = (waiting: unknown) => {
      if (waiting !== undefined) process.stop.abort('cancel');
    };
    expect(await world.finish(process.run(undefined, { onWait }))).toMatchObject({ outcome: 'cancelled' });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(5000);
  });

  test('that was cancelled before it began asks nobody', async () => {
    const process = world.start();
    process.stop.abort('cancel');
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'cancelled', tally: { fetched: 0 } });
    expect([world.site.requests, world.destination.opened]).toEqual([0, 0]);
  });
});
