import { beforeEach, describe, expect, test } from 'vitest';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { liveDays } from './world/works.ts';
import { createWorldOf, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

describe('the first send', () => {
  test('waits for somebody to agree: nothing is asked, sent or covered', async () => {
    expect(await world.sync(undefined, { approve: false })).toMatchObject({
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
    await world.sync();
    expect(typesAtOpening).toEqual(['approved']);
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    expect(await world.sync(undefined, { approve: false })).toMatchObject({
      outcome: 'succeeded',
      tally: { delivered: 1 },
    });
    await world.sync();
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
    await world.sync();
    world.site.records.push({ summary: 'Late', creationDate: world.clock.nowMs() - HOUR_MS / 2 });
    await liveDays(world, 8);
    const ledger = await world.ledger();
    const state = await world.state();
    for (const entry of ledger) {
      if (entry.type !== 'run' && entry.type !== 'window') continue;
      const { fetched, delivered, alreadyDelivered, quarantined } = entry.tally;
      expect(fetched).toBe(delivered + alreadyDelivered + quarantined);
    }
    for (const run of await world.runs()) {
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
    expect(state.deliveredTotal).toBe(new Set(world.arrived()).size);
    expect(state.quarantinedTotal).toBe(await world.quarantine().count());
    expect(state.inDoubtTotal).toBe(1);
    expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length);
  });

  test('say how far behind a run was when it ended', async () => {
    world.site.reachedMs = world.clock.nowMs() - HOUR_MS;
    expect(await world.sync()).toMatchObject({ lagMs: HOUR_MS });
    world.site.reachedMs = Number.POSITIVE_INFINITY;
    expect(await world.sync()).toMatchObject({ lagMs: 5000 });
  });
});

test('a pass that finds nothing new writes little, reads little, and opens no destination', async () => {
  await world.sync();
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
