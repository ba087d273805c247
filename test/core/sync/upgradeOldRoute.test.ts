import { beforeEach, describe, expect, test } from 'vitest';
import { recordKey } from '../../../src/core/audit/recordKey.ts';
import type { OldRoute } from '../../../src/core/sync/upgradeOldRoute.ts';
import { createWorld, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const OLD: OldRoute = {
  ...{ stateFile: '/old/state.json', quarantineFile: '/old/quarantine.ndjson', fromMs: START_MS, site: SITE },
};
const DRIFT = { categories: { Whiteboards: 3 }, events: {}, fields: { 'author.isBot': 1 } };
let world: World;
let readThroughMs: number;

/** Version 0.1 has delivered one record an hour, the last one ten minutes before its cursor; one comes after it. */
beforeEach(() => {
  world = createWorld();
  readThroughMs = world.clock.nowMs() - HOUR_MS / 2;
  for (let index = 0; index < 60; index++) {
    world.site.records.push({ summary: `Old ${index}`, creationDate: readThroughMs - 600_000 - index * HOUR_MS });
  }
  world.site.records.push({ summary: 'New', creationDate: readThroughMs + 1 });
  put(OLD.stateFile, oldState());
  put(OLD.quarantineFile, '\n{"reason":"odd","raw":{"a":1}}\n{"reason":"odd too","raw":7}\n{"reason":"cut off","ra');
});

const put = (file: string, text: string) => world.disk.media.files.set(file, Buffer.from(text));
const recent = () =>
  world.site.records
    .filter(
      ({ creationDate = 0 }) => (creationDate ?? 0) > readThroughMs - HOUR_MS && (creationDate ?? 0) <= readThroughMs,
    )
    .map((record) => [record.creationDate, recordKey(SITE, record)]);
const oldState = (changes: object = {}) =>
  JSON.stringify({
    ...{ version: 1, readThroughMs, recent: recent(), deliveredTotal: 60, quarantinedTotal: 2, drift: DRIFT },
    ...{ lastRun: { startedAtMs: 1, endedAtMs: 2, outcome: 'succeeded' }, ...changes },
  });
const run = (process = world.start(), changes = {}) => process.run(undefined, { old: OLD, approve: false, ...changes });
const sync = (changes = {}) => world.finish(run(world.start(), changes));
const newKey = () => world.keys().at(-1) ?? '';

describe('the route of an older version', () => {
  test('goes on where that ended: nothing is repeated, and it is approved', async () => {
    expect(await sync()).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 2, delivered: 1, alreadyDelivered: 1 },
    });
    expect([...world.destination.arrivals()]).toEqual([[newKey(), 1]]);
  });

  test('is taken over: cursor, totals, drift, quarantine, and from when on keys are known', async () => {
    await sync();
    expect(await world.state()).toMatchObject({
      version: 2,
      approved: true,
      coverage: [{ fromMs: START_MS, toMs: world.clock.nowMs() - 5000 }],
      keysFromMs: readThroughMs - HOUR_MS + 1,
      ...{ deliveredTotal: 61, quarantinedTotal: 2 },
      drift: { categories: { Whiteboards: 3 }, fields: { 'author.isBot': 1 } },
    });
    expect(await world.quarantine().list({ limit: 9 })).toEqual([
      { id: recordKey(SITE, 7), atMs: 0, timeMs: undefined, reason: 'odd too', raw: 7 },
      { id: recordKey(SITE, { a: 1 }), atMs: 0, timeMs: undefined, reason: 'odd', raw: { a: 1 } },
    ]);
  });

  test('is taken over once: its files stay, and nobody looks at them again', async () => {
    await sync();
    const looked: string[] = [];
    const process = world.start('next', (_operation, file) => void looked.push(file));
    await world.finish(run(process));
    expect(looked.filter((file) => file.startsWith('/old/'))).toEqual([]);
    expect(world.disk.media.files.has(OLD.stateFile)).toBe(true);
    expect(world.disk.media.files.has(OLD.quarantineFile)).toBe(true);
  });

  test('is never swept before the keys that it kept', async () => {
    await sync();
    for (let day = 0; day < 8; day++) {
      world.clock.jump(DAY_MS);
      await sync();
      for (const { id, window } of (await world.state()).jobs) {
        expect(window.fromMs).toBeGreaterThanOrEqual(readThroughMs - HOUR_MS + 1);
        await world.finish(world.start().run({ kind: 'job', id }));
      }
    }
    const kinds = (await world.ledger()).flatMap((entry) => (entry.type === 'run' ? [entry.kind] : []));
    expect(kinds).toContain('weeklySweep');
    expect([...world.destination.arrivals()]).toEqual([[newKey(), 1]]);
  });

  test('that had not read anything yet begins anew, unapproved', async () => {
    put(OLD.stateFile, oldState({ readThroughMs: undefined, recent: [], deliveredTotal: 0 }));
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'notApproved' } });
    expect(await world.state()).toMatchObject({ coverage: [], keysFromMs: 0 });
    expect(await sync({ approve: true })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 61 } });
  });

  test('whose new state is lost repeats nothing of what that has delivered', async () => {
    await sync();
    put(world.stateFile(), '{');
    await world.clock.advance(60_000);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect([...world.destination.arrivals()]).toEqual([[newKey(), 1]]);
  });

  test('has delivered records without a date: they are not sent again', async () => {
    const undated = { summary: 'Undated' };
    world.site.records.splice(0, world.site.records.length, undated);
    // It noted such a record with the end of its stretch.
    put(OLD.stateFile, oldState({ recent: [[readThroughMs, recordKey(SITE, undated)]] }));
    expect(await sync()).toMatchObject({ tally: { fetched: 1, alreadyDelivered: 1 } });
    expect(world.arrived()).toEqual([]);
  });

  test('that counted no drift yet is taken as it is', async () => {
    put(OLD.stateFile, oldState({ drift: undefined }));
    expect(await sync()).toMatchObject({ outcome: 'succeeded', tally: { delivered: 1 } });
    expect((await world.state()).drift).toEqual({ categories: {}, events: { New: 1 }, fields: {} });
  });

  test('that began later than it has read covers an instant at least', async () => {
    await sync({ old: { ...OLD, fromMs: readThroughMs + DAY_MS } });
    expect((await world.state()).coverage[0]?.fromMs).toBeLessThanOrEqual(readThroughMs);
  });

  test.each([
    ['cut off', '{"version":1,"readThr'],
    ['empty', ''],
    ['of another kind', '[1,2,3]'],
    ['with a cursor that is none', '{"version":1,"readThroughMs":"soon","recent":[],"deliveredTotal":0}'],
    ['with keys that are none', '{"version":1,"recent":[[1]],"deliveredTotal":0,"quarantinedTotal":0}'],
  ])('that is %s is told of, left where it is, and costs reading again', async (_name, text) => {
    put(OLD.stateFile, text);
    expect(await sync()).toMatchObject({ outcome: 'failed', failure: { code: 'notApproved' } });
    expect(await sync({ approve: true })).toMatchObject({ outcome: 'succeeded', tally: { delivered: 61 } });
    expect(await world.damages()).toMatchObject([{ file: OLD.stateFile }]);
    expect(world.disk.media.files.get(OLD.stateFile)?.toString()).toBe(text);
    expect(await world.quarantine().count()).toBe(2);
  });

  test('is nothing where there is no file of it', async () => {
    world.disk.media.files.delete(OLD.stateFile);
    expect(await sync({ approve: true })).toMatchObject({ tally: { delivered: 61 } });
    expect(await world.damages()).toEqual([]);
  });

  test('is taken over whole, whenever the process that does it dies', async () => {
    for (let at = 1, isOver = false; !isOver; at++) {
      for (const done of ['nothing', 'all', 30] as const) {
        for (const file of [...world.disk.media.files.keys()]) {
          if (!file.startsWith('/old/')) world.disk.media.files.delete(file);
        }
        world.destination.sent.length = 0;
        const process = world.start();
        process.disk.crash({ at, done });
        await world.runOrDie(process, undefined, { old: OLD, approve: false });
        if (!process.disk.dead) isOver = true;
        await world.clock.advance(60_000);
        expect(await sync()).toMatchObject({ outcome: 'succeeded' });
        expect([...world.destination.arrivals().keys()]).toEqual([newKey()]);
        expect(await world.quarantine().count()).toBe(2);
        expect(await world.state()).toMatchObject({
          ...{ approved: true, deliveredTotal: 61, quarantinedTotal: 2, keysFromMs: readThroughMs - HOUR_MS + 1 },
        });
      }
    }
  });
});
