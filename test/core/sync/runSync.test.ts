import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { LOOK_BACK_MS } from '../../../src/core/sync/work.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const SETTLE_MS = 5000;
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
const quarantine = () => createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER });

describe('a sync', () => {
  test('delivers every record once, and nothing the second time', async () => {
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { fetched: 100, delivered: 100 } });
    expect(arrived()).toEqual(expected());
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { fetched: 0, delivered: 0 } });
    expect(arrived()).toEqual(expected());
    expect(await world.state()).toMatchObject({
      coverage: [{ fromMs: START_MS, toMs: world.clock.nowMs() - SETTLE_MS }],
      ...{ deliveredTotal: 100, quarantinedTotal: 0, inDoubtTotal: 0, running: undefined },
    });
  });

  test('delivers stretch by stretch, the oldest first', async () => {
    await sync();
    const keys = world.keys();
    const stretchOf = (key: string) => Math.max(0, Math.floor((keys.indexOf(key) - 1) / 30));
    const order = world.destination.sent.flatMap((sent) => sent.keys).map(stretchOf);
    expect(new Set(order).size).toBeGreaterThan(3);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('goes on where the last one ended, to the millisecond', async () => {
    await sync();
    world.site.records.push({ summary: 'Just after', creationDate: world.clock.nowMs() - SETTLE_MS + 1 });
    await world.clock.advance(5 * 60_000);
    expect(await sync(undefined, { lookBackMs: 0 })).toMatchObject({ tally: { fetched: 1, delivered: 1 } });
    expect(arrived()).toEqual(expected());
  });

  test('leaves the youngest records for the next one', async () => {
    world.site.records.push({ summary: 'Young', creationDate: world.clock.nowMs() - SETTLE_MS + 1 });
    expect(await sync()).toMatchObject({ tally: { fetched: 100 } });
    await world.clock.advance(SETTLE_MS);
    expect(await sync()).toMatchObject({ tally: { delivered: 1 } });
    expect(arrived()).toEqual(expected());
  });

  test('vouches for no more than the clock of the site has reached', async () => {
    world.site.reachedMs = START_MS + 5 * DAY_MS;
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect((await world.state()).coverage).toEqual([{ fromMs: START_MS, toMs: START_MS + 5 * DAY_MS }]);
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    await sync();
    expect(arrived()).toEqual(expected());
  });

  test('finds what comes late, twins included, and repeats nothing', async () => {
    await sync();
    const late = { summary: 'Late', creationDate: world.clock.nowMs() - LOOK_BACK_MS + 60_000 };
    for (const record of [late, late]) {
      world.site.records.push({ ...record });
      await world.clock.advance(1000);
      expect(await sync()).toMatchObject({ tally: { delivered: 1 } });
    }
    expect(arrived()).toEqual(expected());
    expect(await sync()).toMatchObject({ tally: { delivered: 0, alreadyDelivered: 2 } });
  });

  test('looks back no further than it is told', async () => {
    await sync();
    world.site.records.push({ summary: 'Too late', creationDate: world.clock.nowMs() - SETTLE_MS - LOOK_BACK_MS });
    expect(await sync()).toMatchObject({ tally: { fetched: 0 } });
  });

  test('of a computer whose clock is far behind says so instead of finding nothing', async () => {
    await sync();
    world.clock.jump(-365 * DAY_MS);
    const requests = world.site.requests;
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'clockBehind' }, window: undefined });
    expect(world.site.requests).toBe(requests);
    expect((await world.state()).lastRun).toMatchObject({ failure: { code: 'clockBehind' } });
  });

  test('after a long break says what the site has thrown away meanwhile', async () => {
    await sync();
    const throughMs = world.clock.nowMs() - SETTLE_MS;
    world.clock.jump(30 * DAY_MS);
    world.site.retention = { number: 7, units: 'DAYS' };
    const lost = { fromMs: throughMs + 1, toMs: world.clock.nowMs() - 7 * DAY_MS - 1 };
    expect(await sync()).toMatchObject({ outcome: 'succeeded', lost });
    expect((await world.state()).lastRun?.lost).toEqual(lost);
    expect((await world.ledger()).at(-1)).toMatchObject({ type: 'run', lost });
    expect((await sync()).lost).toBeUndefined();
  });

  test('asks how long records are kept after a long break only, and reads on where nobody tells', async () => {
    world.site.retention = new Failure('siteForbidden', { where: SITE });
    await sync();
    world.clock.jump(11 * HOUR_MS);
    await sync();
    expect(world.site.retentionAsked).toBe(0);
    world.clock.jump(30 * DAY_MS);
    expect(await sync()).toMatchObject({ outcome: 'succeeded', lost: undefined });
    expect(world.site.retentionAsked).toBe(1);
  });

  test('counts what no catalogue knows, once for each record', async () => {
    const creationDate = world.clock.nowMs() - 60_000;
    world.site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate });
    await sync();
    await sync();
    world.site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate: creationDate + 1 });
    await sync();
    expect((await world.state()).drift.categories).toEqual({ Whiteboards: 2 });
  });

  test('sends a record without a date once, although each stretch has it', async () => {
    world.site.records.push({ summary: 'Undated' });
    await sync();
    await world.clock.advance(HOUR_MS);
    await sync();
    expect(arrived()).toEqual(expected());
  });

  test('remembers what it has learnt about the pages of the site', async () => {
    const source = world.site.source();
    source.pages.largest = 42;
    await sync(undefined, { source });
    const next = world.site.source();
    await sync(undefined, { source: next });
    expect(next.pages.largest).toBe(42);
  });

  test('goes on after a failure of the site, and repeats nothing', async () => {
    world.site.failures.push(...Array(4).fill(undefined), new Failure('siteServerError', { where: SITE, status: 503 }));
    const first = await sync();
    expect(first).toMatchObject({ outcome: 'failed', failure: { code: 'siteServerError', detail: { status: 503 } } });
    expect(first.tally.delivered).toBeGreaterThan(0);
    const state = await world.state();
    expect(state.lastRun).toEqual(first);
    const missing = world.site.records[first.tally.delivered];
    expect(state.coverage.at(-1)?.toMs).toBeLessThan(missing?.creationDate ?? 0);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
  });

  test('whose batch is not acknowledged does not move past it', async () => {
    world.destination.fates.push('acknowledged', 'forbidden');
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'ingestionRoleMissing' } });
    const through = (await world.state()).coverage.at(-1)?.toMs ?? START_MS - 1;
    const keys = world.keys();
    const first = world.site.records.find((_, index) => !arrived().includes(keys[index]));
    expect(through).toBeLessThan(first?.creationDate ?? 0);
    await sync();
    expect(arrived()).toEqual(expected());
  });

  test('never shows the words of an unexpected error', async () => {
    const onOpenSink = () => {
      throw new TypeError('secret-token-in-a-message');
    };
    const summary = await sync(undefined, { onOpenSink });
    expect(summary.failure).toEqual({ code: 'unexpected', detail: { where: '', remark: 'TypeError' } });
    for (const bytes of world.disk.media.files.values()) expect(bytes.includes('secret-token')).toBe(false);
    expect((await world.state()).lastRun).toEqual(summary);
  });

  test('whose destination cannot be opened fails with the reason, and the next one sends', async () => {
    const onOpenSink = () => {
      throw new Failure('secretMissing', { where: 'x' });
    };
    expect(await sync(undefined, { onOpenSink })).toMatchObject({
      outcome: 'failed',
      failure: { code: 'secretMissing' },
    });
    expect(await sync()).toMatchObject({ tally: { delivered: 100 } });
  });
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
  beforeEach(() => world.site.records.splice(0));

  test('are told apart by their key', async () => {
    world.site.records.push({ ...twin }, { ...twin });
    await sync();
    expect(arrived()).toEqual(expected());
    expect(new Set(arrived()).size).toBe(2);
  });

  test('that appear later are sent, and the ones before are not', async () => {
    world.site.records.push({ ...twin }, { ...twin });
    await sync(undefined, { settleMs: world.clock.nowMs() - START_MS - HOUR_MS / 2 });
    world.site.records.push({ ...twin }, { ...twin }, { ...twin });
    expect(await sync()).toMatchObject({ tally: { fetched: 5, delivered: 3, alreadyDelivered: 2 } });
    expect(arrived()).toEqual(expected());
  });

  test.each([[[2, 3]], [[3, 2, 3]], [[1, 1, 3, 3]], [[3, 3]]])(
    'of a stretch that is read again (%j of them) are sent once each',
    async (counts) => {
      world.site.records.push({ ...twin }, { ...twin }, { ...twin });
      const again = counts.reduce((sum, count) => sum + count, 0) - 3;
      expect(await sync(undefined, { source: parts(counts) })).toMatchObject({
        tally: { delivered: 3, alreadyDelivered: again, fetched: 3 + again },
      });
      expect(arrived()).toEqual(expected());
      expect(
        await sync({ kind: 'newJob', job: 'reconcile', window: { fromMs: START_MS, toMs: START_MS + HOUR_MS } }),
      ).toMatchObject({ tally: { delivered: 0, alreadyDelivered: 3 } });
    },
  );

  test('of a record that nobody can read are put aside once each', async () => {
    const odd = { timeMs: START_MS + 1, raw: { creationDate: 'never' }, reason: 'creationDate: not a number' };
    world.site.unreadable.push(odd, odd);
    await sync();
    world.site.unreadable.push(odd);
    const window = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    expect(await sync({ kind: 'newJob', job: 'reconcile', window })).toMatchObject({
      tally: { fetched: 3, quarantined: 3, alreadyDelivered: 0 },
    });
    expect(await quarantine().count()).toBe(3);
  });
});

describe('what cannot be delivered', () => {
  test('goes into quarantine, with the reason, and the rest goes on', async () => {
    const raw = { creationDate: 'never' };
    world.site.unreadable.push({ timeMs: undefined, raw, reason: 'creationDate: not a number' });
    const large = { summary: 'x'.repeat(5000), creationDate: START_MS + 1 };
    world.site.records.splice(0, 100, { summary: 'Fine', creationDate: START_MS }, large);
    expect(await sync()).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 3, delivered: 1, quarantined: 2, quarantinedBefore: 0 },
    });
    const kept = await quarantine().list({ limit: 10 });
    expect(kept).toEqual([
      expect.objectContaining({ raw: large, timeMs: START_MS + 1, reason: expect.stringMatching(/large/) }),
      expect.objectContaining({ raw, timeMs: undefined, reason: 'creationDate: not a number' }),
    ]);
    expect(await world.state()).toMatchObject({ deliveredTotal: 1, quarantinedTotal: 2 });
    await world.clock.advance(HOUR_MS);
    // One has no date, and comes with every window.
    const tally = { fetched: 1, quarantined: 1, quarantinedBefore: 1, alreadyDelivered: 0 };
    expect(await sync()).toMatchObject({ tally });
    expect(await quarantine().count()).toBe(2);
    expect(await world.state()).toMatchObject({ quarantinedTotal: 2 });
  });

  test('alone opens no destination', async () => {
    world.site.records.length = 0;
    world.site.unreadable.push({ timeMs: START_MS, raw: 1, reason: 'record: not an object' });
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { quarantined: 1 } });
    expect(world.destination.opened).toBe(0);
  });

  test('is put aside also where it is all that a later sync finds', async () => {
    await sync();
    world.site.unreadable.push({ timeMs: world.clock.nowMs() - 6000, raw: 1, reason: 'record: not an object' });
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { quarantined: 1 } });
    expect(await quarantine().count()).toBe(1);
  });

  test('as the destination calls it too large, is found by halving, and nothing else waits for it', async () => {
    world.site.records.splice(0, 90);
    const large = { summary: 'x'.repeat(900), creationDate: START_MS + 1 };
    world.site.records.push(large);
    world.destination.takesBytes = 1200;
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 10, quarantined: 1 } });
    expect(await quarantine().list({ limit: 9 })).toEqual([expect.objectContaining({ raw: large })]);
    expect(arrived().length).toBe(10);
    expect((await sync()).tally.quarantined).toBe(0);
  });
});
