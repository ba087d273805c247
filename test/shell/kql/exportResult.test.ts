import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import { exportResult } from '../../../src/shell/kql/exportResult.ts';
import { queryAt } from '../../../src/shell/kql/queryAt.ts';
import { UserSentence } from '../../../src/shell/userSentence.ts';
import { type Answer, DISMISS, user } from '../fakeUser.ts';
import { Uri } from '../fakeValues.ts';
import { editors } from './fakeKql.ts';

let folder: string;
let target: string;
beforeEach(async () => {
  user.reset();
  editors.reset();
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
  target = path.join(folder, 'out.csv');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PIECES = ['head,a\r\n', 'b\r\n', 'c\r\n'];
const asked: number[] = [];
const pieceFrom = async (row: number) => {
  asked.push(row);
  return { text: PIECES[row] ?? '', next: row + 1 < PIECES.length ? row + 1 : undefined };
};

function exporting(answer: Answer, uri: Uri | string = '/srv/hunt.kql', pieces: typeof pieceFrom = pieceFrom) {
  asked.length = 0;
  user.answers = [answer];
  editors.open(uri, '// Who: "a/b" <c>?\nA^');
  const query = queryAt(editors.active as never);
  if (query === undefined) throw new Error('no query');
  return exportResult(query, 'csv', pieces);
}
const offered = () => editors.saveDialogs[0]?.defaultUri.fsPath;

describe('exporting a result', () => {
  test('writes it piece by piece, whole', async () => {
    expect(await exporting(target)).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('head,a\r\nb\r\nc\r\n');
    expect(asked).toEqual([0, 1, 2]);
    expect(editors.saveDialogs).toMatchObject([{ title: 'Export the Result', filters: { CSV: ['csv'] } }]);
  });

  test.each([
    ['/srv/hunt.kql', '/srv/hunt.csv'],
    [new Uri('untitled', 'Untitled-1'), path.join(homedir(), 'Who- -a-b- -c-.csv')],
    [new Uri('vscode-remote', '/srv/hunt.kql'), path.join(homedir(), 'hunt.csv')],
  ])('offers a name and a place: of %s', async (uri, expected) => {
    await exporting(DISMISS, uri);
    expect(offered()).toBe(expected);
  });

  test.each([
    [DISMISS, 0],
    ['vscode-remote:///srv/out.csv', 1],
  ] as const)('writes nothing, and reads nothing, without a file: %s', async (answer, messages) => {
    expect(await exporting(answer)).toBe(false);
    expect(asked).toEqual([]);
    expect(user.messages).toHaveLength(messages);
  });

  test('writes nothing when the result goes meanwhile', async () => {
    const failing = async (row: number) => {
      if (row > 0) throw new UserSentence('This result is gone.');
      return pieceFrom(row);
    };
    await expect(exporting(target, undefined, failing)).rejects.toThrow('This result is gone.');
    expect(await readdir(folder)).toEqual([]);
  });

  test('says when it cannot be written', async () => {
    const lost = exporting(path.join(folder, 'none', 'out.csv'));
    await expect(lost).rejects.toMatchObject({ code: 'folderFailed', detail: { remark: 'ENOENT' } });
  });
});
