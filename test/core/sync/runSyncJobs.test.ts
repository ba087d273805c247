import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import { dieAt } from './world/dyingRun.ts';
import { backfill, liveDays, reconcile } from './world/works.ts';
import { createWorldOf, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

const jobs = async () => (await world.state()).jobs;
const firstJob = async (): Promise<Work> => ({ kind: 'job', id: (await jobs())[0]?.id ?? 'none' });
describe('sweeps', () => {
  test('are due a day and a week after the first sync, and are found in the state', async () => {
    await world.sync();
    world.clock.jump(DAY_MS - 60_000);
    await world.sync();
    expect(await jobs()).toEqual([]);
    world.clock.jump(60_000);
    await world.sync();
    expect(await jobs()).toMatchObject([{ kind: 'dailySweep', paused: false, doneThroughMs: undefined }]);
    expect(await world.sync(await firstJob())).toMatchObject({ kind: 'dailySweep', outcome: 'succeeded' });
    expect(await jobs()).toEqual([]);
    await world.sync();
    expect(await jobs()).toEqual([]);
    await liveDays(world, 6);
    expect((await world.runs()).filter(({ kind }) => kind === 'weeklySweep').length).toBe(1);
    expect((await world.runs()).filter(({ kind }) => kind === 'dailySweep').length).toBe(6);
  });

  test('are not counted from a sync that was not through', async () => {
    world.site.failures.push(undefined, new Failure('siteServerError', { where: SITE }));
    await world.sync();
    expect(await world.state()).toMatchObject({ dailySweepAtMs: undefined, weeklySweepAtMs: undefined });
  });

  test('find what came hours late within a day, and what has an old date within a week', async () => {
    await world.sync();
    world.site.records.push({ summary: 'Hours late', creationDate: world.clock.nowMs() - 5 * HOUR_MS });
    world.site.records.push({ summary: 'Back-dated', creationDate: START_MS + 12_345 });
    await world.sync();
    expect(world.arrived().length).toBe(100);
    await liveDays(world, 1);
    expect(world.arrived().length).toBe(101);
    await liveDays(world, 6);
    expect(world.arrived()).toEqual(world.expected());
    expect((await world.runs()).at(-1)).toMatchObject({
      kind: 'weeklySweep',
      tally: { delivered: 1, alreadyDelivered: 101 },
    });
  });

  test('stay where was read before', async () => {
    const fromMs = START_MS + 5 * DAY_MS;
    await world.sync(undefined, { firstFromMs: fromMs });
    const before = world.arrived();
    await liveDays(world, 8);
    expect(world.arrived()).toEqual(before);
    expect((await world.state()).coverage).toEqual([{ fromMs, toMs: world.clock.nowMs() - 5000 }]);
  });

  test('go on in the middle after a failure, and open no destination where nothing is new', async () => {
    await world.sync();
    world.clock.jump(7 * DAY_MS);
    await world.sync();
    const opened = world.destination.opened;
    world.site.failures.push(...Array(4).fill(undefined), new Failure('siteServerError', { where: SITE }));
    expect(await world.sync(await firstJob())).toMatchObject({ kind: 'weeklySweep', outcome: 'failed' });
    const [{ doneThroughMs = 0, tally = NO_TALLY } = {}] = await jobs();
    expect(doneThroughMs).toBeGreaterThan(START_MS);
    const requests = world.site.requests;
    expect(await world.sync(await firstJob())).toMatchObject({
      outcome: 'succeeded',
      tally: { alreadyDelivered: 100 - tally.alreadyDelivered, delivered: 0 },
    });
    expect(world.site.requests - requests).toBeLessThan(10);
    expect(world.destination.opened).toBe(opened);
    expect(await jobs()).toEqual([]);
  });

  test.each(['cancel', 'pause', 'shutdown'] as const)('can be stopped (%s)', async (reason) => {
    await world.sync();
    world.clock.jump(7 * DAY_MS);
    await world.sync();
    const process = world.start();
    const onProgress = () => process.stop.abort(reason);
    const outcome = { cancel: 'cancelled', pause: 'paused', shutdown: 'yielded' }[reason];
    expect(await world.finish(process.run(await firstJob(), { onProgress }))).toMatchObject({ outcome });
    const state = await world.state();
    if (reason === 'cancel') {
      // It counts as done: it would be due again at once.
      expect(state).toMatchObject({
        jobs: [],
        dailySweepAtMs: world.clock.nowMs(),
        weeklySweepAtMs: world.clock.nowMs(),
      });
      return;
    }
    expect(state.jobs).toMatchObject([{ kind: 'weeklySweep', paused: reason === 'pause' }]);
    expect(await world.sync(await firstJob())).toMatchObject({ outcome: 'succeeded' });
    expect(await jobs()).toEqual([]);
  });

  test('of a week that fail again and again keep none of a day from finding what comes late', async () => {
    await world.sync();
    await world.clock.advance(8 * DAY_MS);
    await world.sync();
    const [stuck] = (await world.state()).jobs;
    expect(stuck?.kind).toBe('weeklySweep');
    for (let day = 0; day < 10; day++) {
      await world.clock.advance(DAY_MS);
      world.site.records.push({ summary: `Late ${day}`, creationDate: world.clock.nowMs() - 30 * HOUR_MS });
      await world.sync();
      world.site.failures.push(new Failure('siteUnstableAnswer', { where: SITE }));
      expect(await world.sync({ kind: 'job', id: stuck?.id ?? '' })).toMatchObject({ outcome: 'failed' });
      for (const { id, kind } of (await world.state()).jobs)
        if (kind === 'dailySweep') await world.sync({ kind: 'job', id });
      expect(world.arrived()).toEqual(world.expected());
    }
    expect(await jobs()).toMatchObject([{ kind: 'weeklySweep' }]);
  });
});

describe('a backfill', () => {
  const fromMs = START_MS + 5 * DAY_MS;
  beforeEach(async () => {
    await world.sync(undefined, { firstFromMs: fromMs });
  });

  test('sends what is older, and is no job any more when it is through', async () => {
    expect(world.arrived().length).toBeLessThan(100);
    expect(await world.sync(backfill(START_MS, fromMs - 1))).toMatchObject({ kind: 'backfill', outcome: 'succeeded' });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.state()).toMatchObject({
      ...{ jobs: [], deliveredTotal: 100, coverage: [{ fromMs: START_MS, toMs: world.clock.nowMs() - 5000 }] },
    });
  });

  test('yields between two stretches, and goes on after a restart without reading them again', async () => {
    expect(await world.sync(backfill(START_MS, fromMs - 1), { shouldYield: () => true })).toMatchObject({
      outcome: 'yielded',
    });
    const [job] = await jobs();
    expect(job).toMatchObject({ kind: 'backfill', paused: false, tally: { delivered: 31 } });
    expect((await world.state()).coverage.length).toBe(2);
    await world.sync();
    expect((await jobs())[0]?.id).toBe(job?.id);
    const before = world.arrived().length;
    const summary = await world.sync(await firstJob());
    expect(summary).toMatchObject({
      outcome: 'succeeded',
      window: { fromMs: START_MS, toMs: fromMs - 1 },
      tally: { alreadyDelivered: 0 },
    });
    expect(summary.tally.delivered).toBe(100 - before);
    expect(world.arrived()).toEqual(world.expected());
  });

  test('is a job before it has read anything, also where its process dies', async () => {
    world.site.failures.push(new Failure('siteServerError', { where: SITE }));
    expect(await world.sync(backfill(START_MS, fromMs - 1))).toMatchObject({ outcome: 'failed' });
    expect(await jobs()).toMatchObject([{ kind: 'backfill', doneThroughMs: undefined, tally: NO_TALLY }]);
    await dieAt(world, (operation, file) => operation === 'overwrite' && /journal/.test(file), await firstJob());
    expect(await world.sync(await firstJob())).toMatchObject({ outcome: 'succeeded' });
    expect([...new Set(world.arrived())]).toEqual(world.expected());
    expect((await world.runs()).map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'failed',
      'interrupted',
      'succeeded',
    ]);
  });

  test('is a job before the site has answered, should the process die then', async () => {
    const process = world.start();
    const source = {
      ...world.site.source(),
      parts: (): never => {
        process.disk.kill();
        throw new Error('it is dead');
      },
    };
    await world.runOrDie(process, backfill(START_MS, fromMs - 1), { source });
    expect(await jobs()).toMatchObject([{ kind: 'backfill', window: { fromMs: START_MS, toMs: fromMs - 1 } }]);
  });

  test('that was paused goes on when it is asked for, and is not paused any more', async () => {
    const process = world.start();
    await world.finish(process.run(backfill(START_MS, fromMs - 1), { onProgress: () => process.stop.abort('pause') }));
    expect(await jobs()).toMatchObject([{ paused: true }]);
    expect(await world.sync(await firstJob(), { shouldYield: () => true })).toMatchObject({ outcome: 'yielded' });
    expect(await jobs()).toMatchObject([{ paused: false }]);
  });

  test('that is cancelled is no job any more, and keeps what it has sent', async () => {
    const process = world.start();
    await world.finish(process.run(backfill(START_MS, fromMs - 1), { onProgress: () => process.stop.abort('cancel') }));
    expect(await jobs()).toEqual([]);
    await world.sync(backfill(START_MS, fromMs - 1));
    expect(world.arrived()).toEqual(world.expected());
  });

  test('that another window has finished does nothing', async () => {
    const requests = world.site.requests;
    const [state, ledger] = [await world.state(), await world.ledger()];
    expect(await world.sync({ kind: 'job', id: 'finished elsewhere' })).toMatchObject({
      outcome: 'succeeded',
      tally: NO_TALLY,
    });
    expect(world.site.requests).toBe(requests);
    expect(await world.state()).toMatchObject({ coverage: state.coverage, jobs: [], lastRun: state.lastRun });
    // Nor does it leave a line of a backfill that never was.
    expect(await world.ledger()).toEqual(ledger);
  });
});

test('a backfill that nobody has approved leaves no job behind', async () => {
  const summary = await world.sync(backfill(START_MS, START_MS + DAY_MS), { approve: false });
  expect(summary).toMatchObject({ outcome: 'failed', failure: { code: 'notApproved' } });
  expect(await jobs()).toEqual([]);
});

test('a backfill ahead of an unfinished first sync leaves a gap, which a sync reads', async () => {
  world.site.failures.push(...Array(5).fill(undefined), new Failure('siteServerError', { where: SITE }));
  expect(await world.sync()).toMatchObject({ outcome: 'failed' });
  const nowMs = world.clock.nowMs();
  await world.sync(backfill(nowMs - DAY_MS, nowMs - 5000));
  expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
  expect(world.arrived()).toEqual(world.expected());
});

test('a reconcile reads all of its window, sends what is missing, and nothing else', async () => {
  await world.sync();
  world.site.records.push({ summary: 'Back-dated', creationDate: START_MS + DAY_MS });
  const inside = world.site.records.filter(({ creationDate }) => (creationDate ?? 0) <= START_MS + 2 * DAY_MS).length;
  expect(await world.sync(reconcile(START_MS, START_MS + 2 * DAY_MS))).toMatchObject({
    tally: { fetched: inside, delivered: 1, alreadyDelivered: inside - 1 },
  });
  expect(world.arrived()).toEqual(world.expected());
  expect((await world.state()).lastRun?.kind).toBe('sync');
});
