import { beforeEach, describe, expect, test } from 'vitest';
import { createPortableWorld, createPortableWorldOf, type PortableWorld, RECORDS } from './world/portable.ts';
import { reconcile } from './world/works.ts';
import { START_MS } from './world/world.ts';

const HOUR_MS = 3_600_000;
let world: PortableWorld;
beforeEach(() => {
  world = createPortableWorld();
});

describe('a move to another computer', () => {
  test('in the middle of everything loses nothing, and repeats only what is in doubt', async () => {
    let moves = 0;
    for (const done of ['nothing', 'all'] as const) {
      for (let at = 4; ; at += 3) {
        world = createPortableWorldOf(world.site.records);
        const first = world.start('first');
        first.disk.crash({ at, done });
        // On the new computer, doubts may have the same places in a journal.
        world.destination.fates.push('arrivesUnanswered');
        await world.runOrDie(first);
        if (!first.disk.dead) break;
        const file = await world.exported();
        world.toNewComputer();
        await world.imported(file);
        world.destination.fates.splice(0, 9, 'arrivesUnanswered');
        expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
        await world.checkAccounts();
        moves += 1;
      }
    }
    expect(moves).toBeGreaterThan(30);
  });

  test('finds late records there, and nothing twice', async () => {
    await world.sync();
    const file = await world.exported();
    world.toNewComputer();
    await world.imported(file);
    expect(await world.quarantineIds()).toEqual(world.tooLarge());
    const { nowMs } = world.clock;
    world.site.records.push({ summary: 'Late', creationDate: nowMs() - HOUR_MS / 2 });
    expect(await world.sync()).toMatchObject({ tally: { delivered: 1 } });
    world.site.records.push({ summary: 'Very late', creationDate: START_MS + HOUR_MS });
    const reconciled = await world.sync(reconcile(START_MS, nowMs()));
    const quarantined = world.tooLarge().length;
    expect(reconciled.tally).toMatchObject({ delivered: 1, quarantined, alreadyDelivered: RECORDS + 1 - quarantined });
    await world.checkAccounts();
    expect((await world.ledger()).map(({ type }) => type)).toContain('imported');
  });

  test('counts doubts of both computers, also those with the same place in a journal', async () => {
    const syncInDoubt = async (summary: string): Promise<void> => {
      world.site.records.push({ summary, creationDate: world.clock.nowMs() - HOUR_MS / 2 });
      world.destination.fates.push('arrivesUnanswered');
      expect(await world.sync()).toMatchObject({ tally: { delivered: 1, batchesInDoubt: 1 } });
    };
    await world.sync();
    await syncInDoubt('second');
    const file = await world.exported();
    world.toNewComputer();
    await world.imported(file);
    await syncInDoubt('third');
    await world.checkAccounts();
    expect((await world.state()).inDoubtTotal).toBe(2);
  });

  test('and back again knows what became of the quarantine, and counts each doubt once', async () => {
    world.destination.fates.push('arrivesUnanswered');
    await world.sync();
    const there = await world.exported();
    const old = { files: new Map(world.disk.media.files), durable: new Map(world.disk.media.durable) };
    world.toNewComputer();
    await world.imported(there);
    const [id = '', ...others] = await world.quarantineIds();
    await world.discard(id);
    const back = await world.exported();
    world.toNewComputer();
    for (const [name, bytes] of old.files) world.disk.media.files.set(name, bytes);
    for (const [name, bytes] of old.durable) world.disk.media.durable.set(name, bytes);
    await world.imported(back);
    expect(await world.quarantineIds()).toEqual(others);
    await world.imported(there);
    expect(await world.quarantineIds()).toEqual(others);
    expect(await world.doubts()).toHaveLength(1);
    expect((await world.state()).inDoubtTotal).toBe(1);
  });
});

test('a move in the middle of a retry leaves nothing in quarantine that was delivered', async () => {
  for (const record of world.site.records) {
    if (record.description !== '') Object.assign(record, { description: 'x'.repeat(2500) });
  }
  let moves = 0;
  for (const done of ['nothing', 'all'] as const) {
    for (let at = 1; ; at++) {
      world = createPortableWorldOf(world.site.records);
      world.destination.takesBytes = 2000;
      await world.sync();
      expect(await world.quarantineIds()).toEqual(world.tooLarge());
      world.destination.takesBytes = Number.POSITIVE_INFINITY;
      const retrying = world.start('retry');
      retrying.disk.crash({ at, done });
      await world.runOrDie(retrying, { kind: 'retry', ids: world.tooLarge() });
      if (!retrying.disk.dead) break;
      const file = await world.exported();
      world.toNewComputer();
      await world.imported(file);
      const ids = await world.quarantineIds();
      await world.sync({ kind: 'retry', ids });
      expect(await world.quarantineIds()).toEqual([]);
      const arrivals = world.destination.arrivals();
      expect([...arrivals.keys()].sort()).toEqual(world.expected());
      expect(world.repeats()).toBeLessThanOrEqual(await world.doubtful());
      moves += 1;
    }
  }
  expect(moves).toBeGreaterThan(20);
});
