import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { fingerprintOf } from '../../../src/core/sync/recordId.ts';
import { openKeys } from './watchedKeys.ts';
import { doJobs, reconcile } from './world/works.ts';
import { createWorld, createWorldOf, FOLDER, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeEach(() => {
  world = createWorld();
});

const kindsOfJobs = async () => (await world.state()).jobs.map(({ kind }) => kind);
const addHourly = (count: number) => {
  for (let hour = 0; hour < count; hour++) {
    world.site.records.push({ summary: `Event ${hour}`, creationDate: START_MS + hour * HOUR_MS });
  }
};

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
  expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
  expect(world.arrived()).toEqual(world.expected());
  expect(await world.state()).toMatchObject({ deliveredTotal: 1, inDoubtTotal: 0 });
  expect((await world.ledger()).filter(({ type }) => type === 'inDoubt')).toEqual([]);
});

describe('twins', () => {
  const twin = { summary: 'Twin', creationDate: START_MS + 1000 };
  const parts = (counts: readonly number[]) => ({
    ...world.site.source(),
    /** Reads the instant again and again, and finds so many of it; the last time it vouches for it. */
    async *parts(window: { readonly fromMs: number; readonly toMs: number }) {
      for (const [index, count] of counts.entries()) {
        const whole = index === counts.length - 1 ? window : undefined;
        yield { records: Array.from({ length: count }, () => ({ ...twin })), unreadable: [], whole };
      }
    },
  });

  test('are told apart by their key', async () => {
    world.site.records.push({ ...twin }, { ...twin });
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
    expect(new Set(world.arrived()).size).toBe(2);
  });

  test('that appear later are sent, and the ones before are not', async () => {
    world.site.records.push({ ...twin }, { ...twin });
    await world.sync(undefined, { settleMs: world.clock.nowMs() - START_MS - HOUR_MS / 2 });
    world.site.records.push({ ...twin }, { ...twin }, { ...twin });
    expect(await world.sync()).toMatchObject({ tally: { fetched: 5, delivered: 3, alreadyDelivered: 2 } });
    expect(world.arrived()).toEqual(world.expected());
  });

  test.each([[[2, 3]], [[3, 2, 3]], [[1, 1, 3, 3]], [[3, 3]]])(
    'of a stretch that is read again (%j of them) are sent once each',
    async (counts) => {
      world.site.records.push({ ...twin }, { ...twin }, { ...twin });
      const again = counts.reduce((sum, count) => sum + count, 0) - 3;
      expect(await world.sync(undefined, { source: parts(counts) })).toMatchObject({
        tally: { delivered: 3, alreadyDelivered: again, fetched: 3 + again },
      });
      expect(world.arrived()).toEqual(world.expected());
      expect(await world.sync(reconcile(START_MS, START_MS + HOUR_MS))).toMatchObject({
        tally: { delivered: 0, alreadyDelivered: 3 },
      });
    },
  );

  test('of a record that nobody can read are put aside once each', async () => {
    const odd = { timeMs: START_MS + 1, raw: { creationDate: 'never' }, reason: 'creationDate: not a number' };
    world.site.unreadable.push(odd, odd);
    await world.sync();
    world.site.unreadable.push(odd);
    expect(await world.sync(reconcile(START_MS, START_MS + HOUR_MS))).toMatchObject({
      tally: { fetched: 3, quarantined: 3, alreadyDelivered: 0 },
    });
    expect(await world.quarantine().count()).toBe(3);
  });
});

describe('what was delivered is known, however old it is or seems', () => {
  test('after weekly sweeps over records that are back-dated by more than a year', async () => {
    const startMs = world.clock.nowMs();
    world.site.records.push({ summary: 'Back-dated', creationDate: startMs - 500 * DAY_MS });
    await world.sync(undefined, { firstFromMs: startMs - 600 * DAY_MS });
    for (let week = 0; week < 3; week++) {
      await world.clock.advance(8 * DAY_MS);
      await world.sync();
      expect(await kindsOfJobs()).toEqual(['weeklySweep']);
      await doJobs(world);
    }
    expect(world.arrived()).toEqual(world.expected());
  });

  test('after a weekly sweep while the clock was more than a year ahead', async () => {
    addHourly(20);
    await world.sync();
    world.site.reachedMs = world.clock.nowMs() + 60_000;
    world.clock.jump(500 * DAY_MS);
    await world.sync();
    expect(await kindsOfJobs()).toEqual(['weeklySweep']);
    await doJobs(world);
    world.clock.jump(-500 * DAY_MS);
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    await world.clock.advance(60_000);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    await doJobs(world);
    expect(await world.sync(reconcile(START_MS, START_MS + DAY_MS))).toMatchObject({
      tally: { fetched: 20, alreadyDelivered: 20 },
    });
    expect(world.arrived()).toEqual(world.expected());
  });
});

describe('a replay', () => {
  test('takes what it delivers out of quarantine, so that a retry does not send it again', async () => {
    world.site.records.push({ summary: 'x'.repeat(500), creationDate: START_MS + DAY_MS });
    world.destination.takesBytes = 10;
    await world.sync();
    const ids = (await world.quarantine().list({ limit: 10 })).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const window = { fromMs: START_MS, toMs: START_MS + 2 * DAY_MS };
    expect(await world.sync({ kind: 'replay', window })).toMatchObject({
      outcome: 'succeeded',
      tally: { delivered: 1 },
    });
    expect(await world.quarantine().count()).toBe(0);
    expect(await world.sync({ kind: 'retry', ids })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 0 } });
    expect(world.arrived()).toEqual(world.expected());
  });

  test('leaves what cannot be sent where it is: in quarantine, or discarded', async () => {
    const large = (index: number) => ({ summary: `${index} ${'x'.repeat(5000)}`, creationDate: START_MS + index });
    world.site.records.push(large(1), large(2), { summary: 'Fine', creationDate: START_MS + 3 });
    await world.sync();
    const [discarded = '', kept = ''] = (await world.quarantine().list({ limit: 10 })).map(({ id }) => id);
    // As a person decides.
    const timeMs = (await world.quarantine().get(discarded))?.timeMs;
    await openKeys(world.disk.reopen(), `${FOLDER}/keys`).add([fingerprintOf({ timeMs, key: discarded })]);
    await world.quarantine().remove([discarded]);
    const summary = await world.sync({ kind: 'replay', window: { fromMs: START_MS, toMs: START_MS + DAY_MS } });
    expect(summary.tally).toMatchObject({
      ...{ fetched: 3, delivered: 1, alreadyDelivered: 1, quarantined: 1, quarantinedBefore: 1 },
    });
    expect((await world.quarantine().list({ limit: 10 })).map(({ id }) => id)).toEqual([kept]);
  });

  test('sends a record without a date once more, although each stretch has it', async () => {
    world = createWorld({ pageRecords: 5, slicePages: 1 });
    world.site.records.push({ summary: 'Undated' });
    addHourly(40);
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
    await world.sync({ kind: 'replay', window: { fromMs: START_MS, toMs: START_MS + 9 * DAY_MS } });
    expect(world.arrived()).toEqual([...world.expected(), ...world.expected()].sort());
  });

  test('sends everything of a window again', async () => {
    world = createWorldOf(100);
    await world.sync();
    const window = { fromMs: START_MS, toMs: START_MS + DAY_MS };
    expect(await world.sync({ kind: 'replay', window })).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 13, delivered: 13, alreadyDelivered: 0 },
    });
    expect(world.arrived().length).toBe(113);
  });

  test('ahead of the cursor does not make a sync skip what lies before', async () => {
    world = createWorldOf(100);
    const replay = { fromMs: START_MS + 8 * DAY_MS, toMs: START_MS + 9 * DAY_MS };
    expect(await world.sync({ kind: 'replay', window: replay })).toMatchObject({
      outcome: 'succeeded',
      tally: { delivered: 1 },
    });
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(world.arrived()).size).toBe(100);
  });
});
