import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(path.join('src', file)));

const menuItem = z.object({ command: z.string(), when: z.string(), group: z.string().optional() });
const manifest = z
  .object({
    displayName: z.string(),
    description: z.string(),
    engines: z.object({ vscode: z.string() }),
    activationEvents: z.array(z.string()),
    icon: z.string(),
    devDependencies: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    contributes: z.object({
      commands: z.array(
        z.object({
          command: z.string(),
          title: z.string(),
          category: z.string(),
          icon: z.string().optional(),
          enablement: z.string().optional(),
        }),
      ),
      menus: z.record(z.string(), z.array(menuItem)),
      keybindings: z.array(z.object({ command: z.string(), key: z.string(), when: z.string() })),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), name: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string() })),
    }),
  })
  .parse(JSON.parse(read('package.json')));
const texts = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')));

const { commands, menus, views, viewsWelcome } = manifest.contributes;
const ids = commands.map(({ command }) => command);

describe('the manifest', () => {
  test('declares the commands that are registered, and no others', () => {
    const table = /const COMMANDS[^=]*= \{([\s\S]*?)\n\};/.exec(read('src/shell/commands.ts'))?.[1] ?? '';
    const registered = [...table.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => `confluenceAudit.${name}`);
    expect(registered.length).toBeGreaterThan(10);
    expect([...registered].sort()).toEqual([...ids].sort());
  });

  test('declares the views and context keys that the code uses, and no others', () => {
    const viewIds = Object.values(views).flatMap((list) => list.map(({ id }) => id));
    const created = sources.flatMap((text) =>
      [...text.matchAll(/(?:createTreeView|registerWebviewViewProvider)\(\s*'([^']+)'/g)].map(([, id]) => id),
    );
    expect([...created].sort()).toEqual([...viewIds].sort());
    const used = new Set([...read('package.json').matchAll(/confluenceAudit\.(has\w+)/g)].map(([, key]) => key));
    const set = sources.flatMap((text) =>
      [...text.matchAll(/setContext(?:\('|', 'confluenceAudit\.)(\w+)'/g)].map(([, key]) => key),
    );
    expect([...used].sort()).toEqual([...new Set(set)].sort());
  });

  test('names only commands that exist, in menus, in welcome views and in the code', () => {
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    const inWelcome = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/command:([\w.]+)/g)].map(([, id]) => id),
    );
    const inCode = sources.flatMap((text) =>
      [...text.matchAll(/(?:executeCommand\(|command: )'(confluenceAudit\.\w+)'/g)].map(([, id]) => id),
    );
    expect(inCode.length).toBeGreaterThan(3);
    for (const id of [...inMenus, ...inWelcome, ...inCode]) expect(ids).toContain(id);
  });

  test('gives each command a category, an icon where it is inline, and a palette entry that fits', () => {
    for (const { command, category } of commands) expect(category, command).toBe('%category%');
    const inline = Object.entries(menus).flatMap(([menu, items]) =>
      items
        .filter(({ group }) => menu === 'view/item/context' && group?.startsWith('inline'))
        .map(({ command }) => command),
    );
    for (const id of inline) expect(commands.find(({ command }) => command === id)?.icon, id).toBeDefined();
    const gated = new Set(menus['commandPalette']?.map(({ command }) => command));
    for (const { command, enablement } of commands)
      if (enablement !== undefined) expect(gated, command).toContain(command);
  });

  test('uses only operators that when-clauses have', () => {
    const clauses = [
      ...Object.values(menus)
        .flat()
        .map(({ when }) => when),
      ...commands.map(({ enablement }) => enablement),
    ];
    expect(clauses.filter((clause) => clause?.includes('!~'))).toEqual([]);
  });

  test("takes no key where it is another one's: outside of the text of a query, or in a notebook", () => {
    for (const { command, when } of manifest.contributes.keybindings) {
      expect(ids).toContain(command);
      expect(when.split(' && ')).toEqual(expect.arrayContaining(['editorTextFocus', '!notebookEditorFocused']));
    }
  });

  test('has a text for each key and a key for each text', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
    for (const { view } of viewsWelcome)
      expect(
        Object.values(views)
          .flat()
          .map(({ id }) => id),
      ).toContain(view);
  });

  test('is typed for the oldest VS Code that it runs in', () => {
    expect(manifest.engines.vscode).toBe('^1.106.0');
    expect(manifest.devDependencies['@types/vscode']).toBe('1.106.0');
  });

  test('pins every dependency', () => {
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});
