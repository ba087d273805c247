import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryDisk, type MemoryDisk } from './memoryDisk.ts';
import { EVER, keyAt, keysFrom, MONDAY_MS, openKeys, WEEK, WEEK_FILE } from './watchedKeys.ts';

const FOLDER = path.resolve('keys');
const FILE = path.join(FOLDER, WEEK_FILE);
const BLOCK_BYTES = 28 + 10 * 12;
const parts = [0, 1, 2].map((part) => keysFrom(MONDAY_MS + part * 20_000, 10));
const [first = [], second = [], third = []] = parts;

let disk: MemoryDisk;
/** As a state has saved them. */
let saved: ReadonlyMap<string, number>;
const open = () => {
  const counts = new Map(saved);
  return { ...openKeys(disk, FOLDER, counts), counts };
};
const bytesOf = (file: string) => disk.media.files.get(file) ?? Buffer.alloc(0);

/** Three blocks of ten. */
beforeEach(async () => {
  disk = createMemoryDisk();
  const counts = new Map<string, number>();
  for (const part of parts) await openKeys(disk, FOLDER, counts).add(part);
  saved = counts;
  expect([...counts]).toEqual([[WEEK_FILE, 30]]);
});

describe('a file that holds fewer keys than were saved', () => {
  const cutTo = (length: number) => () => disk.media.files.set(FILE, bytesOf(FILE).subarray(0, length));
  const header = { fromMs: MONDAY_MS + 20_000, toMs: MONDAY_MS + 29_000 };
  test.each([
    ['cut off after a block', cutTo(2 * BLOCK_BYTES), 20, WEEK],
    ['cut off in a block', cutTo(2 * BLOCK_BYTES + 50), 20, WEEK],
    ['empty', cutTo(0), 0, WEEK],
    ['missing', () => disk.media.files.delete(FILE), 0, WEEK],
    [
      'cut off, and damaged',
      () => disk.media.files.set(FILE, bytesOf(FILE).fill(0, 40, 42).subarray(0, 300)),
      10,
      WEEK,
    ],
    ['damaged', () => bytesOf(FILE).fill(0, BLOCK_BYTES + 40, BLOCK_BYTES + 42), 20, header],
  ])('is told of once when it is %s, and what is left is kept', async (_name, damage, left, window) => {
    damage();
    const bytes = bytesOf(FILE);
    const keys = open();
    for (const _again of [1, 2]) {
      expect((await keys.knows(EVER, parts.flat())).filter(Boolean)).toHaveLength(left);
    }
    expect(keys.damages).toEqual([{ file: `${FILE}.damaged`, window }]);
    expect(bytesOf(`${FILE}.damaged`)).toEqual(bytes);
    expect(keys.counts.get(WEEK_FILE)).toBe(left);

    // Not saved: the process has died.
    const again = open();
    await again.add(parts.flat());
    expect(again.damages.map(({ window: told }) => told)).toEqual([WEEK]);
    saved = again.counts;
    const last = open();
    expect(new Set(await last.knows(EVER, parts.flat()))).toEqual(new Set([true]));
    expect([last.damages, saved.get(WEEK_FILE)]).toEqual([[], 30]);
  });

  test('is told of when it is an older copy', async () => {
    const copy = Buffer.from(bytesOf(FILE));
    const keys = open();
    await keys.add(keysFrom(MONDAY_MS + 60_000, 1));
    saved = keys.counts;
    disk.media.files.set(FILE, copy);
    const next = open();
    await next.add(keysFrom(MONDAY_MS + 80_000, 1));
    expect(next.damages.map(({ window }) => window)).toEqual([WEEK]);
    expect([await next.count(), next.counts.get(WEEK_FILE)]).toEqual([31, 31]);
  });

  test('is told of while it is open', async () => {
    const keys = open();
    await keys.within(EVER);
    disk.media.files.delete(FILE);
    expect(await keys.knows(EVER, first.slice(0, 1))).toEqual([false]);
    expect(keys.damages.map(({ window }) => window)).toEqual([WEEK]);
  });

  test('of keys without a date tells of no window', async () => {
    const counts = new Map<string, number>();
    await openKeys(disk, FOLDER, counts).add([keyAt(undefined)]);
    disk.media.files.delete(path.join(FOLDER, 'undated.keys'));
    const keys = openKeys(disk, FOLDER, counts);
    await keys.within({ fromMs: 5, toMs: 6 });
    expect(keys.damages.map(({ window }) => window)).toEqual([undefined]);
  });
});

describe('a file that holds more keys than were saved', () => {
  test('is whole: a process has died before it saved its state', async () => {
    await open().add(keysFrom(MONDAY_MS + 60_000, 1));
    const keys = open();
    expect(new Set(await keys.knows(EVER, [...parts.flat(), ...keysFrom(MONDAY_MS + 60_000, 1)]))).toEqual(
      new Set([true]),
    );
    expect([keys.damages, [...keys.counts]]).toEqual([[], [[WEEK_FILE, 30]]]);
  });

  test('is counted where nothing was saved of it, and only then', async () => {
    const read: string[] = [];
    const watched = disk.reopen((operation, file) => {
      if (operation === 'readRange') read.push(path.basename(file));
    });
    await openKeys(disk, FOLDER).add(keysFrom(0, 3));
    const counts = new Map(saved);
    expect(await openKeys(watched, FOLDER, counts).count()).toBe(33);
    expect(new Set(read)).toEqual(new Set(['1970-01-01.keys']));
    expect(counts.get('1970-01-01.keys')).toBe(3);
  });
});

describe('files that are missing', () => {
  test('are told of all at once when keys are counted, and not again', async () => {
    const counts = new Map(saved);
    await openKeys(disk, FOLDER, counts).add([keyAt(0), keyAt(undefined)]);
    saved = new Map(counts);
    for (const name of saved.keys()) disk.media.files.delete(path.join(FOLDER, name));
    const keys = open();
    expect([await keys.count(), await keys.count()]).toEqual([0, 0]);
    expect(await keys.knows(EVER, first.slice(0, 1))).toEqual([false]);
    expect(keys.damages).toEqual([{ file: FOLDER, window: { fromMs: 0, toMs: WEEK.toMs } }]);
    expect([...keys.counts.values()]).toEqual([0, 0, 0]);
    expect(await disk.list(FOLDER)).toEqual([]);
    await keys.add(first);
    expect([await keys.count(), keys.counts.get(WEEK_FILE)]).toEqual([10, 10]);
  });

  test('are told of without a window where their keys have no date', async () => {
    saved = new Map([['undated.keys', 3], ...saved]);
    const keys = open();
    await keys.count();
    expect(keys.damages).toEqual([{ file: FOLDER, window: undefined }]);
  });
});

describe('a file that is written anew', () => {
  test('holds no fewer keys than before, also where a rival has added the same', async () => {
    // Both have looked before either adds.
    const [one, other] = [open(), open()];
    const same = keysFrom(MONDAY_MS + 90_000, 5);
    let waiting: (() => void) | undefined;
    const slow = disk.reopen(async (operation) => {
      if (operation === 'append') await new Promise<void>((resolve) => (waiting = resolve));
    });
    const late = openKeys(slow, FOLDER, one.counts).add(same);
    while (waiting === undefined) await new Promise((resolve) => setImmediate(resolve));
    await other.add(same);
    waiting();
    await late;
    const counts = new Map<string, number>();
    expect(await openKeys(disk, FOLDER, counts).count()).toBe(40);
    saved = counts;
    // So many blocks that it is written anew, and the process dies before it saves its state.
    for (let second = 100; second < 140; second += 1) await open().add(keysFrom(MONDAY_MS + second * 1000, 1));
    expect(bytesOf(FILE).length).toBeLessThan(28 * 32 + 80 * 12);
    const keys = open();
    await keys.within(EVER);
    expect(keys.damages).toEqual([]);
    expect(await openKeys(disk, FOLDER).count()).toBe(80);
  });
});

describe('keys that are there', () => {
  test('are not added again, but made certain: who added them may have died just then', async () => {
    const calls: string[] = [];
    const watched = disk.reopen((operation, file) => {
      if (operation === 'append') calls.push(path.basename(file));
    });
    const before = Buffer.from(bytesOf(FILE));
    await openKeys(watched, FOLDER).add([...second, ...third]);
    expect(bytesOf(FILE)).toEqual(before);
    expect(calls).toEqual([WEEK_FILE]);
  });
});
