import { describe, expect, test } from 'vitest';
import { openDeliveredKeys } from '../../src/core/sync/deliveredKeys.ts';
import { createLedgerFile } from '../../src/core/sync/ledgerFile.ts';
import { KEYS_FOLDER } from '../../src/core/sync/openRoute.ts';
import { createQuarantineFile } from '../../src/core/sync/quarantineFile.ts';
import { fingerprintOf } from '../../src/core/sync/recordId.ts';
import { NO_TALLY } from '../../src/core/sync/run.ts';
import { INITIAL_STATE, type Job } from '../../src/core/sync/syncState.ts';
import { changeRoute } from '../../src/engine/changeRoute.ts';
import type { RouteChange } from '../../src/engine/engineRequest.ts';
import { createFakeClock } from '../core/sync/fakeClock.ts';
import { createMemoryDisk, type MemoryDisk } from '../core/sync/memoryDisk.ts';
import { openStore } from '../core/sync/world/openStore.ts';

const FOLDER = '/sync/route';
const ENDS = { site: 'https://acme.example', destination: 'folder /out' };
const NOW_MS = Date.UTC(2026, 10, 22);
const WEEK_MS = 7 * 86_400_000;
const QUARANTINED = { timeMs: NOW_MS - 3 * WEEK_MS, key: 'q' };
const DELIVERED = [1, 2, 3].map((weeks) => ({ timeMs: NOW_MS - weeks * WEEK_MS, key: `d${weeks}` }));
const entries = ['q', 'other'].map((id) => ({ id, atMs: 1, timeMs: undefined, reason: 'too large', raw: { id } }));

function job(id: string, kind: Job['kind']): Job {
  const window = { fromMs: 0, toMs: NOW_MS };
  return { id, kind, window, doneThroughMs: undefined, paused: false, startedAtMs: 0, tally: NO_TALLY };
}

const openHere = (disk: MemoryDisk) => openStore({ disk, folder: FOLDER, clock: createFakeClock(NOW_MS) });
const keysOn = (disk: MemoryDisk) =>
  openDeliveredKeys({ disk, folder: `${FOLDER}/${KEYS_FOLDER}`, onDamage: () => undefined });
const quarantineOn = (disk: MemoryDisk) => createQuarantineFile({ disk, folder: FOLDER });
const ledgerOn = (disk: MemoryDisk) => createLedgerFile({ disk, folder: FOLDER }).read({ limit: 100 });

async function usedRoute(): Promise<MemoryDisk> {
  const disk = createMemoryDisk();
  const store = await openHere(disk);
  await keysOn(disk).add([QUARANTINED, ...DELIVERED].map(fingerprintOf));
  await quarantineOn(disk).keep(entries);
  await store.save((state) => ({
    ...state,
    approved: true,
    coverage: [{ fromMs: 0, toMs: NOW_MS }],
    deliveredTotal: 3,
    jobs: [job('b', 'backfill'), job('w', 'weeklySweep')],
  }));
  await store.close();
  return disk;
}

async function change(disk: MemoryDisk, wanted: RouteChange): Promise<void> {
  const store = await openHere(disk);
  await changeRoute(wanted, { store, folder: FOLDER, ends: ENDS, nowMs: () => NOW_MS });
  await store.close();
}

async function stateOn(disk: MemoryDisk) {
  const store = await openHere(disk.reopen());
  await store.close();
  return store.state;
}

describe('a job', () => {
  test('is paused and resumed', async () => {
    const disk = await usedRoute();
    await change(disk, { kind: 'pauseJob', id: 'b' });
    expect((await stateOn(disk)).jobs.map(({ paused }) => paused)).toEqual([true, false]);
    await change(disk, { kind: 'resumeJob', id: 'b' });
    expect((await stateOn(disk)).jobs.map(({ paused }) => paused)).toEqual([false, false]);
  });

  test('is cancelled; a sweep is not due again at once', async () => {
    const disk = await usedRoute();
    await change(disk, { kind: 'cancelJob', id: 'b' });
    expect(await stateOn(disk)).toMatchObject({ jobs: [{ id: 'w' }], dailySweepAtMs: undefined });
    await change(disk, { kind: 'cancelJob', id: 'w' });
    expect(await stateOn(disk)).toMatchObject({ jobs: [], dailySweepAtMs: NOW_MS, weeklySweepAtMs: NOW_MS });
  });

  test('that has ended meanwhile is no error', async () => {
    const disk = await usedRoute();
    for (const kind of ['pauseJob', 'resumeJob', 'cancelJob'] as const) await change(disk, { kind, id: 'gone' });
    expect((await stateOn(disk)).jobs).toHaveLength(2);
  });
});

describe('what is discarded', () => {
  test('is in the ledger, and gone', async () => {
    const disk = await usedRoute();
    await change(disk, { kind: 'discard', ids: ['q', 'q', 'unknown'] });
    expect(await ledgerOn(disk)).toMatchObject([{ type: 'discarded', records: 1 }]);
    expect((await quarantineOn(disk).list({ limit: 9 })).map(({ id }) => id)).toEqual(['other']);
    await change(disk, { kind: 'discard', ids: ['q'] });
    expect(await ledgerOn(disk)).toHaveLength(1);
  });

  test('is known from then on, so that no sync takes it for new', async () => {
    const disk = await usedRoute();
    const { timeMs } = (await quarantineOn(disk).get('q')) ?? {};
    const isKnown = async (): Promise<boolean> => {
      const store = await openHere(disk);
      const { has } = await store.known({ fromMs: 0, toMs: NOW_MS });
      await store.close();
      return has(fingerprintOf({ timeMs, key: 'q' }));
    };
    expect(await isKnown()).toBe(false);
    await change(disk, { kind: 'discard', ids: ['q'] });
    expect(await isKnown()).toBe(true);
  });

  test('leaves a trace wherever the process dies, and one only', async () => {
    for (let at = 1; ; at++) {
      const media = await usedRoute();
      const disk = media.reopen();
      const store = await openHere(disk);
      disk.crash({ at, done: 'all' });
      await changeRoute(
        { kind: 'discard', ids: ['q'] },
        { store, folder: FOLDER, ends: ENDS, nowMs: () => NOW_MS },
      ).catch(() => undefined);
      if (!disk.dead) break;
      await stateOn(media);
      const isGone = (await quarantineOn(media.reopen()).get('q')) === undefined;
      if (isGone) expect(await ledgerOn(media.reopen())).toMatchObject([{ type: 'discarded' }]);
      await change(media.reopen(), { kind: 'discard', ids: ['q'] });
      expect(await quarantineOn(media.reopen()).get('q')).toBeUndefined();
      expect(await ledgerOn(media.reopen())).toHaveLength(1);
    }
  });
});

describe('a reset', () => {
  test('forgets everything but the ledger', async () => {
    const disk = await usedRoute();
    await change(disk, { kind: 'reset' });
    expect(await stateOn(disk)).toMatchObject({
      ...INITIAL_STATE,
      journal: expect.anything(),
      outbox: [expect.anything()],
    });
    expect(await keysOn(disk).count()).toBe(0);
    expect(await quarantineOn(disk).count()).toBe(0);
    expect(await ledgerOn(disk)).toMatchObject([{ type: 'reset' }]);
  });

  test.each(['nothing', 'all'] as const)(
    'that is cut off (%s done) loses nothing, and can be done again',
    async (done) => {
      let cutOff = 0;
      for (let at = 1; ; at++) {
        const media = await usedRoute();
        const disk = media.reopen();
        const store = await openHere(disk);
        disk.crash({ at, done });
        await changeRoute({ kind: 'reset' }, { store, folder: FOLDER, ends: ENDS, nowMs: () => NOW_MS }).catch(
          () => undefined,
        );
        if (!disk.dead) break;
        cutOff += 1;
        const state = await stateOn(media);
        const keys = await keysOn(media.reopen()).within({ fromMs: 0, toMs: NOW_MS });
        const isKept = (await quarantineOn(media.reopen()).get('q')) !== undefined;
        // Of what it takes for delivered, a sync sends nothing: a record in quarantine must then still be there.
        if (keys.has(fingerprintOf(QUARANTINED))) expect(isKept).toBe(true);
        // What nobody has agreed to anew must not be sent a second time.
        if (state.approved) for (const id of DELIVERED) expect(keys.has(fingerprintOf(id))).toBe(true);
        else expect(state.coverage).toEqual([]);
        await change(media.reopen(), { kind: 'reset' });
        expect(await keysOn(media.reopen()).count()).toBe(0);
        expect(await quarantineOn(media.reopen()).count()).toBe(0);
        expect(await stateOn(media)).toMatchObject({ approved: false, coverage: [], deliveredTotal: 0 });
      }
      expect(cutOff).toBeGreaterThan(5);
    },
  );
});
