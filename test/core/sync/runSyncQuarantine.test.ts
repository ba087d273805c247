import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { reconcile } from './world/works.ts';
import { createWorld, createWorldOf, FOLDER, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

describe('what cannot be delivered', () => {
  test('goes into quarantine, with the reason, and the rest goes on', async () => {
    const raw = { creationDate: 'never' };
    world.site.unreadable.push({ timeMs: undefined, raw, reason: 'creationDate: not a number' });
    const large = { summary: 'x'.repeat(5000), creationDate: START_MS + 1 };
    world.site.records.splice(0, 100, { summary: 'Fine', creationDate: START_MS }, large);
    expect(await world.sync()).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 3, delivered: 1, quarantined: 2, quarantinedBefore: 0 },
    });
    const kept = await world.quarantine().list({ limit: 10 });
    expect(kept).toEqual([
      expect.objectContaining({ raw: large, timeMs: START_MS + 1, reason: expect.stringMatching(/large/) }),
      expect.objectContaining({ raw, timeMs: undefined, reason: 'creationDate: not a number' }),
    ]);
    expect(await world.state()).toMatchObject({ deliveredTotal: 1, quarantinedTotal: 2 });
    await world.clock.advance(HOUR_MS);
    // One has no date, and comes with every window.
    const tally = { fetched: 1, quarantined: 1, quarantinedBefore: 1, alreadyDelivered: 0 };
    expect(await world.sync()).toMatchObject({ tally });
    expect(await world.quarantine().count()).toBe(2);
    expect(await world.state()).toMatchObject({ quarantinedTotal: 2 });
  });

  test('alone opens no destination', async () => {
    world.site.records.length = 0;
    world.site.unreadable.push({ timeMs: START_MS, raw: 1, reason: 'record: not an object' });
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { quarantined: 1 } });
    expect(world.destination.opened).toBe(0);
  });

  test('is put aside also where it is all that a later sync finds', async () => {
    await world.sync();
    world.site.unreadable.push({ timeMs: world.clock.nowMs() - 6000, raw: 1, reason: 'record: not an object' });
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { quarantined: 1 } });
    expect(await world.quarantine().count()).toBe(1);
  });

  test('as the destination calls it too large, is found by halving, and nothing else waits for it', async () => {
    world.site.records.splice(0, 90);
    const large = { summary: 'x'.repeat(900), creationDate: START_MS + 1 };
    world.site.records.push(large);
    world.destination.takesBytes = 1200;
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 10, quarantined: 1 } });
    expect(await world.quarantine().list({ limit: 9 })).toEqual([expect.objectContaining({ raw: large })]);
    expect(world.arrived().length).toBe(10);
    expect((await world.sync()).tally.quarantined).toBe(0);
  });
});

describe('a retry', () => {
  const large = (index: number) => ({ summary: `${index} ${'x'.repeat(900)}`, creationDate: START_MS + index });
  const ids = async () => (await world.quarantine().list({ limit: 99 })).map(({ id }) => id).sort();
  beforeEach(async () => {
    world.site.records.splice(0, 100, large(1), large(2), large(3));
    world.destination.takesBytes = 700;
    expect(await world.sync()).toMatchObject({ tally: { quarantined: 3, delivered: 0 } });
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
  });

  test('sends what it is asked to, once, and takes it out of quarantine', async () => {
    const [one = '', two = '', three = ''] = await ids();
    const summary = await world.sync({ kind: 'retry', ids: [one, one, three, 'gone'] });
    expect(summary).toMatchObject({ kind: 'retry', window: undefined, tally: { fetched: 2, delivered: 2 } });
    expect(world.arrived()).toEqual([one, three]);
    expect(await ids()).toEqual([two]);
    expect(await world.sync({ kind: 'retry', ids: [one, three] })).toMatchObject({ tally: NO_TALLY });
    await world.sync(reconcile(START_MS, START_MS + DAY_MS));
    expect(world.arrived()).toEqual([one, three]);
  });

  test('keeps in quarantine what fails again', async () => {
    const all = await ids();
    world.destination.fates.push('forbidden', 'forbidden');
    expect(await world.sync({ kind: 'retry', ids: all })).toMatchObject({ outcome: 'failed' });
    expect(await ids()).toEqual(all);
    expect(world.arrived()).toEqual([]);
  });

  test('of what is still too large leaves it in quarantine as it is, and counts it no second time', async () => {
    world.destination.takesBytes = 700;
    const before = await world.quarantine().list({ limit: 10 });
    const bytes = await world.disk.reopen().size(`${FOLDER}/quarantine.ndjson`);
    for (let time = 0; time < 5; time++) {
      const summary = await world.sync({ kind: 'retry', ids: before.map(({ id }) => id) });
      expect(summary).toMatchObject({ outcome: 'succeeded', tally: NO_TALLY });
    }
    expect(await world.quarantine().list({ limit: 10 })).toEqual(before);
    expect(await world.disk.reopen().size(`${FOLDER}/quarantine.ndjson`)).toBe(bytes);
    expect((await world.state()).quarantinedTotal).toBe(3);
    expect(world.arrived()).toEqual([]);
  });

  test('whose removal from the quarantine fails for a moment is counted, and sends nothing twice', async () => {
    const [id = ''] = await ids();
    const process = world.start('retry', (operation, file) => {
      if (operation === 'append' && file.endsWith('quarantine.ndjson')) {
        throw new Failure('stateNotSaved', { where: file, remark: 'EBUSY' });
      }
    });
    expect(await world.finish(process.run({ kind: 'retry', ids: [id] }))).toMatchObject({ outcome: 'failed' });
    await world.sync({ kind: 'retry', ids: [id] });
    expect((await world.state()).deliveredTotal).toBe(1);
    expect(world.arrived()).toEqual([id]);
  });

  test('whose process dies in any of its writes empties the quarantine all the same', async () => {
    const all = await ids();
    let writes = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= writes; at++) {
      world = createWorld();
      world.site.records.push(large(1), large(2), large(3));
      world.destination.takesBytes = 700;
      await world.sync();
      world.destination.takesBytes = Number.POSITIVE_INFINITY;
      const process = world.start();
      process.disk.crash({ at, done: at % 2 === 0 ? 'all' : 'nothing' });
      await world.runOrDie(process, { kind: 'retry', ids: all });
      if (!process.disk.dead) writes = 0;
      await world.clock.advance(60_000);
      await world.sync({ kind: 'retry', ids: await ids() });
      expect(await ids()).toEqual([]);
      expect([...new Set(world.arrived())]).toEqual(all);
      expect(world.repeats()).toBeLessThanOrEqual(await world.doubtful());
    }
  });

  test('of what is no record counts it as often in the totals as in the runs', async () => {
    const before = await ids();
    const timeMs = world.clock.nowMs() - 6000;
    world.site.unreadable.push({ timeMs, raw: { creationDate: 'never' }, reason: 'creationDate' });
    await world.sync();
    const odd = (await ids()).filter((id) => !before.includes(id));
    expect(odd).toHaveLength(1);
    await world.sync({ kind: 'retry', ids: odd });
    const counts = (await world.runs()).map(({ tally }) => tally.quarantined);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe((await world.state()).quarantinedTotal);
    expect(await ids()).toHaveLength(4);
  });
});
