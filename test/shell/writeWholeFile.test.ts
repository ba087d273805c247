import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { Failure } from '../../src/core/failure.ts';
import { UserSentence } from '../../src/shell/userSentence.ts';
import { writeWholeFile } from '../../src/shell/writeWholeFile.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'whole-file-'));
  file = path.join(folder, 'result.csv');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const errorWith = (code: string) => Object.assign(new Error('with the text of a record'), { code });

describe('a file', () => {
  test('is written piece by piece, for its owner only', async () => {
    await writeWholeFile(file, async (write) => {
      await write('a;');
      await write(Buffer.from('ä'));
    });
    expect(await readFile(file, 'utf8')).toBe('a;ä');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['result.csv']);
  });

  test('is not there before it is whole, and the one before it stays until then', async () => {
    await writeFile(file, 'before');
    await writeWholeFile(file, async (write) => {
      await write('after');
      expect(await readFile(file, 'utf8')).toBe('before');
    });
    expect(await readFile(file, 'utf8')).toBe('after');
  });

  test.each([new Failure('siteCutOff', { where: 'x' }), new UserSentence('This result is gone.')])(
    'is not written at all when what is written ends with %s, which is told as it is',
    async (error) => {
      await writeFile(file, 'before');
      const writing = writeWholeFile(file, async (write) => {
        await write('half');
        throw error;
      });
      await expect(writing).rejects.toBe(error);
      expect(await readdir(folder)).toEqual(['result.csv']);
      expect(await readFile(file, 'utf8')).toBe('before');
    },
  );

  test.each(['ENOSPC', 'EDQUOT'])('says when the disk is full (%s)', async (code) => {
    const writing = writeWholeFile(file, () => Promise.reject(errorWith(code)));
    await expect(writing).rejects.toMatchObject({
      name: 'UserSentence',
      message: `The disk with ${file} is full. Make room, and export again.`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[string, () => Promise<string>, string]>([
    ['whose folder is gone', async () => path.join(folder, 'none', 'a.csv'), 'ENOENT'],
    [
      'that is a folder',
      async () => {
        await mkdir(path.join(file, 'inside'), { recursive: true });
        return file;
      },
      'EISDIR',
    ],
  ])('%s is a failure, which says only its code', async (_, target, remark) => {
    const where = await target();
    const writing = writeWholeFile(where, (write) => write('x'));
    await expect(writing).rejects.toMatchObject({ code: 'folderFailed', detail: { where } });
    expect([remark, 'ENOTEMPTY']).toContain(await writing.catch(({ detail }) => detail.remark));
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('says nothing of what an unknown error says', async () => {
    const writing = writeWholeFile(file, () => Promise.reject(errorWith('EIO')));
    await expect(writing).rejects.toThrow(`folderFailed at ${file}, EIO`);
  });
});
