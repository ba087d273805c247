import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockedError, takeLock, withLock } from './folderLock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confluence-audit-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a lock is held until it is released, and tells who holds it', async () => {
  const lock = await takeLock(file);
  await lock.note('http://127.0.0.1:1234');
  const refused = await takeLock(file).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(LockedError);
  expect(refused).toMatchObject({ holder: { pid: process.pid, note: 'http://127.0.0.1:1234' } });
  await lock.release();
  await (await takeLock(file)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('of many that want it at once one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(file)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['lock']);
});

test.each(['', 'not a number\n'])('what a process has left behind (%j) counts for nothing', async (content) => {
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  await writeFile(file, content || `${ended.pid}\nnote`);
  await expect(takeLock(file)).resolves.toBeDefined();
});

test('is not for others to read', async () => {
  const lock = await takeLock(file);
  await lock.note('secret');
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0);
});

test('who has to wait comes after the one before, also where that one fails', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = withLock(file, '', async () => {
    await gate.promise;
    order.push('first');
    throw new Error('broken');
  });
  await expect.poll(() => readdir(folder)).toEqual(['lock']);
  const second = withLock(file, 'Another one works.', async () => order.push('second'));
  gate.resolve();
  await expect(first).rejects.toThrow('broken');
  await second;
  expect(order).toEqual(['first', 'second']);
});
