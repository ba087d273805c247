import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openDeliveredKeys } from '../../../src/core/sync/deliveredKeys.ts';
import type { Disk } from '../../../src/core/sync/disk.ts';
import { createMemoryDisk } from './memoryDisk.ts';
import { EVER, keyAt, keysFrom, MONDAY_MS, openKeys, WEEK, WEEK_FILE } from './watchedKeys.ts';

const FOLDER = path.resolve('keys');
const HEADER_BYTES = 28;

const file = (name: string): string => path.join(FOLDER, name);
async function bytesIn(disk: Disk, name: string): Promise<Buffer> {
  const bytes = await disk.read(file(name));
  if (bytes === undefined) throw new Error(`there is no ${name}`);
  return bytes;
}

describe('a damaged file of keys', () => {
  const parts = [keysFrom(MONDAY_MS, 10), keysFrom(MONDAY_MS + 20_000, 10), keysFrom(MONDAY_MS + 40_000, 10)];
  const blockBytes = HEADER_BYTES + 10 * 12;

  /** Three blocks of ten, then changed. */
  async function damaged(change: (bytes: Buffer) => Buffer) {
    const disk = createMemoryDisk();
    for (const part of parts) await openKeys(disk, FOLDER).add(part);
    const bytes = change(await bytesIn(disk, WEEK_FILE));
    await disk.replace(file(WEEK_FILE), bytes);
    return { disk, bytes };
  }
  const flipped = (at: number) => (bytes: Buffer) => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };

  const PART_1 = { fromMs: MONDAY_MS + 20_000, toMs: MONDAY_MS + 29_000 };
  const ALL_PARTS = { fromMs: MONDAY_MS, toMs: MONDAY_MS + 49_000 };
  const LAST_PART = { fromMs: MONDAY_MS + 40_000, toMs: MONDAY_MS + 49_000 };
  const without = (from: number, to: number) => (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  const far = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1_500_000), Buffer.from('text')]);
  test.each([
    ['an entry of the first block', flipped(40), [false, true, true], { fromMs: MONDAY_MS, toMs: MONDAY_MS + 9_000 }],
    ['an entry of the second block', flipped(blockBytes + 100), [true, false, true], PART_1],
    ['the magic of the second block', flipped(blockBytes), [true, false, true], WEEK],
    ['the count of the second block', flipped(blockBytes + 8), [true, false, true], WEEK],
    ['the first offset of the second block', flipped(blockBytes + 12), [true, false, true], WEEK],
    ['what is far behind the last', far, [true, true, true], WEEK],
    ['an entry of the last block', flipped(3 * blockBytes - 40), [true, true, false], LAST_PART],
    ['the header of the last block', flipped(2 * blockBytes + 2), [true, true, false], WEEK],
    [
      'the first and the last block',
      (bytes: Buffer) => flipped(50)(flipped(400)(bytes)),
      [false, true, false],
      ALL_PARTS,
    ],
    ['two neighbours', (bytes: Buffer) => flipped(50)(flipped(200)(bytes)), [false, false, true], WEEK],
    ['bytes that are missing', without(blockBytes + 40, blockBytes + 50), [true, false, true], WEEK],
    ['bytes that are too many', (bytes: Buffer) => Buffer.concat([Buffer.from('x'), bytes]), [true, true, true], WEEK],
    ['everything', (bytes: Buffer) => bytes.fill('text'), [false, false, false], WEEK],
  ])('with a change in %s keeps what is intact, and tells once', async (_, change, expected, window) => {
    const { disk, bytes } = await damaged(change);
    const keys = openKeys(disk, FOLDER);
    for (const again of [1, 2]) {
      const known = await Promise.all(parts.map((part) => keys.knows(EVER, part)));
      expect([again, known.map((part) => part.every(Boolean))]).toEqual([again, expected]);
      expect(known.map((part) => part.some(Boolean))).toEqual(expected);
    }
    expect(keys.damages).toEqual([{ file: file(`${WEEK_FILE}.damaged`), window }]);
    expect(await bytesIn(disk, `${WEEK_FILE}.damaged`)).toEqual(bytes);

    const next = openKeys(disk, FOLDER);
    await next.add(parts.flat());
    expect(new Set(await next.knows(EVER, parts.flat()))).toEqual(new Set([true]));
    expect(next.damages).toEqual([]);
    await next.clear();
    expect(await disk.list(FOLDER)).toEqual([]);
  });

  test('of undated keys tells of no window', async () => {
    const disk = createMemoryDisk();
    await openKeys(disk, FOLDER).add([keyAt(undefined)]);
    await disk.replace(file('undated.keys'), flipped(30)(await bytesIn(disk, 'undated.keys')));
    const keys = openKeys(disk, FOLDER);
    expect(await keys.knows(EVER, [keyAt(undefined)])).toEqual([false]);
    expect(keys.damages).toEqual([{ file: file('undated.keys.damaged'), window: undefined }]);
  });

  test('is found while it is open', async () => {
    const disk = createMemoryDisk();
    const keys = openKeys(disk, FOLDER);
    for (const part of parts) await keys.add(part);
    await disk.overwrite(file(WEEK_FILE), blockBytes + 40, Buffer.from('?'));
    expect(await keys.knows(EVER, [...(parts[0] ?? []), ...(parts[1] ?? [])])).toEqual(
      Array.from({ length: 20 }, (_, index) => index < 10),
    );
    expect(keys.damages.map(({ window }) => window)).toEqual([PART_1]);
  });

  test('is kept beside an earlier one', async () => {
    const { disk } = await damaged(flipped(40));
    await openKeys(disk, FOLDER).count();
    await disk.replace(file(WEEK_FILE), flipped(41)(await bytesIn(disk, WEEK_FILE)));
    const keys = openKeys(disk, FOLDER);
    await keys.count();
    expect(keys.damages.map((damage) => damage.file)).toEqual([file(`${WEEK_FILE}.damaged-2`)]);
    await keys.clear();
    expect(await disk.list(FOLDER)).toEqual([]);
  });

  test('is told of again after a crash, or where telling failed, until the rest is saved', async () => {
    for (const at of [1, 2]) {
      const { disk } = await damaged(flipped(40));
      const dying = disk.reopen();
      dying.crash({ at, done: 'nothing' });
      await expect(openKeys(dying, FOLDER).count()).rejects.toThrow();
      const keys = openKeys(disk, FOLDER);
      expect(await keys.count()).toBe(20);
      expect(keys.damages.map((damage) => damage.file)).toEqual([file(`${WEEK_FILE}.damaged`)]);
    }
    const { disk } = await damaged(flipped(40));
    const deaf = openDeliveredKeys({ disk, folder: FOLDER, onDamage: () => Promise.reject(new Error('not now')) });
    await expect(deaf.within(EVER)).rejects.toThrow('not now');
    await expect(deaf.add(keysFrom(MONDAY_MS, 1))).rejects.toThrow('not now');
    expect(await openKeys(disk, FOLDER).count()).toBe(20);
  });

  test('of a later format is left alone', async () => {
    const { disk, bytes } = await damaged((all) => {
      all.writeUInt16LE(2, blockBytes + 4);
      all.writeUInt32LE(crc32(all.subarray(blockBytes, blockBytes + 24)), blockBytes + 24);
      return all;
    });
    const keys = openKeys(disk, FOLDER);
    const failure = { code: 'stateFromNewerVersion', detail: { where: file(WEEK_FILE) } };
    await expect(keys.within(WEEK)).rejects.toMatchObject(failure);
    await expect(keys.add(keysFrom(MONDAY_MS, 1))).rejects.toMatchObject(failure);
    await expect(keys.count()).rejects.toMatchObject(failure);
    expect(await bytesIn(disk, WEEK_FILE)).toEqual(bytes);
    expect(await keys.knows({ fromMs: 0, toMs: 5 }, keysFrom(MONDAY_MS, 1))).toEqual([false]);
  });
});

describe('a full disk', () => {
  test('hides nothing that is added when there is room again', async () => {
    const disk = createMemoryDisk();
    const keys = openKeys(disk, FOLDER);
    await keys.add(keysFrom(MONDAY_MS, 10));
    disk.media.spaceBytes = 50;
    await expect(keys.add(keysFrom(MONDAY_MS + 20_000, 10))).rejects.toMatchObject({ code: 'diskFull' });
    expect(await keys.count()).toBe(10);
    disk.media.spaceBytes = 1e9;
    await keys.add(keysFrom(MONDAY_MS + 40_000, 10));
    for (const either of [keys, openKeys(disk, FOLDER)]) {
      expect(
        new Set(await either.knows(EVER, [...keysFrom(MONDAY_MS, 10), ...keysFrom(MONDAY_MS + 40_000, 10)])),
      ).toEqual(new Set([true]));
      expect(either.damages).toEqual([]);
    }
  });
});

describe('a power cut', () => {
  test('takes nothing of what was added, also where files were written anew', async () => {
    for (let count = 1; count <= 50; count += 1) {
      const disk = createMemoryDisk();
      const keys = openKeys(disk, FOLDER);
      const ids = keysFrom(MONDAY_MS, count);
      for (const key of ids) await keys.add([key]);
      disk.powerCut();
      expect(new Set(await openKeys(disk.reopen(), FOLDER).knows(EVER, ids))).toEqual(new Set([true]));
    }
  });
});
