import { setImmediate } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { createKeyer } from '../../../src/core/audit/recordKey.ts';
import { holesIn } from '../../../src/core/sync/coverage.ts';
import { exportRoute } from '../../../src/core/sync/exportRoute.ts';
import { importRoute } from '../../../src/core/sync/importRoute.ts';
import { openRoute } from '../../../src/core/sync/openRoute.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { type Fingerprint, fingerprintOf } from '../../../src/core/sync/recordId.ts';
import { type RouteFileHeader, readRouteFile } from '../../../src/core/sync/routeFile.ts';
import { createMemoryDisk, type MemoryDisk, type OnCall } from './memoryDisk.ts';
import { EVER, keysFrom, openKeys } from './watchedKeys.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const DESTINATION = 'azure https://ingest.example dcr-1 Custom-Stream';
const HOUR_MS = 3_600_000;
const RECORDS = 60;

let world: World;
beforeEach(() => {
  world = createWorld({ pageRecords: 5, slicePages: 2 });
  for (let index = 0; index < RECORDS; index++) {
    // No batch can hold every tenth one.
    const description = index % 10 === 3 ? 'x'.repeat(5000) : '';
    world.site.records.push({ summary: `Event ${index}`, description, creationDate: START_MS + index * 2 * HOUR_MS });
  }
});

interface Ends {
  readonly site?: string;
  readonly destination?: string;
}

async function exported(disk: MemoryDisk = world.disk.reopen(), { site = SITE }: Ends = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await exportRoute({
    ...{ disk, folder: FOLDER, site, destination: DESTINATION, nowMs: world.clock.nowMs },
    write: async (chunk) => void chunks.push(chunk),
  });
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

async function imported(bytes: Buffer, disk: MemoryDisk = world.disk.reopen(), ends: Ends = {}): Promise<void> {
  const { site = SITE, destination = DESTINATION } = ends;
  const store = await openRoute({
    ...{ disk, folder: FOLDER, clock: world.clock, old: undefined, isAlive: () => false },
    holder: { id: 'importer', pid: 9999, host: 'here', title: 'importer' },
  });
  try {
    const { nowMs } = world.clock;
    await importRoute({ store, folder: FOLDER, site, destination, nowMs, read: () => inPieces(bytes) });
  } finally {
    await store.close();
  }
}

/** Another computer: nothing is there. */
function newComputer({ media }: MemoryDisk = world.disk): void {
  media.files.clear();
  media.durable.clear();
}

interface Content {
  readonly header: RouteFileHeader;
  readonly keys: readonly Fingerprint[];
  readonly quarantine: readonly string[];
  readonly ledger: readonly string[];
}

async function contentOf(bytes: Buffer): Promise<Content> {
  const [keys, quarantine, ledger]: [Fingerprint[], string[], string[]] = [[], [], []];
  const header = await readRouteFile({
    ...{ read: inPieces(bytes), site: SITE, destination: DESTINATION },
    onLine(line) {
      if ('keys' in line) keys.push(...line.keys);
      else if ('quarantine' in line) quarantine.push(line.quarantine.id);
      else ledger.push(line.ledger.id);
    },
  });
  return { header, keys, quarantine, ledger };
}

const quarantineIds = async (disk = world.disk.reopen()): Promise<readonly string[]> =>
  (await createQuarantineFile({ disk, folder: FOLDER }).list({ limit: 1000 })).map(({ id }) => id).sort();
const tooLarge = (): readonly string[] =>
  world
    .keys()
    .filter((_, index) => String(world.site.records[index]?.description ?? '').length > 0)
    .toSorted();
/** A person decides that nobody delivers it: that is known from then on. */
async function discard(id: string): Promise<void> {
  const quarantine = createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER });
  const timeMs = (await quarantine.get(id))?.timeMs;
  await openKeys(world.disk.reopen(), `${FOLDER}/keys`).add([fingerprintOf({ timeMs, key: id })]);
  await quarantine.remove([id]);
}
const sync = (title: string) => world.finish(world.start(title).run());
/** All that is known of a route and does not depend on who found it out, and when. */
async function known(disk = world.disk.reopen()): Promise<unknown> {
  const { journal: _, outbox: __, ...state } = await world.state();
  const keys = await openKeys(disk, `${FOLDER}/keys`).knows(EVER, fingerprints());
  const ledger = (await world.ledger()).filter(({ type }) => type !== 'imported').map(({ id }) => id);
  return { state, keys, quarantine: await quarantineIds(disk), ledger: ledger.toSorted() };
}

function fingerprints(): readonly Fingerprint[] {
  const keyOf = createKeyer(SITE);
  return world.site.records.map((record) =>
    fingerprintOf({ timeMs: record.creationDate ?? undefined, key: keyOf(record) }),
  );
}

/** Every record arrived once or is in quarantine; more often only what the ledger has in doubt. */
async function checkAccounts(): Promise<void> {
  const arrivals = world.destination.arrivals();
  const quarantine = await quarantineIds();
  expect([...arrivals.keys(), ...quarantine].sort()).toEqual(world.keys().toSorted());
  expect(quarantine).toEqual(tooLarge());
  const doubts = (await world.ledger()).flatMap((entry) => (entry.type === 'inDoubt' ? [entry] : []));
  expect(await repeatsBeyondDoubt()).toBeLessThanOrEqual(0);
  const state = await world.state();
  expect(doubts.length).toBe(state.inDoubtTotal);
  expect(state.deliveredTotal).toBe(arrivals.size);
  expect(state.quarantinedTotal).toBe(quarantine.length);
}

describe('a move to another computer', () => {
  test('in the middle of everything loses nothing, and repeats only what is in doubt', async () => {
    let moves = 0;
    for (const done of ['nothing', 'all'] as const) {
      for (let at = 4; ; at += 3) {
        world = worldWithRecords();
        const first = world.start('first');
        first.disk.crash({ at, done });
        // On the new computer, doubts may have the same places in a journal.
        world.destination.fates.push('arrivesUnanswered');
        await world.finishOrDie(first.run(), first).catch(() => undefined);
        if (!first.disk.dead) break;
        const file = await exported();
        newComputer();
        await imported(file);
        world.destination.fates.splice(0, 9, 'arrivesUnanswered');
        expect(await sync('second')).toMatchObject({ outcome: 'succeeded' });
        await checkAccounts();
        moves += 1;
      }
    }
    expect(moves).toBeGreaterThan(30);
  });

  test('finds late records there, and nothing twice', async () => {
    await sync('first');
    const file = await exported();
    newComputer();
    await imported(file);
    expect(await quarantineIds()).toEqual(tooLarge());
    const { nowMs } = world.clock;
    world.site.records.push({ summary: 'Late', creationDate: nowMs() - HOUR_MS / 2 });
    expect(await sync('second')).toMatchObject({ tally: { delivered: 1 } });
    world.site.records.push({ summary: 'Very late', creationDate: START_MS + HOUR_MS });
    const window = { fromMs: START_MS, toMs: nowMs() };
    const reconciled = await world.finish(world.start().run({ kind: 'newJob', job: 'reconcile', window }));
    const quarantined = tooLarge().length;
    expect(reconciled.tally).toMatchObject({ delivered: 1, quarantined, alreadyDelivered: RECORDS + 1 - quarantined });
    await checkAccounts();
    expect((await world.ledger()).map(({ type }) => type)).toContain('imported');
  });

  test('counts doubts of both computers, also those with the same place in a journal', async () => {
    const syncInDoubt = async (title: string): Promise<void> => {
      world.site.records.push({ summary: title, creationDate: world.clock.nowMs() - HOUR_MS / 2 });
      world.destination.fates.push('arrivesUnanswered');
      expect(await sync(title)).toMatchObject({ tally: { delivered: 1, batchesInDoubt: 1 } });
    };
    await sync('first');
    await syncInDoubt('second');
    const file = await exported();
    newComputer();
    await imported(file);
    await syncInDoubt('third');
    await checkAccounts();
    expect((await world.state()).inDoubtTotal).toBe(2);
  });

  test('and back again knows what became of the quarantine, and counts each doubt once', async () => {
    world.destination.fates.push('arrivesUnanswered');
    await sync('first');
    const there = await exported();
    const old = { files: new Map(world.disk.media.files), durable: new Map(world.disk.media.durable) };
    newComputer();
    await imported(there);
    const [id = '', ...others] = await quarantineIds();
    await discard(id);
    const back = await exported();
    newComputer();
    for (const [name, bytes] of old.files) world.disk.media.files.set(name, bytes);
    for (const [name, bytes] of old.durable) world.disk.media.durable.set(name, bytes);
    await imported(back);
    expect(await quarantineIds()).toEqual(others);
    await imported(there);
    expect(await quarantineIds()).toEqual(others);
    expect((await world.ledger()).filter(({ type }) => type === 'inDoubt').length).toBe(1);
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
      world = worldWithRecords();
      world.destination.takesBytes = 2000;
      await sync('first');
      expect(await quarantineIds()).toEqual(tooLarge());
      world.destination.takesBytes = Number.POSITIVE_INFINITY;
      const retrying = world.start('retry');
      retrying.disk.crash({ at, done });
      await world.finishOrDie(retrying.run({ kind: 'retry', ids: tooLarge() }), retrying).catch(() => undefined);
      if (!retrying.disk.dead) break;
      const file = await exported();
      newComputer();
      await imported(file);
      const ids = await quarantineIds();
      await world.finish(world.start('second').run({ kind: 'retry', ids }));
      expect(await quarantineIds()).toEqual([]);
      const arrivals = world.destination.arrivals();
      expect([...arrivals.keys()].sort()).toEqual(world.keys().toSorted());
      expect(await repeatsBeyondDoubt()).toBeLessThanOrEqual(0);
      moves += 1;
    }
  }
  expect(moves).toBeGreaterThan(20);
});

async function repeatsBeyondDoubt(): Promise<number> {
  const doubts = (await world.ledger()).flatMap((entry) => (entry.type === 'inDoubt' ? [entry.records] : []));
  const repeats = [...world.destination.arrivals().values()].map((count) => count - 1);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return sum(repeats) - sum(doubts);
}

function worldWithRecords(): World {
  const made = createWorld({ pageRecords: 5, slicePages: 2 });
  made.site.records.push(...world.site.records);
  return made;
}

describe('an export', () => {
  test('while a sync is at work covers nothing without its keys, and has no key without its record', async () => {
    const states = new Set<string>();
    for (const pace of [0.2, 0.5, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13]) {
      world = worldWithRecords();
      world.destination.fates.push('arrivesUnanswered', 'acknowledged', 'lostOnTheWay', 'acknowledged', 'lostOnTheWay');
      // So many steps of the sync for each step of the export.
      let steps = 0;
      const first = world.start('first', async () => {
        while (steps < 1) await setImmediate();
        steps -= 1;
      });
      const inStep: OnCall = async () => {
        steps += pace;
        // The sync may be waiting for time to pass, or for a piece of the export.
        for (let turn = 0; steps >= 1 && turn < 100; turn++) await setImmediate();
      };
      const running = first.run();
      let isOver = false;
      running.finally(() => {
        isOver = true;
      });
      const driving = world.finish(running);
      while (!isOver) {
        const file = await exported(world.disk.reopen(inStep)).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'stateNotRead', detail: { remark: /nothingKept|changedMeanwhile/ } });
        });
        await setImmediate();
        if (file !== undefined) states.add(await checkContent(file));
      }
      await driving;
    }
    // It was looked at in many states.
    expect(states.size).toBeGreaterThan(10);
  });

  async function checkContent(file: Buffer): Promise<string> {
    const { header, keys, quarantine, ledger } = await contentOf(file);
    const { coverage, journal, running, outbox, inDoubtTotal } = header.state;
    const [inFile, ids] = [new Set(keys), world.keys()];
    const inQuarantine = new Set(quarantine);
    const arrivals = world.destination.arrivals();
    for (const [index, key] of fingerprints().entries()) {
      const timeMs = world.site.records[index]?.creationDate ?? 0;
      const id = ids[index] ?? '';
      const isCovered = holesIn(coverage, { fromMs: timeMs, toMs: timeMs }).length === 0;
      if (isCovered) expect(inFile.has(key) || inQuarantine.has(id)).toBe(true);
      if (inFile.has(key)) expect(arrivals.has(id)).toBe(true);
    }
    expect([journal, running, outbox]).toEqual(['', undefined, []]);
    expect(ledger.filter((id) => id.includes('journal')).length).toBe(inDoubtTotal);
    return JSON.stringify(header.state);
  }

  test('refuses a route that is reset meanwhile, and one that was never synced', async () => {
    await expect(exported()).rejects.toMatchObject({ code: 'stateNotRead', detail: { remark: 'nothingKept' } });
    await sync('first');
    const disk = world.disk.reopen(async (operation, file) => {
      if (operation === 'list' && file.endsWith('keys')) {
        newComputer();
        const other = await openRoute({
          ...{ disk: world.disk.reopen(), folder: FOLDER, clock: world.clock, old: undefined, isAlive: () => false },
          holder: { id: 'other', pid: 1, host: 'here', title: 'other' },
        });
        await other.close();
      }
    });
    await expect(exported(disk)).rejects.toMatchObject({ detail: { remark: 'changedMeanwhile' } });
  });

  test('leaves what is damaged to who has the lease', async () => {
    await sync('first');
    const { files } = world.disk.media;
    const damage = (name: string): void => {
      const [file = '', bytes = Buffer.alloc(0)] = [...files].find(([path]) => path.endsWith(name)) ?? [];
      files.set(file, Buffer.concat([bytes.subarray(0, 20), Buffer.from('damage'), bytes.subarray(26)]));
    };
    damage('.keys');
    const before = new Map(files);
    const refused = { code: 'stateNotRead', detail: { remark: 'damaged' } };
    await expect(exported()).rejects.toMatchObject(refused);
    expect(new Map(files)).toEqual(before);
    const all = { fromMs: START_MS, toMs: world.clock.nowMs() };
    await world.clock.advance(60_000);
    await world.finish(world.start().run({ kind: 'newJob', job: 'reconcile', window: all }));
    await exported();
    const [week = ''] = [...files.keys()].filter((file) => file.endsWith('.keys'));
    const bytes = files.get(week) ?? Buffer.alloc(0);
    files.delete(week);
    await expect(exported()).rejects.toMatchObject(refused);
    files.set(week, bytes);
    damage('.json');
    await expect(exported()).rejects.toMatchObject(refused);
  });

  test('says neither who worked on the route nor anything of the lease', async () => {
    await sync('window of somebody');
    const text = gunzipSync(await exported()).toString('utf8');
    expect(text).not.toMatch(/somebody|lease|heartbeat|pid/);
    expect(text.split('\n')[0]).toMatch(/^\{"format":"confluence-audit-sync-state","version":1,/);
  });
});

describe('an import', () => {
  test('knows from then on how many keys there must be, also where some of its own were lost', async () => {
    await sync('first');
    const file = await exported();
    const { keyCounts } = await world.state();
    newComputer();
    await imported(file);
    expect((await world.state()).keyCounts).toEqual(keyCounts);
    const { files } = world.disk.media;
    for (const [name, bytes] of files) if (name.endsWith('.keys')) files.set(name, bytes.subarray(0, 30));
    await world.clock.advance(60_000);
    await imported(file);
    expect((await world.state()).keyCounts).toEqual(keyCounts);
    const lost = (await world.ledger()).filter(({ type }) => type === 'damaged');
    expect(lost).toHaveLength(Object.keys(keyCounts).length);
  });

  test('of a file that is cut off or damaged changes nothing', async () => {
    await sync('first');
    const file = await exported();
    newComputer();
    await sync('another');
    const before = await known();
    const damaged = { code: 'importDamaged' };
    for (let length = 0; length < file.length; length += 97) {
      await expect(imported(file.subarray(0, length))).rejects.toMatchObject(damaged);
      const flipped = Buffer.from(file);
      flipped[length] = (flipped[length] ?? 0) ^ 0x10;
      // Some bits of gzip's own header mean nothing.
      if (length >= 10) await expect(imported(flipped)).rejects.toMatchObject(damaged);
    }
    const lines = gunzipSync(file).toString('utf8').split('\n');
    for (const at of [1, lines.length - 3]) {
      await expect(imported(gzipSync(lines.toSpliced(at, 1).join('\n')))).rejects.toMatchObject(damaged);
    }
    await expect(imported(gzipSync(lines.toSpliced(-2, 1).join('\n')))).rejects.toMatchObject(damaged);
    expect(await known()).toEqual(before);
  });

  test('takes no other site, destination, version or format', async () => {
    await sync('first');
    const file = await exported();
    const changed = (from: string, to: string): Buffer => gzipSync(gunzipSync(file).toString('utf8').replace(from, to));
    newComputer();
    const cases: readonly [string, Buffer, Ends][] = [
      ['site', file, { site: 'https://other.atlassian.net' }],
      ['destination', file, { destination: 'folder /logs' }],
      ['version', changed('"version":1', '"version":2'), {}],
      ['version', changed('"state":{"version":2', '"state":{"version":3'), {}],
      ['format', changed('confluence-audit-sync-state', 'another'), {}],
      ['format', Buffer.from('{"format":"confluence-audit-sync-state"}'), {}],
    ];
    for (const [remark, bytes, ends] of cases) {
      const refused = imported(bytes, world.disk.reopen(), ends);
      await expect(refused).rejects.toMatchObject({ code: 'importNotFitting', detail: { remark } });
    }
    expect((await world.state()).coverage).toEqual([]);
  });

  test('killed at any of its writes and done again, or done twice, comes to the same', async () => {
    await sync('first');
    const file = await exported();
    newComputer();
    await imported(file);
    const once = await known();
    await imported(file);
    expect(await known()).toEqual(once);
    let kills = 0;
    for (const done of ['nothing', 'all', 7] as const) {
      for (let at = 1; ; at++) {
        newComputer();
        const dying = world.disk.reopen();
        dying.crash({ at, done });
        await imported(file, dying).catch(() => undefined);
        if (!dying.dead) break;
        kills += 1;
        const { coverage } = await world.state();
        if (coverage.length > 0) {
          const arrived = await openKeys(world.disk.reopen(), `${FOLDER}/keys`).knows(EVER, fingerprints());
          expect(arrived.filter((isKnown) => !isKnown).length).toBe(tooLarge().length);
          expect(await quarantineIds()).toEqual(tooLarge());
        }
        await imported(file);
        expect(await known()).toEqual(once);
      }
    }
    expect(kills).toBeGreaterThan(30);
  });

  test('killed, then synced over, still has every record once', async () => {
    await sync('first');
    const file = await exported();
    for (let at = 1; ; at++) {
      newComputer();
      const dying = world.disk.reopen();
      dying.crash({ at, done: 'all' });
      await imported(file, dying).catch(() => undefined);
      if (!dying.dead) break;
      // What it has taken over is not sent again, and what is in quarantine stays known.
      const before = [...world.destination.arrivals().values()].reduce((sum, count) => sum + count, 0);
      const { tally } = await sync('between');
      const after = [...world.destination.arrivals().values()].reduce((sum, count) => sum + count, 0);
      expect(after - before).toBe(tally.delivered);
      await imported(file);
      expect(await quarantineIds()).toEqual(tooLarge());
      expect(await sync('after')).toMatchObject({ tally: { delivered: 0, quarantined: 0 } });
    }
  });

  test('into a route that knows something already merges both', async () => {
    const all = [...world.site.records];
    world.site.records.splice(30);
    const half = { fromMs: START_MS, toMs: START_MS + 60 * HOUR_MS - 1 };
    const rest = { fromMs: half.toMs + 1, toMs: world.clock.nowMs() - 5000 };
    await world.finish(world.start('first').run({ kind: 'newJob', job: 'backfill', window: half }));
    const file = await exported();
    newComputer();
    world.site.records.push(...all.slice(30));
    await world.finish(world.start('second').run({ kind: 'newJob', job: 'backfill', window: rest }));
    await imported(file);
    const state = await world.state();
    expect(state.coverage).toEqual([{ fromMs: half.fromMs, toMs: rest.toMs }]);
    expect(state).toMatchObject({ approved: true, deliveredTotal: 27, quarantinedTotal: tooLarge().length });
    expect(await quarantineIds()).toEqual(tooLarge());
    const window = { fromMs: START_MS, toMs: rest.toMs };
    const { tally } = await world.finish(world.start().run({ kind: 'newJob', job: 'reconcile', window }));
    const quarantined = tooLarge().length;
    expect(tally).toMatchObject({ delivered: 0, quarantined, alreadyDelivered: RECORDS - quarantined });
  });

  test('does not bring back what was delivered out of quarantine here', async () => {
    await sync('first');
    const file = await exported();
    const [id = '', ...others] = await quarantineIds();
    await discard(id);
    await imported(file);
    expect(await quarantineIds()).toEqual(others);
  });

  test('carries very many keys, some thousands at a time', async () => {
    await sync('first');
    const many = keysFrom(START_MS - 300_000_000, 200_000);
    const keys = openKeys(world.disk.reopen(), `${FOLDER}/keys`);
    for (let at = 0; at < many.length; at += 5000) await keys.add(many.slice(at, at + 5000));
    const file = await exported();
    newComputer();
    await imported(file);
    const moved = openKeys(world.disk.reopen(), `${FOLDER}/keys`);
    expect(await moved.count()).toBe(many.length + RECORDS - tooLarge().length);
    expect(await moved.knows(EVER, many)).not.toContain(false);
    await imported(file);
    expect(await moved.count()).toBe(many.length + RECORDS - tooLarge().length);
    const lines = gunzipSync(file).toString('utf8').split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(210_000);
  });
});

test('all keys are walked while others add to them', async () => {
  const disk = createMemoryDisk();
  const keys = openKeys(disk, FOLDER);
  const many = keysFrom(START_MS, 30_000);
  for (let at = 0; at < many.length; at += 3000) await keys.add(many.slice(at, at + 3000));
  const found = new Set<Fingerprint>();
  let pieces = 0;
  for await (const some of openKeys(disk.reopen(), FOLDER).all()) {
    expect(some.length).toBeLessThanOrEqual(10_000);
    for (const key of some) found.add(key);
    pieces += 1;
    // So many blocks that the file is written anew.
    for (let at = 0; at < 600 && pieces < 3; at += 1) await keys.add(keysFrom(START_MS + 500 + at * 1000, 1));
  }
  for (const key of many) expect(found.has(key)).toBe(true);
});
