import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { Failure } from '../../../src/core/failure.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import type { Work } from '../../../src/core/sync/work.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
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
const jobs = async () => (await world.state()).jobs;
const firstJob = async (): Promise<Work> => ({ kind: 'job', id: (await jobs())[0]?.id ?? 'none' });
const runs = async () => (await world.ledger()).flatMap((entry) => (entry.type === 'run' ? [entry] : []));
/** A sync once a day, with all the sweeps that become due. */
const live = async (days: number) => {
  for (let day = 0; day < days; day++) {
    world.clock.jump(DAY_MS);
    await sync();
    while ((await jobs()).length > 0) await sync(await firstJob());
  }
};
const window = (fromMs: number, toMs: number): AuditWindow => ({ fromMs, toMs });
const backfill = (fromMs: number, toMs: number): Work => ({
  kind: 'newJob',
  job: 'backfill',
  window: window(fromMs, toMs),
});
const quarantine = () => createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER });

describe('sweeps', () => {
  test('are due a day and a week after the first sync, and are found in the state', async () => {
    await sync();
    world.clock.jump(DAY_MS - 60_000);
    await sync();
    expect(await jobs()).toEqual([]);
    world.clock.jump(60_000);
    await sync();
    expect(await jobs()).toMatchObject([{ kind: 'dailySweep', paused: false, doneThroughMs: undefined }]);
    expect(await sync(await firstJob())).toMatchObject({ kind: 'dailySweep', outcome: 'succeeded' });
    expect(await jobs()).toEqual([]);
    await sync();
    expect(await jobs()).toEqual([]);
    await live(6);
    expect((await runs()).filter(({ kind }) => kind === 'weeklySweep').length).toBe(1);
    expect((await runs()).filter(({ kind }) => kind === 'dailySweep').length).toBe(6);
  });

  test('are not counted from a sync that was not through', async () => {
    world.site.failures.push(undefined, new Failure('siteServerError', { where: SITE }));
    await sync();
    expect(await world.state()).toMatchObject({ dailySweepAtMs: undefined, weeklySweepAtMs: undefined });
  });

  test('find what came hours late within a day, and what has an old date within a week', async () => {
    await sync();
    world.site.records.push({ summary: 'Hours late', creationDate: world.clock.nowMs() - 5 * HOUR_MS });
    world.site.records.push({ summary: 'Back-dated', creationDate: START_MS + 12_345 });
    await sync();
    expect(arrived().length).toBe(100);
    await live(1);
    expect(arrived().length).toBe(101);
    await live(6);
    expect(arrived()).toEqual(expected());
    expect((await runs()).at(-1)).toMatchObject({
      kind: 'weeklySweep',
      tally: { delivered: 1, alreadyDelivered: 101 },
    });
  });

  test('stay where was read before', async () => {
    const fromMs = START_MS + 5 * DAY_MS;
    await sync(undefined, { firstFromMs: fromMs });
    const before = arrived();
    await live(8);
    expect(arrived()).toEqual(before);
    expect((await world.state()).coverage).toEqual([window(fromMs, world.clock.nowMs() - 5000)]);
  });

  test('go on in the middle after a failure, and open no destination where nothing is new', async () => {
    await sync();
    world.clock.jump(7 * DAY_MS);
    await sync();
    const opened = world.destination.opened;
    world.site.failures.push(...Array(4).fill(undefined), new Failure('siteServerError', { where: SITE }));
    expect(await sync(await firstJob())).toMatchObject({ kind: 'weeklySweep', outcome: 'failed' });
    const [{ doneThroughMs = 0, tally = NO_TALLY } = {}] = await jobs();
    expect(doneThroughMs).toBeGreaterThan(START_MS);
    const requests = world.site.requests;
    expect(await sync(await firstJob())).toMatchObject({
      outcome: 'succeeded',
      tally: { alreadyDelivered: 100 - tally.alreadyDelivered, delivered: 0 },
    });
    expect(world.site.requests - requests).toBeLessThan(10);
    expect(world.destination.opened).toBe(opened);
    expect(await jobs()).toEqual([]);
  });

  test.each(['cancel', 'pause', 'shutdown'] as const)('can be stopped (%s)', async (reason) => {
    await sync();
    world.clock.jump(7 * DAY_MS);
    await sync();
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
    expect(await sync(await firstJob())).toMatchObject({ outcome: 'succeeded' });
    expect(await jobs()).toEqual([]);
  });
});

describe('a backfill', () => {
  const fromMs = START_MS + 5 * DAY_MS;
  beforeEach(async () => {
    await sync(undefined, { firstFromMs: fromMs });
  });

  test('sends what is older, and is no job any more when it is through', async () => {
    expect(arrived().length).toBeLessThan(100);
    expect(await sync(backfill(START_MS, fromMs - 1))).toMatchObject({ kind: 'backfill', outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
    expect(await world.state()).toMatchObject({
      ...{ jobs: [], deliveredTotal: 100, coverage: [window(START_MS, world.clock.nowMs() - 5000)] },
    });
  });

  test('yields between two stretches, and goes on after a restart without reading them again', async () => {
    expect(await sync(backfill(START_MS, fromMs - 1), { shouldYield: () => true })).toMatchObject({
      outcome: 'yielded',
    });
    const [job] = await jobs();
    expect(job).toMatchObject({ kind: 'backfill', paused: false, tally: { delivered: 31 } });
    expect((await world.state()).coverage.length).toBe(2);
    await sync();
    expect((await jobs())[0]?.id).toBe(job?.id);
    const before = arrived().length;
    const summary = await sync(await firstJob());
    expect(summary).toMatchObject({
      outcome: 'succeeded',
      window: window(START_MS, fromMs - 1),
      tally: { alreadyDelivered: 0 },
    });
    expect(summary.tally.delivered).toBe(100 - before);
    expect(arrived()).toEqual(expected());
  });

  test('is a job before it has read anything, also where its process dies', async () => {
    world.site.failures.push(new Failure('siteServerError', { where: SITE }));
    expect(await sync(backfill(START_MS, fromMs - 1))).toMatchObject({ outcome: 'failed' });
    expect(await jobs()).toMatchObject([{ kind: 'backfill', doneThroughMs: undefined, tally: NO_TALLY }]);
    const process = world.start('dies', (operation, file) => {
      if (operation === 'overwrite' && /journal/.test(file)) process.disk.kill();
    });
    await world.finishOrDie(process.run(await firstJob()), process).catch(() => undefined);
    await world.clock.advance(60_000);
    expect(await sync(await firstJob())).toMatchObject({ outcome: 'succeeded' });
    expect([...new Set(arrived())]).toEqual(expected());
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed', 'interrupted', 'succeeded']);
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
    await world.finishOrDie(process.run(backfill(START_MS, fromMs - 1), { source }), process).catch(() => undefined);
    expect(await jobs()).toMatchObject([{ kind: 'backfill', window: window(START_MS, fromMs - 1) }]);
  });

  test('that was paused goes on when it is asked for, and is not paused any more', async () => {
    const process = world.start();
    await world.finish(process.run(backfill(START_MS, fromMs - 1), { onProgress: () => process.stop.abort('pause') }));
    expect(await jobs()).toMatchObject([{ paused: true }]);
    expect(await sync(await firstJob(), { shouldYield: () => true })).toMatchObject({ outcome: 'yielded' });
    expect(await jobs()).toMatchObject([{ paused: false }]);
  });

  test('that is cancelled is no job any more, and keeps what it has sent', async () => {
    const process = world.start();
    await world.finish(process.run(backfill(START_MS, fromMs - 1), { onProgress: () => process.stop.abort('cancel') }));
    expect(await jobs()).toEqual([]);
    await sync(backfill(START_MS, fromMs - 1));
    expect(arrived()).toEqual(expected());
  });

  test('that another window has finished does nothing', async () => {
    const requests = world.site.requests;
    const state = await world.state();
    expect(await sync({ kind: 'job', id: 'finished elsewhere' })).toMatchObject({
      outcome: 'succeeded',
      tally: NO_TALLY,
    });
    expect(world.site.requests).toBe(requests);
    expect(await world.state()).toMatchObject({ coverage: state.coverage, jobs: [], lastRun: state.lastRun });
  });
});

test('a reconcile reads all of its window, sends what is missing, and nothing else', async () => {
  await sync();
  world.site.records.push({ summary: 'Back-dated', creationDate: START_MS + DAY_MS });
  const work = { kind: 'newJob', job: 'reconcile', window: window(START_MS, START_MS + 2 * DAY_MS) } as const;
  const inside = world.site.records.filter(({ creationDate }) => (creationDate ?? 0) <= START_MS + 2 * DAY_MS).length;
  expect(await sync(work)).toMatchObject({ tally: { fetched: inside, delivered: 1, alreadyDelivered: inside - 1 } });
  expect(arrived()).toEqual(expected());
  expect((await world.state()).lastRun?.kind).toBe('sync');
});

describe('a retry', () => {
  const large = (index: number) => ({ summary: `${index} ${'x'.repeat(900)}`, creationDate: START_MS + index });
  const ids = async () => (await quarantine().list({ limit: 99 })).map(({ id }) => id).sort();
  beforeEach(async () => {
    world.site.records.splice(0, 100, large(1), large(2), large(3));
    world.destination.takesBytes = 700;
    expect(await sync()).toMatchObject({ tally: { quarantined: 3, delivered: 0 } });
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
  });

  test('sends what it is asked to, once, and takes it out of quarantine', async () => {
    const [one = '', two = '', three = ''] = await ids();
    const summary = await sync({ kind: 'retry', ids: [one, three, 'gone'] });
    expect(summary).toMatchObject({ kind: 'retry', window: undefined, tally: { fetched: 2, delivered: 2 } });
    expect(arrived()).toEqual([one, three]);
    expect(await ids()).toEqual([two]);
    expect(await sync({ kind: 'retry', ids: [one, three] })).toMatchObject({ tally: NO_TALLY });
    await sync({ kind: 'newJob', job: 'reconcile', window: window(START_MS, START_MS + DAY_MS) });
    expect(arrived()).toEqual([one, three]);
  });

  test('keeps in quarantine what fails again', async () => {
    const all = await ids();
    world.destination.fates.push('forbidden', 'forbidden');
    expect(await sync({ kind: 'retry', ids: all })).toMatchObject({ outcome: 'failed' });
    expect(await ids()).toEqual(all);
    world.destination.takesBytes = 700;
    expect(await sync({ kind: 'retry', ids: all })).toMatchObject({ outcome: 'succeeded', tally: NO_TALLY });
    expect(await ids()).toEqual(all);
    expect(arrived()).toEqual([]);
  });

  test('whose process dies in any of its writes empties the quarantine all the same', async () => {
    const all = await ids();
    let writes = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= writes; at++) {
      world = createWorld();
      world.site.records.push(large(1), large(2), large(3));
      world.destination.takesBytes = 700;
      await sync();
      world.destination.takesBytes = Number.POSITIVE_INFINITY;
      const process = world.start();
      process.disk.crash({ at, done: at % 2 === 0 ? 'all' : 'nothing' });
      await world.finishOrDie(process.run({ kind: 'retry', ids: all }), process).catch(() => undefined);
      if (!process.disk.dead) writes = 0;
      await world.clock.advance(60_000);
      await sync({ kind: 'retry', ids: await ids() });
      expect(await ids()).toEqual([]);
      expect([...new Set(arrived())]).toEqual(all);
      const doubtful = (await world.ledger()).reduce((sum, one) => sum + (one.type === 'inDoubt' ? one.records : 0), 0);
      expect(arrived().length - 3).toBeLessThanOrEqual(doubtful);
    }
  });
});

describe('the first send', () => {
  test('waits for somebody to agree: nothing is asked, sent or covered', async () => {
    expect(await sync(undefined, { approve: false })).toMatchObject({
      outcome: 'failed',
      failure: { code: 'notApproved', detail: { where: SITE } },
    });
    expect([world.site.requests, world.destination.opened, world.destination.sent.length]).toEqual([0, 0, 0]);
    expect(await world.state()).toMatchObject({ approved: false, coverage: [], lastRun: { outcome: 'failed' } });
    expect((await world.ledger()).map(({ type }) => type)).toEqual(['run']);
  });

  test('is agreed to once: it is kept, and in the ledger, before anything is sent', async () => {
    let typesAtOpening: readonly string[] = [];
    world.destination.fates.push(async () => {
      typesAtOpening = (await world.ledger()).map(({ type }) => type);
      return 'acknowledged';
    });
    await sync();
    expect(typesAtOpening).toEqual(['approved']);
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    expect(await sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 1 } });
    await sync();
    expect((await world.ledger()).filter(({ type }) => type === 'approved').length).toBe(1);
  });

  test('is not agreed to where that cannot be kept', async () => {
    const process = world.start('full', (operation, file) => {
      if (operation === 'append' && /ledger/.test(file)) world.disk.media.spaceBytes = 0;
    });
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'failed', failure: { code: 'diskFull' } });
    expect(world.destination.sent).toEqual([]);
  });
});

describe('the books', () => {
  test('agree with each other and with what happened', async () => {
    world.site.records.push({ summary: 'Undated' }, { summary: 'x'.repeat(5000), creationDate: START_MS + 5 });
    world.site.unreadable.push({ timeMs: START_MS + DAY_MS, raw: { odd: 1 }, reason: 'odd' });
    world.destination.fates.push('lostOnTheWay');
    await sync();
    world.site.records.push({ summary: 'Late', creationDate: world.clock.nowMs() - HOUR_MS / 2 });
    await live(8);
    const ledger = await world.ledger();
    const state = await world.state();
    for (const entry of ledger) {
      if (entry.type !== 'run' && entry.type !== 'window') continue;
      const { fetched, delivered, alreadyDelivered, quarantined } = entry.tally;
      expect(fetched).toBe(delivered + alreadyDelivered + quarantined);
    }
    for (const run of await runs()) {
      const windows = ledger.flatMap((one) => (one.type === 'window' && one.run === run.run ? [one] : []));
      for (const member of ['fetched', 'delivered', 'alreadyDelivered', 'quarantined', 'batches', 'bytes'] as const) {
        expect(windows.reduce((sum, { tally }) => sum + tally[member], 0)).toBe(run.tally[member]);
      }
      for (const [index, { window: one, kind }] of windows.entries()) {
        expect(kind).toBe(run.kind);
        expect(one.fromMs).toBeGreaterThan(windows[index - 1]?.window.toMs ?? 0);
      }
    }
    const total = (member: 'delivered' | 'batchesInDoubt') =>
      ledger.reduce((sum, one) => sum + (one.type === 'run' ? one.tally[member] : 0), 0);
    expect(state).toMatchObject({ deliveredTotal: total('delivered'), inDoubtTotal: total('batchesInDoubt') });
    expect(state.deliveredTotal).toBe(new Set(arrived()).size);
    expect(state.quarantinedTotal).toBe(await quarantine().count());
    expect(state.inDoubtTotal).toBe(1);
    expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length);
  });

  test('say how far behind a run was when it ended', async () => {
    world.site.reachedMs = world.clock.nowMs() - HOUR_MS;
    expect(await sync()).toMatchObject({ lagMs: HOUR_MS });
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    expect(await sync()).toMatchObject({ lagMs: 5000 });
  });
});

test('a pass that finds nothing new writes little, reads little, and opens no destination', async () => {
  await sync();
  await world.clock.advance(5 * 60_000);
  const calls: string[] = [];
  const opened = world.destination.opened;
  const process = world.start(
    'quiet',
    (operation, file) => void calls.push(`${operation} ${file.slice(FOLDER.length + 1)}`),
  );
  expect(await world.finish(process.run())).toMatchObject({ outcome: 'succeeded', tally: NO_TALLY });
  expect(world.destination.opened).toBe(opened);
  // Lease taken, the old one removed, state, ledger, the old state removed, lease released.
  expect(process.disk.writes).toBeLessThanOrEqual(6);
  expect(calls.length).toBeLessThanOrEqual(30);
  expect(calls.filter((call) => /(append|replace) keys|(append|overwrite) journal/.test(call))).toEqual([]);
});
