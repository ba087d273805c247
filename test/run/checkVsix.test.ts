import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkVsix } from './checkVsix.ts';
import { zipEntries } from './zipEntries.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confluence-audit-vsix-'));
  file = join(folder, 'some.vsix');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A ZIP file of empty files, with what else its format allows around them. */
function zipOf(names: readonly string[], { extra = '', comment = '', padding = 0 } = {}): Buffer {
  const start = Buffer.alloc(padding);
  const entries = names.map((name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    head.writeUInt16LE(Buffer.byteLength(extra), 30);
    head.writeUInt16LE(Buffer.byteLength(comment), 32);
    return Buffer.concat([head, Buffer.from(name + extra + comment)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(start.length, 16);
  return Buffer.concat([start, ...entries, end]);
}

describe('the names in a ZIP file', () => {
  test.each([
    ['nothing', [], {}],
    ['files', ['a.txt', 'folder/ü.txt'], {}],
    ['extra fields and comments', ['a.txt', 'b.txt'], { extra: 'extra', comment: 'PK', padding: 100 }],
  ])('are read where there are %s', async (_what, names, options) => {
    await writeFile(file, zipOf(names, options));
    expect(zipEntries(file)).toEqual(names);
  });

  test('are not made up where there is no ZIP file', async () => {
    await writeFile(file, 'no ZIP file');
    expect(() => zipEntries(file)).toThrow('is not a ZIP file');
    const broken = zipOf(['a.txt', 'b.txt']);
    broken.writeUInt32LE(7, 0);
    await writeFile(file, broken);
    expect(() => zipEntries(file)).toThrow('broken directory');
  });
});

describe('the check of the package', () => {
  const good = [
    'extension.vsixmanifest',
    '[Content_Types].xml',
    'extension/package.json',
    'extension/package.nls.json',
    'extension/package.nls.de.json',
    'extension/readme.md',
    'extension/LICENSE.txt',
    'extension/l10n/bundle.l10n.json',
    'extension/media/icon.png',
    'extension/dist/extension.js',
    'extension/dist/syncThread.js',
    'extension/dist/languageThread.js',
    'extension/dist/runThread.js',
    'extension/dist/kusto/bridge.min.js',
    'extension/dist/kusto/Kusto.Language.Bridge.min.js',
    'extension/media/kusto/kusto.tmLanguage.json',
    'extension/dist/headless.js',
    'extension/dist/chunks/azureSink-AB12.js',
    'extension/dist/webview/theme.css',
  ];

  test('lets through what it should hold', async () => {
    const zip = zipOf(good);
    await writeFile(file, zip);
    expect(checkVsix(file)).toEqual({ files: good.length, bytes: zip.length });
  });

  test.each([
    'extension/src/extension.ts',
    'extension/dist/extension.js.map',
    'extension/dist/webview/theme.css.map',
    'extension/node_modules/zod/index.js',
    'extension/test/run/test.js',
    'extension/.env',
    'elsewhere/dist/extension.js',
  ])('refuses %s', async (name) => {
    await writeFile(file, zipOf([...good, name]));
    expect(() => checkVsix(file)).toThrow(`The package must not hold ${name}.`);
  });

  test('says all that is missing', async () => {
    const missing = ['extension/readme.md', 'extension/dist/extension.js'];
    await writeFile(file, zipOf(good.filter((name) => !missing.includes(name))));
    const sentences = missing.map((name) => `The package lacks ${name}.`);
    expect(() => checkVsix(file)).toThrow(sentences.join('\n'));
  });

  test('refuses what is too large', async () => {
    await writeFile(file, zipOf(good, { padding: 3 * 1024 * 1024 }));
    expect(() => checkVsix(file)).toThrow('more than 3145728');
  });
});
