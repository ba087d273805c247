import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeEach(() => {
  world = createWorld();
});

const sync = (...[work, changes]: Parameters<ReturnType<World['start']>['run']>) =>
  world.finish(world.start().run(work, changes));
const doJobs = async () => {
  for (const { id } of (await world.state()).jobs) await sync({ kind: 'job', id });
};
const kindsOfJobs = async () => (await world.state()).jobs.map(({ kind }) => kind);
const addHourly = (count: number) => {
  for (let hour = 0; hour < count; hour++) {
    world.site.records.push({ summary: `Event ${hour}`, creationDate: START_MS + hour * HOUR_MS });
  }
};
const arrived = () => [...world.destination.arrivals()].flatMap(([key, count]) => Array(count).fill(key)).sort();
const expected = () => world.keys().toSorted();
const quarantine = () => createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER });

test('an acknowledged batch whose mark cannot be written is neither repeated nor in doubt', async () => {
  addHourly(1);
  let isRefused = false;
  const process = world.start('first', (operation, file) => {
    if (operation !== 'overwrite' || isRefused) return;
    isRefused = true;
    throw new Failure('stateNotSaved', { where: file, remark: 'EMFILE' });
  });
  const first = await world.finish(process.run());
  expect(first).toMatchObject({ outcome: 'failed', failure: { code: 'stateNotSaved' }, tally: { delivered: 1 } });
  await world.clock.advance(60_000);
  expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
  expect(arrived()).toEqual(expected());
  expect(await world.state()).toMatchObject({ deliveredTotal: 1, inDoubtTotal: 0 });
  expect((await world.ledger()).filter(({ type }) => type === 'inDoubt')).toEqual([]);
});

describe('what was delivered is known, however old it is or seems', () => {
  test('after weekly sweeps over records that are back-dated by more than a year', async () => {
    const startMs = world.clock.nowMs();
    world.site.records.push({ summary: 'Back-dated', creationDate: startMs - 500 * DAY_MS });
    await sync(undefined, { firstFromMs: startMs - 600 * DAY_MS });
    for (let week = 0; week < 3; week++) {
      await world.clock.advance(8 * DAY_MS);
      await sync();
      expect(await kindsOfJobs()).toEqual(['weeklySweep']);
      await doJobs();
    }
    expect(arrived()).toEqual(expected());
  });

  test('after a weekly sweep while the clock was more than a year ahead', async () => {
    addHourly(20);
    await sync();
    world.site.reachedMs = world.clock.nowMs() + 60_000;
    world.clock.jump(500 * DAY_MS);
    await sync();
    expect(await kindsOfJobs()).toEqual(['weeklySweep']);
    await doJobs();
    world.clock.jump(-500 * DAY_MS);
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    await world.clock.advance(60_000);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    await doJobs();
    const window = { fromMs: START_MS, toMs: START_MS + DAY_MS };
    expect(await sync({ kind: 'newJob', job: 'reconcile', window })).toMatchObject({
      tally: { fetched: 20, alreadyDelivered: 20 },
    });
    expect(arrived()).toEqual(expected());
  });
});

describe('a replay', () => {
  test('takes what it delivers out of quarantine, so that a retry does not send it again', async () => {
    world.site.records.push({ summary: 'x'.repeat(500), creationDate: START_MS + DAY_MS });
    world.destination.takesBytes = 10;
    await sync();
    const ids = (await quarantine().list({ limit: 10 })).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const window = { fromMs: START_MS, toMs: START_MS + 2 * DAY_MS };
    expect(await sync({ kind: 'replay', window })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 1 } });
    expect(await quarantine().count()).toBe(0);
    expect(await sync({ kind: 'retry', ids })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    expect(arrived()).toEqual(expected());
  });

  test('sends a record without a date once more, although each stretch has it', async () => {
    world = createWorld({ pageRecords: 5, slicePages: 1 });
    world.site.records.push({ summary: 'Undated' });
    addHourly(40);
    await sync();
    expect(arrived()).toEqual(expected());
    await sync({ kind: 'replay', window: { fromMs: START_MS, toMs: START_MS + 9 * DAY_MS } });
    expect(arrived()).toEqual([...expected(), ...expected()].sort());
  });
});

test('a retry of what is still too large leaves it in quarantine as it is, and counts it no second time', async () => {
  world.site.records.push({ summary: 'x'.repeat(500), creationDate: START_MS + DAY_MS });
  world.destination.takesBytes = 10;
  await sync();
  const before = await quarantine().list({ limit: 10 });
  const bytes = await world.disk.reopen().size(`${FOLDER}/quarantine.ndjson`);
  for (let time = 0; time < 5; time++) {
    const tally = { fetched: 0, delivered: 0, quarantined: 0 };
    expect(await sync({ kind: 'retry', ids: before.map(({ id }) => id) })).toMatchObject({ tally });
  }
  expect(await quarantine().list({ limit: 10 })).toEqual(before);
  expect(await world.disk.reopen().size(`${FOLDER}/quarantine.ndjson`)).toBe(bytes);
  expect((await world.state()).quarantinedTotal).toBe(1);
});

test('a weekly sweep that fails again and again keeps no daily one from finding what comes late', async () => {
  addHourly(1);
  await sync();
  await world.clock.advance(8 * DAY_MS);
  await sync();
  const [stuck] = (await world.state()).jobs;
  expect(stuck?.kind).toBe('weeklySweep');
  for (let day = 0; day < 10; day++) {
    await world.clock.advance(DAY_MS);
    world.site.records.push({ summary: `Late ${day}`, creationDate: world.clock.nowMs() - 30 * HOUR_MS });
    await sync();
    world.site.failures.push(new Failure('siteUnstableAnswer', { where: SITE }));
    expect(await sync({ kind: 'job', id: stuck?.id ?? '' })).toMatchObject({ outcome: 'failed' });
    for (const { id, kind } of (await world.state()).jobs) if (kind === 'dailySweep') await sync({ kind: 'job', id });
    expect(arrived()).toEqual(expected());
  }
  expect(await kindsOfJobs()).toEqual(['weeklySweep']);
});
