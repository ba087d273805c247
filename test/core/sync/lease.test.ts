import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { type Lease, type LeaseOptions, type LeaseView, readLease, takeLease } from '../../../src/core/sync/lease.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import { createMemoryDisk, type MemoryDisk } from './memoryDisk.ts';

const FOLDER = '/routes/acme';
const HELD = { code: 'heldElsewhere', detail: { where: 'Window one' } };
const LOST = { code: 'leaseLost', detail: { where: FOLDER } };

let clock: FakeClock;
let disk: MemoryDisk;
let alive: Set<number>;
beforeEach(() => {
  clock = createFakeClock();
  disk = createMemoryDisk();
  alive = new Set([1, 2, 3]);
});

function optionsOf(pid: number, others: Partial<LeaseOptions> = {}): LeaseOptions {
  const title = ['', 'Window one', 'Window two', 'Window three'][pid] ?? '';
  const holder = { id: `id ${pid}`, pid, host: 'here', title };
  return { disk: disk.reopen(), folder: FOLDER, holder, clock, isAlive: (id) => alive.has(id), ...others };
}

function look(host = 'here'): Promise<LeaseView | undefined> {
  return readLease({ disk: disk.reopen(), folder: FOLDER, clock, isAlive: (id) => alive.has(id), host });
}

const fileNames = async (): Promise<readonly string[]> => (await disk.reopen().list(FOLDER)).toSorted();

describe('the lease', () => {
  test('is held by one at a time, and seen by all', async () => {
    expect(await look()).toBeUndefined();
    const lease = await takeLease(optionsOf(1));
    await lease.confirm();
    expect(lease.epoch).toBe(1);
    expect(await look()).toMatchObject({ epoch: 1, holder: { id: 'id 1', title: 'Window one' }, released: false });
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    await lease.confirm();
  });

  test('stays held as long as the holder lives', async () => {
    const lease = await takeLease(optionsOf(1));
    await clock.advance(60 * 60_000);
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    await lease.confirm();
    expect(lease.lost.aborted).toBe(false);
  });

  test('is free when it was released; its file stays until the next one is made', async () => {
    const first = await takeLease(optionsOf(1));
    await first.release();
    await first.release();
    expect(clock.waiting).toBe(0);
    expect(await look()).toBeUndefined();
    expect(await fileNames()).toEqual(['lease.1']);
    await expect(first.confirm()).rejects.toMatchObject(LOST);
    const second = await takeLease(optionsOf(2));
    expect(second.epoch).toBe(2);
    expect(await fileNames()).toEqual(['lease.2']);
    expect(first.lost.aborted).toBe(false);
  });

  test('is taken over at once from a dead process of this computer', async () => {
    await takeLease(optionsOf(1));
    alive.delete(1);
    expect(await look()).toBeUndefined();
    expect(await look('elsewhere')).toMatchObject({ epoch: 1 });
    const { holder } = optionsOf(2);
    const elsewhere = optionsOf(2, { holder: { ...holder, host: 'elsewhere' } });
    await expect(takeLease(elsewhere)).rejects.toMatchObject(HELD);
    expect((await takeLease(optionsOf(2))).epoch).toBe(2);
  });

  test('is taken over from a silent holder after 20 seconds', async () => {
    await takeLease(optionsOf(1));
    // As a computer does that sleeps: the holder's waits do not end.
    clock.jump(20_000);
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    clock.jump(1);
    expect(await look()).toBeUndefined();
    expect((await takeLease(optionsOf(2))).epoch).toBe(2);
  });

  test('is lost for the one who slept meanwhile', async () => {
    const first = await takeLease(optionsOf(1));
    clock.jump(60_000);
    const second = await takeLease(optionsOf(2));
    await expect(first.confirm()).rejects.toMatchObject(LOST);
    expect(first.lost.reason).toMatchObject(LOST);
    await first.release();
    expect(await fileNames()).toEqual(['lease.2']);
    await second.confirm();
    expect(await look()).toMatchObject({ epoch: 2 });
    await second.release();
    expect(clock.waiting).toBe(0);
  });

  test('tells the one who slept by its next heartbeat, which spoils nothing', async () => {
    const first = await takeLease(optionsOf(1));
    clock.jump(60_000);
    await takeLease(optionsOf(2));
    expect(first.lost.aborted).toBe(false);
    await clock.advance(5_000);
    expect(first.lost.reason).toBeInstanceOf(Failure);
    expect(first.lost.reason).toMatchObject(LOST);
    expect(await fileNames()).toEqual(['lease.2']);
    expect(clock.waiting).toBe(1);
  });

  test('goes on for the one who slept where nobody took it', async () => {
    const lease = await takeLease(optionsOf(1));
    clock.jump(60_000);
    await lease.confirm();
    await clock.advance(5_000);
    expect(await look()).toMatchObject({ epoch: 1, heartbeatMs: clock.nowMs() });
  });

  test('is taken over by the same window, and from one whose clock was ahead', async () => {
    const first = await takeLease(optionsOf(1));
    const second = await takeLease(optionsOf(1));
    expect(second.epoch).toBe(2);
    await expect(first.confirm()).rejects.toMatchObject(LOST);
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    clock.jump(-20_000);
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    clock.jump(-1);
    expect((await takeLease(optionsOf(2))).epoch).toBe(3);
    await expect(second.confirm()).rejects.toMatchObject(LOST);
  });

  test('shows the note with the next heartbeat', async () => {
    const lease = await takeLease(optionsOf(1));
    lease.note({ kind: 'sync', done: 0.5 });
    expect(await look()).toMatchObject({ note: undefined });
    await clock.advance(5_000);
    expect(await look()).toMatchObject({ note: { kind: 'sync', done: 0.5 }, heartbeatMs: clock.nowMs() });
  });

  test('outlives a disk that refuses for a moment', async () => {
    const lease = await takeLease(optionsOf(1));
    disk.media.readOnly = true;
    await clock.advance(10_000);
    disk.media.readOnly = false;
    await clock.advance(5_000);
    expect(await look()).toMatchObject({ epoch: 1, heartbeatMs: clock.nowMs() });
    disk.media.readOnly = true;
    await lease.release();
    expect(clock.waiting).toBe(0);
    await expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
  });

  test('is lost when its files are gone, and above what is known to be used up', async () => {
    const lease = await takeLease(optionsOf(1));
    await disk.remove(`${FOLDER}/lease.1`);
    await expect(lease.confirm()).rejects.toMatchObject(LOST);
    expect((await takeLease(optionsOf(2, { above: 57 }))).epoch).toBe(58);
    alive.delete(2);
    expect((await takeLease(optionsOf(3, { above: 57 }))).epoch).toBe(59);
  });

  test('is not lost where a list misses the file that is just being replaced', async () => {
    const blind = { ...disk, list: async () => (await disk.list(FOLDER)).filter(() => !hidden) };
    let hidden = false;
    const lease = await takeLease(optionsOf(1, { disk: blind }));
    hidden = true;
    await lease.confirm();
  });

  test.each(['', '{"version":1,"hol', 'null', '{"holder":{}}'])('with the file %j is looked at twice', async (text) => {
    await disk.replace(`${FOLDER}/lease.7`, Buffer.from(text));
    const taking = takeLease(optionsOf(1));
    await clock.advance(999);
    expect(await fileNames()).toEqual(['lease.7']);
    await clock.advance(1);
    expect((await taking).epoch).toBe(8);
  });

  test('is left to the one who was still writing it', async () => {
    await disk.replace(`${FOLDER}/lease.1`, Buffer.alloc(0));
    const taking = expect(takeLease(optionsOf(2))).rejects.toMatchObject(HELD);
    await clock.advance(500);
    await disk.remove(`${FOLDER}/lease.1`);
    await takeLease(optionsOf(1));
    await clock.advance(500);
    await taking;
  });

  test('leaves no files behind but its own', async () => {
    for (const name of ['lease.3', 'lease.4', 'lease.4.x.new', 'lease.9.x.new', 'lease.txt', 'state.4']) {
      await disk.replace(`${FOLDER}/${name}`, Buffer.from('x'));
    }
    const taking = takeLease(optionsOf(1));
    await clock.advance(1_000);
    await taking;
    expect(await fileNames()).toEqual(['lease.5', 'lease.9.x.new', 'lease.txt', 'state.4']);
  });

  test('is taken by the next one wherever the process was killed', async () => {
    for (const done of ['nothing', 'all'] as const) {
      for (let at = 1; at <= 4; at += 1) {
        disk = createMemoryDisk();
        await disk.replace(`${FOLDER}/lease.1`, (await released()) ?? Buffer.alloc(0));
        const mine = disk.reopen();
        mine.crash({ at, done });
        const life = live(optionsOf(1, { disk: mine }));
        await clock.advance(5_000);
        await life;
        expect(mine.dead).toBe(true);
        alive.delete(1);
        const next = await takeLease(optionsOf(2));
        await next.confirm();
        expect(next.epoch).toBeGreaterThanOrEqual(2);
        expect(await fileNames()).toEqual([`lease.${next.epoch}`]);
        await next.release();
        alive.add(1);
      }
    }
  });

  /** Takes the lease over (2 writes), renews it (1), releases it (1). */
  async function live(options: LeaseOptions): Promise<void> {
    const lease = await takeLease(options).catch(() => undefined);
    await clock.wait(5_000, new AbortController().signal);
    await lease?.release();
  }

  async function released(): Promise<Buffer | undefined> {
    const other = createMemoryDisk();
    await (await takeLease(optionsOf(3, { disk: other }))).release();
    return other.read(`${FOLDER}/lease.1`);
  }
});

describe('of processes that all take each other for dead', () => {
  test('no two get the same epoch, and only the last one can confirm', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        disk = createMemoryDisk();
        const epochs: number[] = [];
        const newestEpoch = (): number =>
          Math.max(...[...disk.media.files.keys()].map((file) => Number(file.split('.')[1])));
        const confirm = async (lease: Lease): Promise<void> => {
          const newest = newestEpoch();
          const confirmed = await lease.confirm().then(
            () => true,
            () => false,
          );
          if (confirmed) expect(lease.epoch).toBeGreaterThanOrEqual(newest);
        };
        const live = async (pid: number): Promise<void> => {
          const mine = disk.reopen((operation) => scheduler.schedule(Promise.resolve(), `${pid} ${operation}`));
          for (let round = 0; round < 3; round += 1) {
            const lease = await takeLease(optionsOf(pid, { disk: mine, isAlive: () => false })).catch(() => undefined);
            if (lease === undefined) continue;
            epochs.push(lease.epoch);
            await confirm(lease);
            await confirm(lease);
            if (round === 1) await lease.release();
          }
        };
        await scheduler.waitFor(Promise.all([live(1), live(2), live(3)]));
        expect(new Set(epochs).size).toBe(epochs.length);
        taken += epochs.length;
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });
});
