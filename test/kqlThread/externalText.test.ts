import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../src/core/kql/engine/functionTable.ts';
import { externalText } from '../../src/kqlThread/externalText.ts';

async function folderWith(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'external-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'data.csv'), content);
  return folder;
}

test('reads a file of this computer, without its byte order mark', async () => {
  const file = path.join(await folderWith('\ufeffa,b\n'), 'data.csv');
  expect(externalText(file)).toBe('a,b\n');
  expect(externalText(pathToFileURL(file).href)).toBe('a,b\n');
});

test.each([
  ['https://example.com/data.csv', 'Only files of this computer'],
  ['data.csv', 'Only files of this computer'],
  ['//server/share/data.csv', 'Only files of this computer'],
  ['file://server/share/data.csv', 'Only files of this computer'],
  ['/no/such/file.csv', 'There is no file'],
])('refuses %s', (uri, sentence) => {
  expect(() => externalText(uri)).toThrow(QueryError);
  expect(() => externalText(uri)).toThrow(sentence);
});

test('refuses what is no text, and no file', async () => {
  const folder = await folderWith(new Uint8Array([0xff, 0x00, 0xc3]));
  expect(() => externalText(path.join(folder, 'data.csv'))).toThrow('cannot be read, or is not UTF-8');
  expect(() => externalText(folder)).toThrow('There is no file');
});
