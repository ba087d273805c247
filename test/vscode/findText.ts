import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import type { Window } from './openWindow.ts';

/**
 * Every place in which a text was left: the files of VS Code's server (settings, logs, the extension's storage), the
 * browser's storage (global and workspace state; secrets are encrypted there) and the messages sent to webviews.
 */
export async function findText(window: Window, text: string): Promise<readonly string[]> {
  const entries = [
    ...(await stateFiles(window.vscode.stateFolder)),
    ...(await browserEntries(window.page)),
    ...window.messagesToWebviews.map((message) => ['message to a webview', message] as const),
  ];
  return entries.filter(([, content]) => content.includes(text)).map(([place]) => place);
}

type Entry = readonly [place: string, content: string];

/** The browser's own files are left out, as its storage is read through the browser. */
async function stateFiles(stateFolder: string): Promise<readonly Entry[]> {
  const entries = await readdir(stateFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const own = files.filter((file) => !relative(stateFolder, file).startsWith('profile'));
  // Some files come and go while they are looked at, as leases do.
  const textOf = (file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
  return Promise.all(own.map(async (file) => [file, await textOf(file)] as const));
}

async function browserEntries(page: Page): Promise<readonly Entry[]> {
  return page.evaluate(async () => {
    const found: [string, string][] = Object.entries(localStorage).map(([key, value]) => [
      `localStorage ${key}`,
      value,
    ]);
    const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values: unknown[] = await settled(database.transaction(store).objectStore(store).getAll());
        found.push([`IndexedDB ${name} ${store}`, JSON.stringify(values)]);
      }
      database.close();
    }
    return found;
  });
}
