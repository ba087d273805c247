import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { InDoubtEntry } from '../../../src/core/sync/ledger.ts';
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
const repeats = () => arrived().length - new Set(arrived()).size;
const doubts = async () => (await world.ledger()).filter((entry): entry is InDoubtEntry => entry.type === 'inDoubt');
const runs = async () => (await world.ledger()).flatMap((entry) => (entry.type === 'run' ? [entry] : []));
const files = (pattern: RegExp) => [...world.disk.media.files.keys()].filter((file) => pattern.test(file));
const hang = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
/** Time passes, and the dead are found silent. */
const nextSync = async () => {
  await world.clock.advance(60_000);
  return sync();
};

describe('a batch that may have arrived', () => {
  test('is tried again, and counted in doubt', async () => {
    world.destination.fates.push('refused', 'lostOnTheWay', 'acknowledged', 'arrivesUnanswered');
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 100, batchesInDoubt: 2 } });
    const unanswered = world.destination.sent.find((sent) => sent.arrived && !sent.acknowledged);
    expect(repeats()).toBe(unanswered?.keys.length);
    const [one, other] = await doubts();
    expect([one?.reason, other?.reason].sort()).toEqual(['connectionLost', 'timedOut']);
    expect([one?.records, other?.records]).toContain(unanswered?.keys.length);
    expect((await world.state()).inDoubtTotal).toBe(2);
    expect(one?.window?.fromMs).toBeGreaterThanOrEqual(START_MS);
  });

  test('after an error that nobody has foreseen is in doubt too, and the run fails', async () => {
    world.destination.fates.push(async () => {
      throw new TypeError('odd');
    });
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'unexpected' } });
    expect(await doubts()).toMatchObject([{ reason: 'unexpected' }]);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(arrived()).size).toBe(100);
  });

  test('is in no doubt where it was certainly refused', async () => {
    world.destination.fates.push('refused', 'refused', 'tooLarge', 'forbidden');
    await sync();
    await sync();
    expect(await doubts()).toEqual([]);
    expect(arrived()).toEqual(expected());
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
      expect(arrived().length).toBeLessThan(100);
      await sync();
      expect(arrived()).toEqual(expected());
      expect(await doubts()).toEqual([]);
    },
  );

  test('waits a moment for what is under way, and takes its acknowledgement', async () => {
    const process = world.start();
    world.destination.fates.push(async () => {
      process.stop.abort('cancel');
      await world.clock.wait(2900, new AbortController().signal);
      return 'acknowledged';
    });
    const summary = await world.finish(process.run());
    expect(summary).toMatchObject({ outcome: 'cancelled', tally: { batchesInDoubt: 0 } });
    expect(summary.tally.delivered).toBeGreaterThan(0);
    await sync();
    expect(arrived()).toEqual(expected());
  });

  test('gives it up after three seconds: then it is in doubt', async () => {
    const process = world.start();
    world.destination.fates.push(async (signal) => {
      process.stop.abort('cancel');
      return hang(signal);
    });
    const startedAtMs = world.clock.nowMs();
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'cancelled', tally: { batchesInDoubt: 1 } });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThanOrEqual(3500);
    expect(await doubts()).toMatchObject([{ reason: 'cancelled' }]);
    await sync();
    expect(repeats()).toBe((await doubts())[0]?.records);
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

describe('a process that dies', () => {
  test('in any of its writes, and however much of it is done, loses nothing and repeats only what is in doubt', async () => {
    const full = createWorldLike();
    const counting = full.start();
    await full.finish(counting.run());
    for (let at = 1; at <= counting.disk.writes; at++) {
      for (const done of ['nothing', 'all', 40] as const) {
        world = createWorldLike();
        const process = world.start();
        process.disk.crash({ at, done });
        await world.finishOrDie(process.run(), process).catch(() => undefined);
        expect(await nextSync()).toMatchObject({ outcome: 'succeeded' });
        expect({ at, done, arrived: [...new Set(arrived())] }).toEqual({ at, done, arrived: expected() });
        const doubtful = (await doubts()).reduce((sum, { records }) => sum + records, 0);
        expect(repeats()).toBeLessThanOrEqual(doubtful);
        expect((await doubts()).length).toBeLessThanOrEqual(2);
        const state = await world.state();
        const all = await runs();
        for (const { tally } of all)
          expect(tally.fetched).toBe(tally.delivered + tally.alreadyDelivered + tally.quarantined);
        expect(all.reduce((sum, { tally }) => sum + tally.delivered, 0)).toBe(state.deliveredTotal);
        expect(state).toMatchObject({ deliveredTotal: 40, inDoubtTotal: (await doubts()).length });
      }
    }
  });

  test('between the announcement of a batch and the sending is in doubt of it, and sends it again', async () => {
    const process = world.start('dies', (operation) => {
      // The look at the lease behind the announcement.
      if (operation === 'list' && files(/journal/).length > 0) process.disk.kill();
    });
    await world.finishOrDie(process.run(), process).catch(() => undefined);
    expect(arrived()).toEqual([]);
    expect(await nextSync()).toMatchObject({ outcome: 'succeeded' });
    expect(await doubts()).toMatchObject([{ reason: 'interrupted' }]);
    expect(arrived()).toEqual(expected());
  });

  test('after a batch was certainly refused is in no doubt of it', async () => {
    const process = world.start('dies', (operation, file) => {
      if (operation === 'replace' && /state\.\d/.test(file) && world.destination.sent.length > 0) process.disk.kill();
    });
    world.destination.fates.push('forbidden', 'forbidden');
    await world.finishOrDie(process.run(), process).catch(() => undefined);
    expect(process.disk.dead).toBe(true);
    await nextSync();
    expect(await doubts()).toEqual([]);
    expect(arrived()).toEqual(expected());
  });

  test('leaves a run that tells how far it came', async () => {
    let saves = 0;
    const process = world.start('dies', (operation, file) => {
      if (operation === 'replace' && /state\.\d/.test(file) && ++saves === 6) process.disk.kill();
    });
    await world.finishOrDie(process.run(), process).catch(() => undefined);
    const before = arrived().length;
    expect(before).toBeGreaterThan(20);
    await nextSync();
    const [interrupted, last] = await runs();
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

function createWorldLike(): World {
  const fresh = createWorld({ pageRecords: 5, slicePages: 3 });
  for (let index = 0; index < 40; index++) {
    fresh.site.records.push({ summary: `Event ${index}`, creationDate: START_MS + index * 7_000_000 });
  }
  // Sorted as the destination's keys are compared.
  const keys = fresh.keys();
  return { ...fresh, keys: () => keys.toSorted() };
}

describe('a lease that is lost', () => {
  test('before a batch is sent stops it: the other one sends it', async () => {
    let announced = false;
    const sleeper = world.start('sleeper', async (operation, file) => {
      if (operation === 'append' && /journal/.test(file)) announced = true;
      // Sleeps between the announcement and the look at the lease.
      if (operation === 'list' && announced) await world.clock.wait(60_000, new AbortController().signal);
    });
    const slow = sleeper.run();
    const other = world.clock.wait(30_000, new AbortController().signal).then(() => world.start('other').run());
    const [one, two] = await world.finish(Promise.all([slow, other]));
    expect(one).toMatchObject({ outcome: 'failed', failure: { code: 'leaseLost' }, tally: { delivered: 0 } });
    expect(two).toMatchObject({ outcome: 'succeeded', tally: { delivered: 100 } });
    expect(world.destination.sent.filter(({ by }) => by === 'sleeper')).toEqual([]);
    expect(arrived()).toEqual(expected());
    expect(new Set((await doubts()).map(({ reason }) => reason))).toEqual(new Set(['interrupted']));
  });

  test('while a batch is under way puts that in doubt, however late its acknowledgement is', async () => {
    const sleeper = world.start('sleeper');
    const never = new AbortController().signal;
    world.destination.fates.push(async () => {
      sleeper.stop.signal.throwIfAborted();
      await world.clock.wait(60_000, never);
      return 'acknowledged';
    });
    // Its heart stops too, as a whole process sleeps.
    const disk = sleeper.disk;
    const replaceSoon = disk.replaceSoon;
    disk.replaceSoon = async (file, bytes) => {
      await world.clock.wait(60_000, never);
      return replaceSoon(file, bytes);
    };
    const slow = sleeper.run();
    const other = world.clock.wait(40_000, never).then(() => world.start('other').run());
    const [one, two] = await world.finish(Promise.all([slow, other]));
    expect(one).toMatchObject({ outcome: 'failed' });
    expect(two).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(arrived()).size).toBe(100);
    const doubtful = (await doubts()).reduce((sum, { records }) => sum + records, 0);
    expect(doubtful).toBeGreaterThan(0);
    expect(repeats()).toBeLessThanOrEqual(doubtful);
  });

  const takenOver = () => {
    world.disk.media.files.set(`${FOLDER}/lease.99`, Buffer.from('{}'));
  };

  test('ends what is under way as soon as the heart finds out', async () => {
    world.destination.fates.push(async (signal) => {
      takenOver();
      return hang(signal);
    });
    const startedAtMs = world.clock.nowMs();
    expect(await sync()).toMatchObject({
      ...{ outcome: 'failed', failure: { code: 'leaseLost' } },
    });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(10_000);
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
      await world.clock.wait(30_000, new AbortController().signal);
      return 'acknowledged';
    });
    const first = world.start('first window').run();
    await world.clock.advance(2000);
    const second = world.clock.wait(5000, new AbortController().signal).then(() => world.start('second').run());
    await expect(world.finish(second)).rejects.toMatchObject({
      code: 'heldElsewhere',
      detail: { where: 'first window' },
    });
    expect(await world.finish(first)).toMatchObject({ outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
  });
});

describe('a disk', () => {
  test('that is read-only lets nothing be sent', async () => {
    world.disk.media.readOnly = true;
    await expect(sync()).rejects.toMatchObject({ code: 'stateNotSaved' });
    expect(world.destination.sent).toEqual([]);
    world.disk.media.readOnly = false;
    await sync();
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    const process = world.start('late', (operation, file) => {
      if (operation === 'replace' && /state\.\d/.test(file)) world.disk.media.readOnly = true;
    });
    const sent = world.destination.sent.length;
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'failed', failure: { code: 'stateNotSaved' } });
    expect(world.destination.sent.length).toBe(sent);
    world.disk.media.readOnly = false;
    await nextSync();
    expect(arrived()).toEqual(expected());
  });

  const fullAt = (matches: (operation: string, file: string) => boolean) => {
    let isFull = false;
    return world.start('full', (operation, file) => {
      if (!isFull && matches(operation, file)) {
        isFull = true;
        world.disk.media.spaceBytes = 0;
      }
    });
  };

  test.each<readonly [string, (operation: string, file: string) => boolean]>([
    ['before a batch is announced', (operation, file) => operation === 'append' && /journal/.test(file)],
    ['when a batch is acknowledged', (operation, file) => operation === 'overwrite' && /journal/.test(file)],
    ['when keys are saved', (operation, file) => operation === 'append' && /\.keys$/.test(file)],
    [
      'when the state is saved',
      (operation, file) => operation === 'replace' && /state\.\d/.test(file) && arrived().length > 0,
    ],
    [
      'when the ledger is written',
      (operation, file) => operation === 'append' && /ledger/.test(file) && arrived().length > 0,
    ],
    ['when the first state is saved', (operation, file) => operation === 'replace' && /state\.\d/.test(file)],
  ])('that is full %s costs nothing: nothing is lost, nothing repeated', async (_name, matches) => {
    const process = fullAt(matches);
    const summary = await world.finish(process.run()).catch((error: unknown) => error);
    expect(summary).toMatchObject(
      summary instanceof Failure ? { code: 'diskFull' } : { outcome: 'failed', failure: { code: 'diskFull' } },
    );
    const before = arrived().length;
    // Nothing more is sent while it stays so.
    await world.clock.advance(60_000);
    await sync().catch(() => undefined);
    expect(arrived().length).toBe(before);
    world.disk.media.spaceBytes = Number.POSITIVE_INFINITY;
    expect(await nextSync()).toMatchObject({ outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
    expect(await doubts()).toEqual([]);
    const all = await runs();
    expect(all.reduce((sum, { tally }) => sum + tally.delivered, 0)).toBe(100);
    expect((await world.state()).deliveredTotal).toBe(100);
    expect(all.at(-1)).toMatchObject({ outcome: 'succeeded' });
  });

  test('that loses its power keeps what was acknowledged', async () => {
    for (let at = 1; at < 6; at++) {
      const process = world.start();
      let sent = 0;
      const onProgress = () => {
        sent += 1;
        if (sent === at) world.disk.powerCut();
      };
      await world.finishOrDie(process.run(undefined, { onProgress }), process).catch(() => undefined);
      await world.clock.advance(60_000);
    }
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(arrived()).size).toBe(100);
    const doubtful = (await doubts()).reduce((sum, { records }) => sum + records, 0);
    expect(repeats()).toBeLessThanOrEqual(doubtful);
  });

  test('holds no more files after a run than it needs', async () => {
    await sync();
    await nextSync();
    expect(
      files(/./)
        .map((file) => file.slice(FOLDER.length + 1).replace(/\d{4}-\d\d-\d\d/, 'week'))
        .sort(),
    ).toEqual([...['keys/week.keys', 'keys/week.keys', 'lease.2', 'ledger.ndjson', 'state.2.json']]);
  });
});
