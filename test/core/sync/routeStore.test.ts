import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { createLedgerFile } from '../../../src/core/sync/ledgerFile.ts';
import type { BegunBatch, RouteStore } from '../../../src/core/sync/routeStore.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import { createMemoryDisk, type MemoryDisk, type OnCall } from './memoryDisk.ts';
import { keyAt } from './watchedKeys.ts';
import { openStore } from './world/openStore.ts';
import { FOLDER } from './world/world.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const WINDOW = { fromMs: NOW_MS - 1000, toMs: NOW_MS + 1000 };
let disk: MemoryDisk;
let clock: FakeClock;
beforeEach(() => {
  disk = createMemoryDisk();
  clock = createFakeClock(NOW_MS);
});

const open = (onCall?: OnCall): Promise<RouteStore> => openStore({ disk: disk.reopen(onCall), clock });
const batch = (...names: readonly string[]): BegunBatch => ({
  ...{ run: 'run', bytes: 10, window: WINDOW, released: [] },
  fingerprints: names.map((name) => keyAt(NOW_MS, name)),
});
const knows = async (store: RouteStore, name: string) => (await store.known(WINDOW)).has(keyAt(NOW_MS, name));
const ledger = () => createLedgerFile({ disk: disk.reopen(), folder: FOLDER }).read({ limit: 99 });
const same = <T>(state: T): T => state;

describe('a store', () => {
  test('knows what is delivered at once, and nothing of what is only begun, refused or in doubt', async () => {
    const store = await open();
    await store.save(same);
    const [a, b, c] = [await store.begin(batch('a')), await store.begin(batch('b')), await store.begin(batch('c'))];
    expect(await knows(store, 'a')).toBe(false);
    await a?.delivered();
    await b?.refused();
    await c?.inDoubt('timedOut');
    expect([await knows(store, 'a'), await knows(store, 'b'), await knows(store, 'c')]).toEqual([true, false, false]);
    await store.save(same);
    expect([await knows(store, 'a'), await knows(store, 'b'), await knows(store, 'c')]).toEqual([true, false, false]);
    expect(store.state).toMatchObject({ deliveredTotal: 1, inDoubtTotal: 1 });
    expect(await ledger()).toMatchObject([{ type: 'inDoubt', reason: 'timedOut', records: 1, window: WINDOW }]);
    await store.close();
  });

  test('counts what was settled once, however often it is saved', async () => {
    const store = await open();
    await store.save(same);
    await (await store.begin(batch('a', 'b'))).delivered();
    await store.putAside([{ id: 'q', atMs: 1, timeMs: NOW_MS, reason: 'odd', raw: 1 }]);
    for (let time = 0; time < 3; time++) await store.save(same);
    expect(store.state).toMatchObject({ deliveredTotal: 2, quarantinedTotal: 1, inDoubtTotal: 0 });
    expect(await store.quarantine.count()).toBe(1);
    await store.close();
    const next = await open();
    expect(next.state).toMatchObject({ deliveredTotal: 2, quarantinedTotal: 1, inDoubtTotal: 0 });
    expect(await next.quarantine.get('q')).toMatchObject({ reason: 'odd', raw: 1 });
    await next.close();
  });

  test('puts records aside in such an order that a crash neither loses nor forgets one', async () => {
    const entry = { id: 'q', atMs: 1, timeMs: NOW_MS, reason: 'odd', raw: 1 };
    for (let at = 1; at <= 4; at++) {
      disk = createMemoryDisk();
      const own = disk.reopen();
      const mine = await openStore({ disk: own, clock });
      await mine.save(same);
      own.crash({ at, done: 'nothing' });
      await mine.putAside([entry]).catch(() => undefined);
      await mine.save(same).catch(() => undefined);
      await clock.advance(60_000);
      const next = await open();
      // Only what is in quarantine is left out by the next one.
      expect(await knows(next, 'q')).toBe(false);
      expect((await next.quarantine.holdings()).has('q')).toBe((await next.quarantine.count()) === 1);
      expect((await ledger()).filter(({ type }) => type === 'inDoubt')).toEqual([]);
      await next.close();
    }
  });

  test('takes no batch before it was saved, as no state would name its journal', async () => {
    const store = await open();
    await store.close();
    const again = await open();
    await expect(again.begin(batch('a'))).rejects.toThrow(/saves itself/);
    await again.close();
  });

  test('begins nothing once another has taken over, and what it saves late is of no account', async () => {
    const store = await open();
    await store.save(same);
    clock.jump(60_000);
    const other = await open();
    await expect(store.begin(batch('a'))).rejects.toMatchObject({ code: 'leaseLost' });
    await expect(store.save((state) => ({ ...state, deliveredTotal: 99 }))).rejects.toMatchObject({
      code: 'leaseLost',
    });
    expect(store.lost.reason).toMatchObject({ code: 'leaseLost' });
    expect(other.state.deliveredTotal).toBe(0);
    await other.close();
  });

  test('settles a released record: it leaves the quarantine', async () => {
    const store = await open();
    await store.save(same);
    await store.putAside([{ id: 'q', atMs: 1, timeMs: NOW_MS, reason: 'odd', raw: 1 }]);
    await (await store.begin({ ...batch('q'), released: ['q'] })).refused();
    expect(await store.quarantine.count()).toBe(1);
    await (await store.begin({ ...batch('q'), released: ['q'] })).delivered();
    await store.save(same);
    expect(await store.quarantine.count()).toBe(0);
    await store.close();
  });

  test('whose ledger cannot be written keeps the lines, and writes them with the next', async () => {
    let isBusy = true;
    const store = await open((operation, file) => {
      if (isBusy && operation === 'append' && file.endsWith('ledger.ndjson')) {
        throw new Failure('stateNotSaved', { where: file, remark: 'EBUSY' });
      }
    });
    const line = (id: string) => ({ type: 'approved', id, atMs: NOW_MS }) as const;
    await expect(store.save(same, [line('a')])).rejects.toMatchObject({ code: 'stateNotSaved' });
    expect(store.state.outbox).toEqual([line('a')]);
    isBusy = false;
    await store.save(same, [line('b')]);
    expect(await ledger()).toEqual([line('b'), line('a')]);
    await store.save(same, [line('c')]);
    expect((await ledger()).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(store.state.outbox).toEqual([line('c')]);
    await store.close();
  });

  test('leaves one journal behind, which its state names', async () => {
    const store = await open();
    for (let time = 0; time < 4; time++) {
      await store.save(same);
      await (await store.begin(batch(`${time}`))).delivered();
    }
    const journals = [...disk.media.files.keys()].filter((file) => file.includes('journal'));
    expect(journals).toEqual([`${FOLDER}/${store.state.journal}`]);
    await store.close();
  });
});
