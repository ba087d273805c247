import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { EVER, keysFrom, openKeys } from './watchedKeys.ts';
import { createPortableWorld, type Ends, type PortableWorld, RECORDS } from './world/portable.ts';
import { backfill, reconcile } from './world/works.ts';
import { FOLDER, START_MS } from './world/world.ts';

const HOUR_MS = 3_600_000;
let world: PortableWorld;
beforeEach(() => {
  world = createPortableWorld();
});

describe('an import', () => {
  test('knows from then on how many keys there must be, also where some of its own were lost', async () => {
    await world.sync();
    const file = await world.exported();
    const { keyCounts } = await world.state();
    world.toNewComputer();
    await world.imported(file);
    expect((await world.state()).keyCounts).toEqual(keyCounts);
    const { files } = world.disk.media;
    for (const [name, bytes] of files) if (name.endsWith('.keys')) files.set(name, bytes.subarray(0, 30));
    await world.clock.advance(60_000);
    await world.imported(file);
    expect((await world.state()).keyCounts).toEqual(keyCounts);
    expect(await world.damages()).toHaveLength(Object.keys(keyCounts).length);
  });

  test('of a file that is cut off or damaged changes nothing', async () => {
    await world.sync();
    const file = await world.exported();
    world.toNewComputer();
    await world.sync();
    const before = await known();
    const damaged = { code: 'importDamaged' };
    for (let length = 0; length < file.length; length += 97) {
      await expect(world.imported(file.subarray(0, length))).rejects.toMatchObject(damaged);
      const flipped = Buffer.from(file);
      flipped[length] = (flipped[length] ?? 0) ^ 0x10;
      // Some bits of gzip's own header mean nothing.
      if (length >= 10) await expect(world.imported(flipped)).rejects.toMatchObject(damaged);
    }
    const lines = gunzipSync(file).toString('utf8').split('\n');
    for (const at of [1, lines.length - 3]) {
      await expect(world.imported(gzipSync(lines.toSpliced(at, 1).join('\n')))).rejects.toMatchObject(damaged);
    }
    await expect(world.imported(gzipSync(lines.toSpliced(-2, 1).join('\n')))).rejects.toMatchObject(damaged);
    expect(await known()).toEqual(before);
  });

  test('takes no other site, destination, version or format', async () => {
    await world.sync();
    const file = await world.exported();
    const changed = (from: string, to: string): Buffer => gzipSync(gunzipSync(file).toString('utf8').replace(from, to));
    world.toNewComputer();
    const cases: readonly [string, Buffer, Ends][] = [
      ['site', file, { site: 'https://other.atlassian.net' }],
      ['destination', file, { destination: 'folder /logs' }],
      ['version', changed('"version":1', '"version":2'), {}],
      ['version', changed('"state":{"version":2', '"state":{"version":3'), {}],
      ['format', changed('confluence-audit-sync-state', 'another'), {}],
      ['format', Buffer.from('{"format":"confluence-audit-sync-state"}'), {}],
    ];
    for (const [remark, bytes, ends] of cases) {
      const refused = world.imported(bytes, ends);
      await expect(refused).rejects.toMatchObject({ code: 'importNotFitting', detail: { remark } });
    }
    expect((await world.state()).coverage).toEqual([]);
  });

  test('killed at any of its writes and done again, or done twice, comes to the same', async () => {
    await world.sync();
    const file = await world.exported();
    world.toNewComputer();
    await world.imported(file);
    const once = await known();
    await world.imported(file);
    expect(await known()).toEqual(once);
    let kills = 0;
    for (const done of ['nothing', 'all', 7] as const) {
      for (let at = 1; ; at++) {
        world.toNewComputer();
        const dying = world.disk.reopen();
        dying.crash({ at, done });
        await world.imported(file, { disk: dying }).catch(() => undefined);
        if (!dying.dead) break;
        kills += 1;
        const { coverage } = await world.state();
        if (coverage.length > 0) {
          const arrived = await openKeys(world.disk.reopen(), `${FOLDER}/keys`).knows(EVER, world.fingerprints());
          expect(arrived.filter((isKnown) => !isKnown).length).toBe(world.tooLarge().length);
          expect(await world.quarantineIds()).toEqual(world.tooLarge());
        }
        await world.imported(file);
        expect(await known()).toEqual(once);
      }
    }
    expect(kills).toBeGreaterThan(30);
  });

  test('killed, then synced over, still has every record once', async () => {
    await world.sync();
    const file = await world.exported();
    for (let at = 1; ; at++) {
      world.toNewComputer();
      const dying = world.disk.reopen();
      dying.crash({ at, done: 'all' });
      await world.imported(file, { disk: dying }).catch(() => undefined);
      if (!dying.dead) break;
      // What it has taken over is not sent again, and what is in quarantine stays known.
      const before = world.arrived().length;
      const { tally } = await world.sync();
      const after = world.arrived().length;
      expect(after - before).toBe(tally.delivered);
      await world.imported(file);
      expect(await world.quarantineIds()).toEqual(world.tooLarge());
      expect(await world.sync()).toMatchObject({ tally: { delivered: 0, quarantined: 0 } });
    }
  });

  test('into a route that knows something already merges both', async () => {
    const all = [...world.site.records];
    world.site.records.splice(30);
    const half = { fromMs: START_MS, toMs: START_MS + 60 * HOUR_MS - 1 };
    const rest = { fromMs: half.toMs + 1, toMs: world.clock.nowMs() - 5000 };
    await world.sync(backfill(half.fromMs, half.toMs));
    const file = await world.exported();
    world.toNewComputer();
    world.site.records.push(...all.slice(30));
    await world.sync(backfill(rest.fromMs, rest.toMs));
    await world.imported(file);
    const state = await world.state();
    expect(state.coverage).toEqual([{ fromMs: half.fromMs, toMs: rest.toMs }]);
    expect(state).toMatchObject({ approved: true, deliveredTotal: 27, quarantinedTotal: world.tooLarge().length });
    expect(await world.quarantineIds()).toEqual(world.tooLarge());
    const { tally } = await world.sync(reconcile(START_MS, rest.toMs));
    const quarantined = world.tooLarge().length;
    expect(tally).toMatchObject({ delivered: 0, quarantined, alreadyDelivered: RECORDS - quarantined });
  });

  test('does not bring back what was delivered out of quarantine here', async () => {
    await world.sync();
    const file = await world.exported();
    const [id = '', ...others] = await world.quarantineIds();
    await world.discard(id);
    await world.imported(file);
    expect(await world.quarantineIds()).toEqual(others);
  });

  test('carries very many keys, some thousands at a time', async () => {
    await world.sync();
    const many = keysFrom(START_MS - 300_000_000, 200_000);
    const keys = openKeys(world.disk.reopen(), `${FOLDER}/keys`);
    for (let at = 0; at < many.length; at += 5000) await keys.add(many.slice(at, at + 5000));
    const file = await world.exported();
    world.toNewComputer();
    await world.imported(file);
    const moved = openKeys(world.disk.reopen(), `${FOLDER}/keys`);
    expect(await moved.count()).toBe(many.length + RECORDS - world.tooLarge().length);
    expect(await moved.knows(EVER, many)).not.toContain(false);
    await world.imported(file);
    expect(await moved.count()).toBe(many.length + RECORDS - world.tooLarge().length);
    const lines = gunzipSync(file).toString('utf8').split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(210_000);
  });
});

/** All that is known of a route and does not depend on who found it out, and when. */
async function known(): Promise<unknown> {
  const { journal: _, outbox: __, ...state } = await world.state();
  const keys = await openKeys(world.disk.reopen(), `${FOLDER}/keys`).knows(EVER, world.fingerprints());
  const ledger = (await world.ledger()).filter(({ type }) => type !== 'imported').map(({ id }) => id);
  return { state, keys, quarantine: await world.quarantineIds(), ledger: ledger.toSorted() };
}
