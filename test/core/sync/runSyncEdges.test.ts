import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordKey } from '../../../src/core/audit/recordKey.ts';
import { Failure } from '../../../src/core/failure.ts';
import { createBatcher, JSON_ARRAY } from '../../../src/core/sentinel/batches.ts';
import { dryRun } from '../../../src/core/sync/dryRun.ts';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { dueSweeps, syncWindow } from '../../../src/core/sync/syncPlan.ts';
import { INITIAL_STATE } from '../../../src/core/sync/syncState.ts';
import { LOOK_BACK_MS } from '../../../src/core/sync/work.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from './world/world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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
const names = (pattern: RegExp) => [...world.disk.media.files.keys()].filter((file) => pattern.test(file));
const state = () => names(/state\.\d+\.json$/)[0] ?? '';
const OLD = { stateFile: '/old/state.json', quarantineFile: '/old/q.ndjson', fromMs: START_MS, site: SITE };
const oldState = (readThroughMs: number, recent: readonly (readonly [number, string])[] = []) =>
  Buffer.from(
    JSON.stringify({ version: 1, readThroughMs, recent, deliveredTotal: 50, quarantinedTotal: 0, drift: {} }),
  );

describe('at the edges, a sync', () => {
  test('a damaged file of keys, found while a sync reads, is told in the ledger', async () => {
    await sync();
    const [file = ''] = names(/\.keys$/);
    const bytes = world.disk.media.files.get(file) ?? Buffer.alloc(0);
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    const fromMs = START_MS;
    await sync({ kind: 'newJob', job: 'reconcile', window: { fromMs, toMs: fromMs + 9 * DAY_MS } });
    expect(names(/damaged/).length).toBe(1);
    expect((await world.ledger()).map(({ type }) => type)).toContain('damaged');
  });

  test('a sync reads the gap that a backfill ahead of an unfinished first sync leaves', async () => {
    world.site.failures.push(...Array(5).fill(undefined), new Failure('siteServerError', { where: SITE }));
    expect(await sync()).toMatchObject({ outcome: 'failed' });
    const nowMs = world.clock.nowMs();
    await sync({ kind: 'newJob', job: 'backfill', window: { fromMs: nowMs - DAY_MS, toMs: nowMs - 5000 } });
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(arrived()).toEqual(expected());
  });

  test('a replay ahead of the cursor does not make a sync skip what lies before', async () => {
    const replay = { fromMs: START_MS + 8 * DAY_MS, toMs: START_MS + 9 * DAY_MS };
    expect(await sync({ kind: 'replay', window: replay })).toMatchObject({
      outcome: 'succeeded',
      tally: { delivered: 1 },
    });
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(arrived()).size).toBe(100);
  });

  test('a state that is lost on an upgraded route repeats nothing of what the older version has delivered', async () => {
    world.disk.media.files.set(OLD.stateFile, oldState(START_MS + 5 * DAY_MS));
    expect(await sync(undefined, { old: OLD })).toMatchObject({ outcome: 'succeeded' });
    const before = arrived();
    world.disk.media.files.set(state(), Buffer.from('{'));
    await world.clock.advance(60_000);
    await sync(undefined, { old: OLD });
    expect(arrived()).toEqual(before);
  });

  test('killed between putting a damaged state aside and saving a new one, it is still approved', async () => {
    await sync();
    world.disk.media.files.set(state(), Buffer.from('{'));
    const process = world.start('dies', (operation, file) => {
      if (operation === 'replace' && /state\.\d+\.json$/.test(file)) process.disk.kill();
    });
    await world.finishOrDie(process.run(), process).catch(() => undefined);
    await world.clock.advance(60_000);
    expect(await sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });

  test('a disk that is full when a damaged state is found does not cost the approval', async () => {
    await sync();
    world.disk.media.files.set(state(), Buffer.from('{'));
    const full = world.start('full', (operation, file) => {
      if (operation === 'replace' && /state\.\d+\.json$/.test(file)) throw new Failure('diskFull', { where: file });
    });
    await expect(world.finish(full.run())).rejects.toMatchObject({ code: 'diskFull' });
    await world.clock.advance(60_000);
    expect(await sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });

  test('a damaged journal whose rescue is killed keeps what it told of deliveries', async () => {
    // Dies at its first save of keys: batches were delivered, and are in its journal alone.
    const first = world.start('first', (operation, file) => {
      if (operation === 'append' && /\.keys$/.test(file)) first.disk.kill();
    });
    await world.finishOrDie(first.run(), first).catch(() => undefined);
    const [file = ''] = names(/journal\.\d+\.\d+$/);
    const journal = world.disk.media.files.get(file) ?? Buffer.alloc(0);
    const delivered = journal.toString().match(/^\+ /gm)?.length ?? 0;
    expect(delivered).toBeGreaterThan(0);
    world.disk.media.files.set(file, Buffer.concat([journal, Buffer.from('\ngarbage')]));
    await world.clock.advance(60_000);
    const second = world.start('second', (operation, name) => {
      if (operation === 'append' && /\.keys$/.test(name)) second.disk.kill();
    });
    await world.finishOrDie(second.run(), second).catch(() => undefined);
    await world.clock.advance(60_000);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    const doubtful = (await world.ledger()).flatMap((one) => (one.type === 'inDoubt' ? [one.records] : []));
    const repeats = arrived().length - new Set(arrived()).size;
    expect(repeats).toBeLessThanOrEqual(doubtful.reduce((sum, count) => sum + count, 0));
  });

  test('a damaged newest state that falls back to an older one does not forget the newest journal', async () => {
    await sync();
    const older = state();
    const olderBytes = world.disk.media.files.get(older) ?? Buffer.alloc(0);
    // The power went before the removal of the older state was on the disk.
    for (let index = 0; index < 40; index++) {
      world.site.records.push({ summary: `New ${index}`, creationDate: world.clock.nowMs() + index });
    }
    await world.clock.advance(60_000);
    const second = world.start('second', (operation, file) => {
      // Dies before the second save: batches were delivered, and are in its journal alone.
      if (operation === 'append' && /\.keys$/.test(file)) second.disk.kill();
    });
    await world.finishOrDie(second.run(), second).catch(() => undefined);
    expect(arrived().length).toBeGreaterThan(100);
    world.disk.media.files.set(state(), Buffer.from('{'));
    world.disk.media.files.set(older, olderBytes);
    await world.clock.advance(60_000);
    await sync();
    expect(arrived()).toEqual(expected());
  });

  test('a retried record whose removal from the quarantine fails for a moment is counted, and not sent twice', async () => {
    world.site.records.length = 0;
    world.site.records.push({ summary: 'x'.repeat(900), creationDate: START_MS });
    world.destination.takesBytes = 700;
    expect(await sync()).toMatchObject({ tally: { quarantined: 1 } });
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const [id = ''] = world.keys();
    const before = (await world.state()).deliveredTotal;
    const process = world.start('retry', (operation, file) => {
      if (operation === 'append' && file.endsWith('quarantine.ndjson')) {
        throw new Failure('stateNotSaved', { where: file, remark: 'EBUSY' });
      }
    });
    expect(await world.finish(process.run({ kind: 'retry', ids: [id] }))).toMatchObject({ outcome: 'failed' });
    await sync({ kind: 'retry', ids: [id] });
    expect((await world.state()).deliveredTotal - before).toBe(1);
    expect(arrived()).toEqual([id]);
  });

  test('a dry run counts a record without a date once, as the real run does', async () => {
    world.site.records.push({ summary: 'Undated' });
    const window = { fromMs: START_MS, toMs: world.clock.nowMs() - 5000 };
    const found = await dryRun({
      ...{ site: SITE, source: world.site.source(), window, nowMs: world.clock.nowMs },
      batcher: createBatcher({ maxBytes: 4000, frame: JSON_ARRAY, groupOf: () => '' }),
      known: async () => new Set<never>(),
      stop: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(found.tally.delivered).toBe(101);
    expect(found.tally).toMatchObject((await sync()).tally);
  });

  test('a record without a date that an older version has delivered is not sent again', async () => {
    const undated = { summary: 'Undated' };
    world.site.records.splice(0, 100, undated);
    const readThroughMs = world.clock.nowMs() - 60_000;
    // Version 0.1 noted such a record with the end of its stretch.
    world.disk.media.files.set(OLD.stateFile, oldState(readThroughMs, [[readThroughMs, recordKey(SITE, undated)]]));
    await sync(undefined, { old: OLD });
    expect(arrived()).toEqual([]);
  });

  test('a record that stays in quarantine counts as often in the totals as in the runs', async () => {
    world.site.unreadable.push({ timeMs: START_MS, raw: { creationDate: 'never' }, reason: 'creationDate' });
    await sync();
    const [entry] = await createQuarantineFile({ disk: world.disk, folder: FOLDER }).list({ limit: 1 });
    await sync({ kind: 'retry', ids: [entry?.id ?? ''] });
    const runs = (await world.ledger()).flatMap((one) => (one.type === 'run' ? [one.tally.quarantined] : []));
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe((await world.state()).quarantinedTotal);
  });

  test('a record that is asked for twice in a retry is sent once', async () => {
    world.site.records.length = 0;
    world.site.records.push({ summary: 'x'.repeat(900), creationDate: START_MS });
    world.destination.takesBytes = 700;
    await sync();
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const [id = ''] = world.keys();
    await sync({ kind: 'retry', ids: [id, id] });
    expect(arrived()).toEqual([id]);
  });

  test('a backfill that nobody has approved leaves no job behind', async () => {
    const window = { fromMs: START_MS, toMs: START_MS + DAY_MS };
    const summary = await sync({ kind: 'newJob', job: 'backfill', window }, { approve: false });
    expect(summary).toMatchObject({ outcome: 'failed', failure: { code: 'notApproved' } });
    expect((await world.state()).jobs).toEqual([]);
  });

  test('a clock that was ahead for a while does not put the sweeps off for as long', () => {
    const nowMs = START_MS + 8 * DAY_MS;
    const coverage = [{ fromMs: START_MS, toMs: nowMs - 5000 }];
    const aheadMs = nowMs + 365 * DAY_MS;
    const odd = { ...INITIAL_STATE, coverage, dailySweepAtMs: aheadMs, weeklySweepAtMs: aheadMs };
    expect(dueSweeps(odd, nowMs).length).toBeGreaterThan(0);
  });

  test('what cannot be removed after a save does not fail the run', async () => {
    const process = world.start('busy', (operation, file) => {
      if (operation === 'remove' && /journal|state/.test(file)) {
        throw new Failure('stateNotSaved', { where: file, remark: 'EBUSY' });
      }
    });
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'succeeded' });
  });

  test('a look-back that is longer than that of the older version reads nothing whose keys are not known', () => {
    const cursorMs = START_MS + 5 * DAY_MS;
    const keysFromMs = cursorMs - HOUR_MS + 1;
    const state = { ...INITIAL_STATE, coverage: [{ fromMs: START_MS, toMs: cursorMs }], cursorMs, keysFromMs };
    const policy = { firstFromMs: START_MS, lookBackMs: 3 * LOOK_BACK_MS, settleMs: 5000 };
    expect(syncWindow(state, policy, { nowMs: cursorMs + DAY_MS, site: SITE }).fromMs).toBe(keysFromMs);
  });

  test('a job that is gone leaves no line of a backfill that never was', async () => {
    await sync();
    await sync({ kind: 'job', id: 'gone' });
    const kinds = (await world.ledger()).flatMap((one) => (one.type === 'run' ? [one.kind] : []));
    expect(kinds).toEqual(['sync']);
  });

  test('a tail of zeros, which a power cut leaves, is no damage of the journal', async () => {
    await sync();
    const [file = path.join(FOLDER, 'journal.1.9')] = names(/journal\.\d+\.\d+$/);
    const name = (await world.state()).journal;
    world.disk.media.files.set(path.join(path.dirname(file), name), Buffer.alloc(200));
    await sync();
    expect((await world.ledger()).map(({ type }) => type)).not.toContain('damaged');
  });

  test('an approved route whose state is lost before its first save of keys is still approved', async () => {
    const first = world.start('first', (operation, file) => {
      if (operation === 'append' && /\.keys$/.test(file)) first.disk.kill();
    });
    await world.finishOrDie(first.run(), first).catch(() => undefined);
    expect(arrived().length).toBeGreaterThan(0);
    world.disk.media.files.set(state(), Buffer.from('{'));
    await world.clock.advance(60_000);
    expect(await sync(undefined, { approve: false })).toMatchObject({ outcome: 'succeeded' });
  });

  test('a damaged state of an older version does not cost its quarantine', async () => {
    world.disk.media.files.set(OLD.stateFile, Buffer.from('{'));
    world.disk.media.files.set(OLD.quarantineFile, Buffer.from('\n{"reason":"odd","raw":{"a":1}}'));
    await sync(undefined, { old: OLD });
    expect(await createQuarantineFile({ disk: world.disk, folder: FOLDER }).count()).toBe(1);
  });

  test('a replay sends everything of a window again', async () => {
    await sync();
    const window = { fromMs: START_MS, toMs: START_MS + DAY_MS };
    expect(await sync({ kind: 'replay', window })).toMatchObject({
      outcome: 'succeeded',
      tally: { fetched: 13, delivered: 13, alreadyDelivered: 0 },
    });
    expect(arrived().length).toBe(113);
  });

  test('somebody who lost the lease while a batch was under way says so, not that the disk failed', async () => {
    const sleeper = world.start('sleeper');
    const never = new AbortController().signal;
    world.destination.fates.push(async () => {
      await world.clock.wait(60_000, never);
      return 'acknowledged';
    });
    const { replaceSoon } = sleeper.disk;
    sleeper.disk.replaceSoon = async (file, bytes) => {
      await world.clock.wait(60_000, never);
      return replaceSoon(file, bytes);
    };
    const slow = sleeper.run();
    const other = world.clock.wait(40_000, never).then(() => world.start('other').run());
    const [one] = await world.finish(Promise.all([slow, other]));
    expect(one).toMatchObject({ failure: { code: 'leaseLost' } });
  });

  test('quarantine that is written anew by somebody who slept meanwhile loses nothing of those who came after', async () => {
    // A sleeper compacts the quarantine with what it read before it slept.
    world.site.records.splice(0, 100, { summary: 'x'.repeat(900), creationDate: START_MS });
    world.destination.takesBytes = 700;
    await sync();
    world.destination.takesBytes = Number.POSITIVE_INFINITY;
    const [id = ''] = world.keys();
    const never = new AbortController().signal;
    const sleeper = world.start('sleeper', async (operation, file) => {
      if (operation === 'replace' && file.endsWith('quarantine.ndjson')) await world.clock.wait(60_000, never);
    });
    const { replaceSoon } = sleeper.disk;
    let beats = 0;
    sleeper.disk.replaceSoon = async (file, bytes) => {
      beats += 1;
      await world.clock.wait(60_000, never);
      return replaceSoon(file, bytes);
    };
    const slow = sleeper.run({ kind: 'retry', ids: [id] });
    const other = world.clock.wait(40_000, never).then(() => {
      world.site.unreadable.push({ timeMs: world.clock.nowMs() - 10_000, raw: { odd: 1 }, reason: 'odd' });
      return world.start('other').run();
    });
    const [, second] = await world.finish(Promise.all([slow, other]));
    expect([beats, second]).toMatchObject([1, { tally: { quarantined: 1 } }]);
    const kept = await createQuarantineFile({ disk: world.disk, folder: FOLDER }).list({ limit: 9 });
    expect(kept.map(({ reason }) => reason)).toContain('odd');
  });

  test('keys that are written anew by somebody who slept meanwhile lose nothing of those who came after', async () => {
    const never = new AbortController().signal;
    let slept = false;
    for (let round = 0; round < 60 && !slept; round++) {
      world.site.records.push({ summary: `Round ${round}`, creationDate: world.clock.nowMs() - 6000 });
      const sleeper = world.start('sleeper', async (operation, file) => {
        if (operation !== 'replace' || !file.endsWith('.keys')) return;
        slept = true;
        await world.clock.wait(60_000, never);
      });
      const { replaceSoon } = sleeper.disk;
      sleeper.disk.replaceSoon = async (file, bytes) => {
        if (slept) await world.clock.wait(60_000, never);
        return replaceSoon(file, bytes);
      };
      const slow = sleeper.run();
      slow.catch(() => undefined);
      const first = await Promise.race([
        world.finish(slow),
        world.finish(world.clock.wait(40_000, never)).then(() => undefined),
      ]);
      if (first === undefined) {
        world.site.records.push({ summary: 'Of the other', creationDate: world.clock.nowMs() - 6000 });
        await world.finish(Promise.all([world.start('other').run(), slow]));
      }
      await world.clock.advance(10_000);
    }
    expect(slept).toBe(true);
    await world.clock.advance(60_000);
    await sync();
    await sync({ kind: 'newJob', job: 'reconcile', window: { fromMs: START_MS, toMs: world.clock.nowMs() - 5000 } });
    expect(arrived().length - new Set(arrived()).size).toBe(0);
    expect([...new Set(arrived())]).toEqual(expected());
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
    expect(await sync(undefined, { source })).toMatchObject({ failure: { code: 'ingestionRoleMissing' } });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(10_000);
  });

  test('a batch that is given up as the lease is lost is in doubt, not refused', async () => {
    world.destination.fates.push((signal) => {
      world.disk.media.files.set(`${FOLDER}/lease.99`, Buffer.from('{}'));
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    expect(await sync()).toMatchObject({ failure: { code: 'leaseLost' }, tally: { batchesInDoubt: 1 } });
    const journal = world.disk.media.files.get(names(/journal\.\d+\.\d+$/)[0] ?? '')?.toString();
    expect(journal).not.toMatch(/^- /m);
  });
});
