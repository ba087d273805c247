import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/core/sync/disk.ts';
import { createNodeDisk } from '../../../src/core/sync/nodeDisk.ts';
import { createMemoryDisk, Killed } from './memoryDisk.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Buffer => Buffer.from(text);
const at = (...names: string[]): string => path.join(folder, ...names);

describe.each([
  { name: 'a disk', createDisk: (): Disk => createNodeDisk() },
  { name: 'a disk in memory', createDisk: (): Disk => createMemoryDisk() },
])('$name', ({ createDisk }) => {
  let disk: Disk;
  let file: string;
  const text = async (): Promise<string | undefined> => (await disk.read(file))?.toString();
  beforeEach(() => {
    disk = createDisk();
    file = at('made', 'as needed', 'a');
  });

  test('has nothing where nothing is', async () => {
    expect(await disk.read(file)).toBeUndefined();
    expect(await disk.readRange(file, 0, 10)).toBeUndefined();
    expect(await disk.size(file)).toBeUndefined();
    expect(await disk.list(at('made'))).toEqual([]);
    await disk.remove(file);
  });

  test.each(['replace', 'replaceSoon'] as const)('makes and replaces a file (%s)', async (method) => {
    await disk[method](file, bytes('one'));
    expect(await text()).toBe('one');
    await disk[method](file, bytes('2'));
    expect(await text()).toBe('2');
    expect(await disk.size(file)).toBe(1);
    expect(await disk.list(path.dirname(file))).toEqual(['a']);
  });

  test('lets one of many win a file', async () => {
    const won = await Promise.all(['a', 'b', 'c', 'd'].map((who) => disk.createExclusively(file, bytes(who))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await text()).toBe('abcd'[won.indexOf(true)]);
    expect(await disk.createExclusively(file, bytes('late'))).toBe(false);
    expect(await disk.list(path.dirname(file))).toEqual(['a']);
  });

  test('appends, and says where', async () => {
    expect(await disk.append(file, bytes('one'))).toBe(0);
    expect(await disk.append(file, bytes(''))).toBe(3);
    expect(await disk.append(file, bytes('two'))).toBe(3);
    expect(await text()).toBe('onetwo');
  });

  test('knows where each of many appends at once begins', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `<${n}>`);
    const positions = await Promise.all(texts.map((each) => disk.append(file, bytes(each))));
    for (const [n, each] of texts.entries()) {
      expect((await disk.readRange(file, positions[n] ?? -1, each.length))?.toString()).toBe(each);
    }
    expect(await disk.size(file)).toBe(texts.join('').length);
  });

  test('reads a part', async () => {
    await disk.replace(file, bytes('0123456789'));
    expect((await disk.readRange(file, 3, 4))?.toString()).toBe('3456');
    expect((await disk.readRange(file, 8, Number.MAX_SAFE_INTEGER))?.toString()).toBe('89');
    expect((await disk.readRange(file, 10, 1))?.toString()).toBe('');
    expect((await disk.readRange(file, 99, 1))?.toString()).toBe('');
  });

  test('writes over what is there, and only that', async () => {
    await disk.append(file, bytes('0123'));
    await disk.overwrite(file, 1, bytes('ab'));
    expect(await text()).toBe('0ab3');
    await expect(disk.overwrite(file, 3, bytes('xy'))).rejects.toMatchObject({
      code: 'stateNotSaved',
      detail: { where: file, remark: 'beyondTheEnd' },
    });
    expect(await text()).toBe('0ab3');
    const missing = at('none');
    await expect(disk.overwrite(missing, 0, bytes('x'))).rejects.toMatchObject({
      code: 'stateNotSaved',
      detail: { where: missing, remark: 'ENOENT' },
    });
    expect(await disk.size(missing)).toBeUndefined();
  });

  test('renames, over another file too', async () => {
    await disk.replace(file, bytes('new'));
    await disk.replace(at('other', 'b'), bytes('old'));
    await disk.rename(file, at('other', 'b'));
    expect(await text()).toBeUndefined();
    expect((await disk.read(at('other', 'b')))?.toString()).toBe('new');
    await disk.rename(at('other', 'b'), at('not yet', 'c'));
    expect(await disk.list(at('not yet'))).toEqual(['c']);
    await expect(disk.rename(file, at('x'))).rejects.toMatchObject({ code: 'stateNotSaved' });
  });

  test('removes, and lists what is left', async () => {
    await disk.append(file, bytes('a'));
    await disk.append(at('made', 'as needed', 'b'), bytes('b'));
    await disk.remove(file);
    expect(await disk.list(path.dirname(file))).toEqual(['b']);
    expect(await disk.append(file, bytes('c'))).toBe(0);
  });
});

describe('a disk of this computer', () => {
  const disk = createNodeDisk();

  test('keeps its files to the user, and leaves nothing beside them', async () => {
    await disk.replace(at('a'), bytes('a'));
    await disk.append(at('b'), bytes('b'));
    await disk.createExclusively(at('c'), bytes('c'));
    await disk.createExclusively(at('c'), bytes('d'));
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'c']);
    if (os.platform() === 'win32') return;
    for (const name of ['a', 'b', 'c']) expect((await stat(at(name))).mode & 0o777).toBe(0o600);
  });

  test('says what failed, reading and writing', async () => {
    await disk.append(at('file'), bytes(''));
    const below = at('file', 'x');
    const reading = { code: 'stateNotRead', detail: { where: below, remark: 'ENOTDIR' } };
    const writing = { code: 'stateNotSaved', detail: { where: below, remark: 'ENOTDIR' } };
    for (const work of [
      () => disk.read(below),
      () => disk.readRange(below, 0, 1),
      () => disk.size(below),
      () => disk.list(below),
    ]) {
      await expect(work()).rejects.toMatchObject(reading);
    }
    for (const work of [
      () => disk.replace(below, bytes('x')),
      () => disk.replaceSoon(below, bytes('x')),
      () => disk.createExclusively(below, bytes('x')),
      () => disk.append(below, bytes('x')),
      () => disk.overwrite(below, 0, bytes('x')),
    ]) {
      await expect(work()).rejects.toMatchObject(writing);
    }
  });

  test('does not guess where bytes begin that it appended together with another process', async () => {
    const others = Array.from({ length: 8 }, () => createNodeDisk());
    const appends = await Promise.allSettled(others.map((other, n) => other.append(at('a'), bytes(`<${n}>`))));
    for (const [n, append] of appends.entries()) {
      if (append.status === 'rejected')
        expect(append.reason).toMatchObject({ detail: { remark: 'appendedByAnother' } });
      else expect((await disk.readRange(at('a'), append.value, 3))?.toString()).toBe(`<${n}>`);
    }
    expect(await disk.size(at('a'))).toBe(24);
  });

  test('removes what it wrote beside a file that cannot be replaced', async () => {
    await disk.append(at('folder', 'x'), bytes('x'));
    await expect(disk.replace(at('folder'), bytes('y'))).rejects.toMatchObject({ code: 'stateNotSaved' });
    expect(await readdir(folder)).toEqual(['folder']);
  });

  test('tries a rename again while somebody has the file open', async () => {
    // A folder that must not be written refuses as Windows does for an open file; root may write everywhere.
    const held = os.platform() !== 'win32' && process.getuid?.() !== 0;
    await disk.replace(at('held', 'a'), bytes('old'));
    await disk.replace(at('b'), bytes('new'));
    if (held) await chmod(at('held'), 0o500);
    const delays: number[] = [];
    const patient = createNodeDisk({
      wait: async (delayMs) => {
        delays.push(delayMs);
        if (delays.length === 2) await chmod(at('held'), 0o700);
      },
    });
    await patient.rename(at('b'), at('held', 'a'));
    expect((await disk.read(at('held', 'a')))?.toString()).toBe('new');
    expect(delays).toEqual(held ? [10, 30] : []);
  });

  test('gives up in the end, and at once where waiting is in vain', async () => {
    const delays: number[] = [];
    const patient = createNodeDisk({
      wait: async (delayMs) => {
        delays.push(delayMs);
      },
    });
    const missing = { code: 'stateNotSaved', detail: { where: at('a'), remark: 'ENOENT' } };
    await expect(patient.rename(at('a'), at('b'))).rejects.toMatchObject(missing);
    expect(delays).toEqual([]);
    // Linux calls a folder's own dot busy.
    if (os.platform() !== 'linux') return;
    await disk.append(at('a'), bytes('a'));
    await expect(patient.rename(at('a'), `${folder}/.`)).rejects.toMatchObject({ detail: { remark: 'EBUSY' } });
    expect(delays).toEqual([10, 30, 100, 300]);
  });

  test('says that the disk is full', async () => {
    // Only Linux has a disk that always is.
    if (os.platform() !== 'linux') return;
    await expect(disk.append('/dev/full', bytes('x'))).rejects.toMatchObject({
      code: 'diskFull',
      detail: { where: '/dev/full', remark: 'ENOSPC' },
    });
  });
});

describe('the disk in memory', () => {
  const text = async (disk: Disk): Promise<string | undefined> => (await disk.read('/a'))?.toString();

  test.each([
    { done: 'nothing', left: 'old' },
    { done: 'all', left: 'old+new' },
    { done: 2, left: 'old+n' },
  ] as const)('dies in a write ($done)', async ({ done, left }) => {
    const disk = createMemoryDisk();
    await disk.append('/a', bytes('old'));
    disk.crash({ at: 2, done });
    await disk.append('/a', bytes(''));
    await expect(disk.append('/a', bytes('+new'))).rejects.toThrow(Killed);
    await expect(disk.read('/a')).rejects.toThrow(Killed);
    expect(disk.dead).toBe(true);
    expect(await text(disk.reopen())).toBe(left);
  });

  test('never tears what is whole', async () => {
    const disk = createMemoryDisk();
    disk.crash({ at: 1, done: 2 });
    await expect(disk.replace('/a', bytes('new'))).rejects.toThrow(Killed);
    expect(await text(disk.reopen())).toBeUndefined();
  });

  test('kills what waits', async () => {
    const gate = Promise.withResolvers<void>();
    const disk = createMemoryDisk(() => gate.promise);
    const write = disk.append('/a', bytes('x'));
    disk.kill();
    gate.resolve();
    await expect(write).rejects.toThrow(Killed);
    expect(await text(disk.reopen())).toBeUndefined();
  });

  test('forgets in a power cut what was not durable, and nothing else', async () => {
    const disk = createMemoryDisk();
    await disk.replace('/a', bytes('durable'));
    await disk.replaceSoon('/a', bytes('soon'));
    await disk.replaceSoon('/b', bytes('soon'));
    await disk.append('/c', bytes('c'));
    await disk.remove('/c');
    const other = disk.reopen();
    disk.powerCut();
    await expect(other.read('/a')).rejects.toThrow(Killed);
    const next = disk.reopen();
    expect(await text(next)).toBe('durable');
    expect((await next.list('/')).toSorted()).toEqual(['a', 'c']);
    await next.replaceSoon('/a', bytes('newer'));
    await next.remove('/c');
    next.powerCut((file) => (file === '/a' ? 'gone' : 'kept'));
    expect(await next.reopen().list('/')).toEqual([]);
  });

  test('runs full in the middle of an append; writing over needs no space', async () => {
    const disk = createMemoryDisk();
    await disk.append('/a', bytes('old'));
    disk.media.spaceBytes = 2;
    const full = { code: 'diskFull', detail: { where: '/a', remark: 'ENOSPC' } };
    await expect(disk.replace('/a', bytes('long'))).rejects.toMatchObject(full);
    expect(await text(disk)).toBe('old');
    await expect(disk.append('/a', bytes('+new'))).rejects.toMatchObject(full);
    expect(await text(disk)).toBe('old+n');
    await disk.overwrite('/a', 0, bytes('O'));
    expect(await text(disk)).toBe('Old+n');
    disk.media.readOnly = true;
    await expect(disk.overwrite('/a', 0, bytes('o'))).rejects.toMatchObject({ code: 'stateNotSaved' });
  });

  test('lets a test fail any call', async () => {
    const disk = createMemoryDisk((operation, file, call) => {
      if (call === 2) throw new Error(`${operation} ${file}`);
    });
    await disk.append('/a', bytes('x'));
    await expect(disk.append('/a', bytes('y'))).rejects.toThrow('append /a');
    expect(await text(disk.reopen())).toBe('x');
  });
});
