import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/core/sync/disk.ts';
import { createNodeDisk } from '../../../src/core/sync/nodeDisk.ts';
import type { Fingerprint } from '../../../src/core/sync/recordId.ts';
import { createMemoryDisk } from './memoryDisk.ts';
import { EVER, keyAt, keysFrom, MONDAY_MS, openKeys, WEEK, WEEK_FILE } from './watchedKeys.ts';

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-')), 'keys');
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

const file = (name: string): string => path.join(folder, name);

describe.each([
  ['in memory', () => createMemoryDisk()],
  ['of this computer', () => createNodeDisk()],
])('the delivered keys on a disk %s', (_, createDisk) => {
  let disk: Disk;
  beforeEach(() => {
    disk = createDisk();
  });

  test('are known after a restart, within the window only', async () => {
    const ids = [
      keyAt(0),
      keyAt(MONDAY_MS, 'a'),
      keyAt(MONDAY_MS, 'b'),
      keyAt(MONDAY_MS + 1),
      keyAt(WEEK.toMs),
      keyAt(WEEK.toMs + 1),
    ];
    await openKeys(disk, folder).add(ids);
    const keys = openKeys(disk, folder);
    expect(await keys.knows(EVER, ids)).toEqual([true, true, true, true, true, true]);
    const instant = { fromMs: MONDAY_MS, toMs: MONDAY_MS };
    expect(await keys.knows(instant, ids)).toEqual([false, true, true, false, false, false]);
    const toTheEnd = { fromMs: MONDAY_MS + 1, toMs: WEEK.toMs };
    expect(await keys.knows(toTheEnd, ids)).toEqual([false, false, false, true, true, false]);
    const acrossTheEnd = { fromMs: WEEK.toMs, toMs: WEEK.toMs + 1 };
    expect(await keys.knows(acrossTheEnd, ids)).toEqual([false, false, false, false, true, true]);
    expect(await keys.knows(EVER, [keyAt(MONDAY_MS, 'c'), keyAt(MONDAY_MS + 2)])).toEqual([false, false]);
  });

  test('without a date are known in every window', async () => {
    const keys = openKeys(disk, folder);
    await keys.add([keyAt(undefined), keyAt(MONDAY_MS)]);
    expect(await keys.knows({ fromMs: 0, toMs: 0 }, [keyAt(undefined), keyAt(MONDAY_MS)])).toEqual([true, false]);
    expect(await openKeys(disk, folder).knows(EVER, [keyAt(undefined), keyAt(MONDAY_MS)])).toEqual([true, true]);
  });

  test('are a file for each week, named after its first day, as far as time goes', async () => {
    const ids = [keyAt(0), keyAt(MONDAY_MS), keyAt(Date.UTC(10_000, 0, 1)), keyAt(EVER.toMs), keyAt(undefined)];
    await openKeys(disk, folder).add(ids);
    expect([...(await disk.list(folder))].sort()).toEqual([
      '+275760-09-11.keys',
      '1970-01-01.keys',
      WEEK_FILE,
      '9999-12-30.keys',
      'undated.keys',
    ]);
    expect(await openKeys(disk, folder).knows(EVER, ids)).toEqual([true, true, true, true, true]);
    expect(await openKeys(disk, folder).count()).toBe(5);
  });

  test('are counted, each once however often it was added, and all gone when cleared', async () => {
    const keys = openKeys(disk, folder);
    await keys.add([...keysFrom(MONDAY_MS, 3), ...keysFrom(MONDAY_MS, 2)]);
    await keys.add(keysFrom(MONDAY_MS, 2));
    expect(await keys.count()).toBe(3);
    expect(await openKeys(disk, folder).count()).toBe(3);
    await keys.clear();
    expect(await keys.count()).toBe(0);
    expect(await disk.list(folder)).toEqual([]);
  });

  test('that are added a few at a time take little room, and are all known', async () => {
    const keys = openKeys(disk, folder);
    const ids = keysFrom(MONDAY_MS, 600);
    for (const key of ids) await keys.add([key]);
    expect(await disk.size(file(WEEK_FILE))).toBeLessThan(600 * 15);
    for (const either of [keys, openKeys(disk, folder)]) {
      expect(new Set(await either.knows(EVER, ids))).toEqual(new Set([true]));
      expect(await either.count()).toBe(600);
    }
  }, 60_000);

  test('are found when another process has added to the same file, or has written it anew', async () => {
    const [mine, others] = [openKeys(disk, folder), openKeys(disk, folder)];
    const ids = keysFrom(MONDAY_MS, 200);
    await mine.add(ids.slice(0, 1));
    for (const key of ids.slice(1, 100)) await others.add([key]);
    await mine.add(ids.slice(100, 101));
    for (const key of ids.slice(101)) await others.add([key]);
    expect(new Set(await mine.knows(EVER, ids))).toEqual(new Set([true]));
    expect([...mine.damages, ...others.damages]).toEqual([]);
  });

  test('are found when another process has added to a file that is open', async () => {
    const [mine, others] = [openKeys(disk, folder), openKeys(disk, folder)];
    const ids = keysFrom(MONDAY_MS, 4);
    for (const [index, key] of ids.entries()) {
      await (index % 2 === 0 ? mine : others).add([key]);
      expect(await mine.knows(EVER, ids)).toEqual(ids.map((_, other) => other <= index));
    }
  });

  test('are found when another process has put others in their place', async () => {
    const keys = openKeys(disk, folder);
    const [first, second] = [keyAt(MONDAY_MS), keyAt(MONDAY_MS + 1)];
    await keys.add([first]);
    await keys.add([second]);
    const bytes = (await disk.read(file(WEEK_FILE))) ?? Buffer.alloc(0);
    const [front, back] = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    await disk.replace(file(WEEK_FILE), Buffer.concat([back, front]));
    expect(await keys.knows({ fromMs: MONDAY_MS, toMs: MONDAY_MS }, [first, second])).toEqual([true, false]);
    expect(keys.damages).toEqual([]);
  });

  test('may be asked for and added at the same time', async () => {
    const keys = openKeys(disk, folder);
    const ids = keysFrom(MONDAY_MS, 100);
    const asked = ids.map(async (key) => {
      await keys.add([key]);
      return keys.knows(EVER, [key]);
    });
    expect(new Set((await Promise.all(asked)).flat())).toEqual(new Set([true]));
  });

  test('of more than one piece of a file are all known', async () => {
    const ids = keysFrom(WEEK.fromMs, 100_000);
    await openKeys(disk, folder).add(ids);
    expect(await disk.size(file(WEEK_FILE))).toBeGreaterThan(1024 * 1024);
    const keys = openKeys(disk, folder);
    expect(new Set(await keys.knows(WEEK, ids))).toEqual(new Set([true]));
    const window = { fromMs: WEEK.fromMs + 49_500_000, toMs: WEEK.fromMs + 50_499_000 };
    const known = await keys.knows(window, ids);
    expect([known.indexOf(true), known.lastIndexOf(true)]).toEqual([49_500, 50_499]);
    expect(await keys.count()).toBe(100_000);
  });

  test('are looked up by reading little, a piece at a time', async () => {
    const read: number[] = [];
    const watched: Disk = {
      ...disk,
      read: () => Promise.reject(new Error('a whole file')),
      async readRange(...range) {
        const bytes = await disk.readRange(...range);
        read.push(bytes?.length ?? 0);
        return bytes;
      },
    };
    await openKeys(disk, folder).add(keysFrom(WEEK.fromMs, 100_000));
    const keys = openKeys(watched, folder);
    await keys.within(WEEK);
    expect(Math.max(...read)).toBeLessThanOrEqual(1024 * 1024);
    await keys.add([keyAt(WEEK.toMs)]);
    read.length = 0;
    await keys.within({ fromMs: WEEK.fromMs + 50_000_000, toMs: WEEK.fromMs + 53_600_000 });
    const ends = [keyAt(WEEK.fromMs), keyAt(WEEK.toMs)];
    expect(await keys.knows({ fromMs: WEEK.toMs, toMs: WEEK.toMs }, ends)).toEqual([false, true]);
    expect(read.reduce((sum, bytes) => sum + bytes)).toBeLessThan(150_000);
  });
});

test('all keys are walked while others add to them', async () => {
  const disk = createMemoryDisk();
  const keys = openKeys(disk, folder);
  const many = keysFrom(MONDAY_MS, 30_000);
  for (let at = 0; at < many.length; at += 3000) await keys.add(many.slice(at, at + 3000));
  const found = new Set<Fingerprint>();
  let pieces = 0;
  for await (const some of openKeys(disk.reopen(), folder).all()) {
    expect(some.length).toBeLessThanOrEqual(10_000);
    for (const key of some) found.add(key);
    pieces += 1;
    // So many blocks that the file is written anew.
    for (let at = 0; at < 600 && pieces < 3; at += 1) await keys.add(keysFrom(MONDAY_MS + 500 + at * 1000, 1));
  }
  for (const key of many) expect(found.has(key)).toBe(true);
});
