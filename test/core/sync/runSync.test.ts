import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { LOOK_BACK_MS } from '../../../src/core/sync/work.ts';
import { createWorldOf, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const SETTLE_MS = 5000;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

describe('a sync', () => {
  test('delivers every record once, and nothing the second time', async () => {
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { fetched: 100, delivered: 100 } });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', tally: { fetched: 0, delivered: 0 } });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.state()).toMatchObject({
      coverage: [{ fromMs: START_MS, toMs: world.clock.nowMs() - SETTLE_MS }],
      ...{ deliveredTotal: 100, quarantinedTotal: 0, inDoubtTotal: 0, running: undefined },
    });
  });

  test('delivers stretch by stretch, the oldest first', async () => {
    await world.sync();
    const keys = world.keys();
    const stretchOf = (key: string) => Math.max(0, Math.floor((keys.indexOf(key) - 1) / 30));
    const order = world.destination.sent.flatMap((sent) => sent.keys).map(stretchOf);
    expect(new Set(order).size).toBeGreaterThan(3);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('goes on where the last one ended, to the millisecond', async () => {
    await world.sync();
    world.site.records.push({ summary: 'Just after', creationDate: world.clock.nowMs() - SETTLE_MS + 1 });
    await world.clock.advance(5 * 60_000);
    expect(await world.sync(undefined, { lookBackMs: 0 })).toMatchObject({ tally: { fetched: 1, delivered: 1 } });
    expect(world.arrived()).toEqual(world.expected());
  });

  test('leaves the youngest records for the next one', async () => {
    world.site.records.push({ summary: 'Young', creationDate: world.clock.nowMs() - SETTLE_MS + 1 });
    expect(await world.sync()).toMatchObject({ tally: { fetched: 100 } });
    await world.clock.advance(SETTLE_MS);
    expect(await world.sync()).toMatchObject({ tally: { delivered: 1 } });
    expect(world.arrived()).toEqual(world.expected());
  });

  test('vouches for no more than the clock of the site has reached', async () => {
    world.site.reachedMs = START_MS + 5 * DAY_MS;
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect((await world.state()).coverage).toEqual([{ fromMs: START_MS, toMs: START_MS + 5 * DAY_MS }]);
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
  });

  test('finds what comes late, twins included, and repeats nothing', async () => {
    await world.sync();
    const late = { summary: 'Late', creationDate: world.clock.nowMs() - LOOK_BACK_MS + 60_000 };
    for (const record of [late, late]) {
      world.site.records.push({ ...record });
      await world.clock.advance(1000);
      expect(await world.sync()).toMatchObject({ tally: { delivered: 1 } });
    }
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.sync()).toMatchObject({ tally: { delivered: 0, alreadyDelivered: 2 } });
  });

  test('looks back no further than it is told', async () => {
    await world.sync();
    world.site.records.push({ summary: 'Too late', creationDate: world.clock.nowMs() - SETTLE_MS - LOOK_BACK_MS });
    expect(await world.sync()).toMatchObject({ tally: { fetched: 0 } });
  });

  test('of a computer whose clock is far behind says so instead of finding nothing', async () => {
    await world.sync();
    world.clock.jump(-365 * DAY_MS);
    const requests = world.site.requests;
    expect(await world.sync()).toMatchObject({
      outcome: 'failed',
      failure: { code: 'clockBehind' },
      window: undefined,
    });
    expect(world.site.requests).toBe(requests);
    expect((await world.state()).lastRun).toMatchObject({ failure: { code: 'clockBehind' } });
  });

  test('after a long break says what the site has thrown away meanwhile', async () => {
    await world.sync();
    const throughMs = world.clock.nowMs() - SETTLE_MS;
    world.clock.jump(30 * DAY_MS);
    world.site.retention = { number: 7, units: 'DAYS' };
    const lost = { fromMs: throughMs + 1, toMs: world.clock.nowMs() - 7 * DAY_MS - 1 };
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', lost });
    expect((await world.state()).lastRun?.lost).toEqual(lost);
    expect((await world.ledger()).at(-1)).toMatchObject({ type: 'run', lost });
    expect((await world.sync()).lost).toBeUndefined();
  });

  test('asks how long records are kept after a long break only, and reads on where nobody tells', async () => {
    world.site.retention = new Failure('siteForbidden', { where: SITE });
    await world.sync();
    world.clock.jump(11 * HOUR_MS);
    await world.sync();
    expect(world.site.retentionAsked).toBe(0);
    world.clock.jump(30 * DAY_MS);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded', lost: undefined });
    expect(world.site.retentionAsked).toBe(1);
  });

  test('counts what no catalogue knows, once for each record', async () => {
    const creationDate = world.clock.nowMs() - 60_000;
    world.site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate });
    await world.sync();
    await world.sync();
    world.site.records.push({ category: 'Whiteboards', summary: 'Whiteboard created', creationDate: creationDate + 1 });
    await world.sync();
    expect((await world.state()).drift.categories).toEqual({ Whiteboards: 2 });
  });

  test('sends a record without a date once, although each stretch has it', async () => {
    world.site.records.push({ summary: 'Undated' });
    await world.sync();
    await world.clock.advance(HOUR_MS);
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
  });

  test('remembers what it has learnt about the pages of the site', async () => {
    const source = world.site.source();
    source.pages.largest = 42;
    await world.sync(undefined, { source });
    const next = world.site.source();
    await world.sync(undefined, { source: next });
    expect(next.pages.largest).toBe(42);
  });

  test('goes on after a failure of the site, and repeats nothing', async () => {
    world.site.failures.push(...Array(4).fill(undefined), new Failure('siteServerError', { where: SITE, status: 503 }));
    const first = await world.sync();
    expect(first).toMatchObject({ outcome: 'failed', failure: { code: 'siteServerError', detail: { status: 503 } } });
    expect(first.tally.delivered).toBeGreaterThan(0);
    const state = await world.state();
    expect(state.lastRun).toEqual(first);
    const missing = world.site.records[first.tally.delivered];
    expect(state.coverage.at(-1)?.toMs).toBeLessThan(missing?.creationDate ?? 0);
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(world.arrived()).toEqual(world.expected());
  });

  test('whose batch is not acknowledged does not move past it', async () => {
    world.destination.fates.push('acknowledged', 'forbidden');
    expect(await world.sync()).toMatchObject({ outcome: 'failed', failure: { code: 'ingestionRoleMissing' } });
    const through = (await world.state()).coverage.at(-1)?.toMs ?? START_MS - 1;
    const keys = world.keys();
    const first = world.site.records.find((_, index) => !world.arrived().includes(keys[index] ?? ''));
    expect(through).toBeLessThan(first?.creationDate ?? 0);
    await world.sync();
    expect(world.arrived()).toEqual(world.expected());
  });

  test('never shows the words of an unexpected error', async () => {
    const onOpenSink = () => {
      throw new TypeError('secret-token-in-a-message');
    };
    const summary = await world.sync(undefined, { onOpenSink });
    expect(summary.failure).toEqual({ code: 'unexpected', detail: { where: '', remark: 'TypeError' } });
    for (const bytes of world.disk.media.files.values()) expect(bytes.includes('secret-token')).toBe(false);
    expect((await world.state()).lastRun).toEqual(summary);
  });

  test('whose destination cannot be opened fails with the reason, and the next one sends', async () => {
    const onOpenSink = () => {
      throw new Failure('secretMissing', { where: 'x' });
    };
    expect(await world.sync(undefined, { onOpenSink })).toMatchObject({
      outcome: 'failed',
      failure: { code: 'secretMissing' },
    });
    expect(await world.sync()).toMatchObject({ tally: { delivered: 100 } });
  });

  test('a run whose destination has failed does not wait for the site before it says so', async () => {
    const records = world.site.records.slice(0, 30);
    const startedAtMs = world.clock.nowMs();
    const source = {
      ...world.site.source(),
      async *parts(window: { readonly fromMs: number; readonly toMs: number }, signal: AbortSignal) {
        yield { records, unreadable: [], whole: { ...window, toMs: START_MS + 3 * DAY_MS } };
        // As long as the site asks for after a 429.
        await world.clock.wait(120_000, signal);
      },
    };
    world.destination.fates.push('forbidden', 'forbidden');
    expect(await world.sync(undefined, { source })).toMatchObject({ failure: { code: 'ingestionRoleMissing' } });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(10_000);
  });
});
