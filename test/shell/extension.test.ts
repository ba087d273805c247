import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import type { ExtensionContext } from 'vscode';
import { createOrganizationStore } from '../../src/shell/organization/organizationStore.ts';
import { ACME } from './examples.ts';
import { createComputer, type FakeComputer } from './fakeComputer.ts';
import { DISMISS, user } from './fakeUser.ts';
import { commands, window } from './fakeVscode.ts';
import { DECLARED_COMMANDS, KNOWN_COMMANDS } from './registerCommands.ts';
import { until } from './until.ts';

/** What Node has loaded from packages since this file began. */
const loaded = new Set<string>();
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(found.url) ?? [];
    if (name !== undefined) loaded.add(name);
    return found;
  },
});
const HEAVY = ['zod', 'undici', '@azure/identity', '@azure/monitor-ingestion'];
const heavyLoaded = () => HEAVY.filter((name) => loaded.has(name));

let computer: FakeComputer;
let context: ExtensionContext;
let folder: string;
let extension: typeof import('../../src/extension.ts');
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
  computer = createComputer();
  context = computer.openWindow(folder);
  extension = await import('../../src/extension.ts');
  extension.activate(context);
  await until(() => user.trees.size === 3);
});
afterEach(async () => {
  for (const panel of user.panels) panel.dispose();
  await extension.deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  await rm(folder, { recursive: true, force: true });
  user.reset();
});

// The first of the tests: afterwards everything is loaded.
test('activation loads nothing heavy and asks for nothing; a form does load', async () => {
  expect(heavyLoaded()).toEqual([]);
  expect([user.messages, user.questions, user.panels, computer.writes, user.log]).toEqual([[], [], [], [], []]);
  await commands.executeCommand('confluenceAudit.addOrganization');
  expect(heavyLoaded()).toEqual(['zod']);
});

test('activation registers every command, the trees and the status bar', () => {
  expect([...user.commands.keys()]).toEqual(DECLARED_COMMANDS);
  expect([...KNOWN_COMMANDS].sort()).toEqual([...DECLARED_COMMANDS].sort());
  expect([...user.trees.keys()]).toEqual(
    ['organizations', 'destinations', 'syncActivity'].map((name) => `confluenceAudit.${name}`),
  );
  expect(user.statusBar).toMatchObject([{ visible: false }]);
});

test('the views know whether there is anything, also when another window changes it', async () => {
  const known = () => [
    user.contexts.get('confluenceAudit.hasOrganizations'),
    user.contexts.get('confluenceAudit.hasDestinations'),
  ];
  expect(known()).toEqual([false, false]);
  await commands.executeCommand('confluenceAudit.addSampleOrganization');
  expect(known()).toEqual([true, false]);
  const other = createOrganizationStore(computer.openWindow(folder));
  await other.remove(other.list()[0]?.id ?? '');
  expect(known()).toEqual([true, false]);
  window.windowState.fire({ focused: false });
  expect(known()).toEqual([true, false]);
  window.windowState.fire({ focused: true });
  expect(known()).toEqual([false, false]);
});

test('a token that has expired is told at the start', async () => {
  await createOrganizationStore(context).add({ ...ACME, tokenExpiresOn: '2020-01-01' }, 'ATATT-1');
  expect(user.messages).toEqual([]);
  await extension.deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  context = computer.openWindow(folder);
  extension.activate(context);
  await until(() => user.messages.length > 0);
  expect(user.messages).toMatchObject([
    { kind: 'warning', text: expect.stringContaining('Acme expired on Jan 1, 2020') },
  ]);
});

test('the sample is synced to a folder, from command to file', async () => {
  await commands.executeCommand('confluenceAudit.addSampleOrganization');
  const target = path.join(folder, 'audit');
  await mkdir(target);
  user.answers = ['$(new-folder)', target, 'Send'];
  await commands.executeCommand('confluenceAudit.syncNow');
  expect(user.messages.map(({ kind }) => kind)).toEqual(['info']);
  const files = (await readdir(target, { recursive: true })).filter((file) => file.endsWith('.ndjson'));
  expect(files).toContainEqual(expect.stringMatching(/ConfluenceAuditLogs_CL-\d{4}-\d\d-\d\d\.ndjson$/));
  expect(await readdir(path.join(folder, 'sync'))).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.[0-9a-f]{16}$/)]);
});

test('deactivation lets a running sync save what it has done, and leaves nothing behind', async () => {
  await commands.executeCommand('confluenceAudit.addSampleOrganization');
  await mkdir(path.join(folder, 'audit'));
  user.answers = ['$(new-folder)', path.join(folder, 'audit'), 'Send'];
  const syncing = commands.executeCommand('confluenceAudit.syncNow');
  await until(() => user.progress[1]?.reports.some(({ message }) => message !== '0 records sent'));
  await extension.deactivate();
  const files = await readdir(path.join(folder, 'sync'), { recursive: true });
  const [state = ''] = files.filter((file) => /state\.\d+\.json$/.test(file));
  const saved = JSON.parse(await readFile(path.join(folder, 'sync', state), 'utf8'));
  expect(saved).toMatchObject({ approved: true, running: null, lastRun: { outcome: 'yielded' } });
  expect(saved.deliveredTotal).toBeGreaterThan(0);
  await syncing;
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  expect([user.commands.size, user.trees.size, window.windowState.listenerCount]).toEqual([0, 0, 0]);
  expect(user.log.at(-1)).toBe('disposed');
});

test('a command that comes before the extension has started waits for it', async () => {
  const { activate, deactivate } = extension;
  await deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  activate(context);
  expect(user.trees.size).toBe(0);
  await commands.executeCommand('confluenceAudit.addSampleOrganization');
  expect(createOrganizationStore(context).list()).toMatchObject([{ kind: 'sample' }]);
});

test('what has ended before it has started does not start', async () => {
  const { activate, deactivate } = extension;
  await deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  activate(context);
  // VS Code does not wait for the former.
  const ending = deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  await ending;
  expect([user.trees.size, user.commands.size, window.windowState.listenerCount]).toEqual([0, 0, 0]);
  expect([user.messages, context.subscriptions]).toEqual([[], []]);
});

test('what cannot be started says so, also to whoever calls a command, and leaves nothing running', async () => {
  const { activate, deactivate } = extension;
  await deactivate();
  for (const thing of context.subscriptions.splice(0)) thing.dispose();
  const before = user.log.length;
  const cause = new Error('raw words');
  const { createStatusBarItem } = window;
  const hostLog = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  window.createStatusBarItem = () => {
    throw cause;
  };
  try {
    activate(context);
    await until(() => user.messages.length > 0);
    expect(hostLog.mock.calls).toEqual([[cause]]);
  } finally {
    window.createStatusBarItem = createStatusBarItem;
    hostLog.mockRestore();
  }
  expect([user.trees.size, window.windowState.listenerCount]).toEqual([0, 0]);
  expect(user.log.slice(before)).toEqual(['disposed']);
  await commands.executeCommand('confluenceAudit.addOrganization');
  const text =
    'Confluence Audit could not be started. Reload the window; if this comes again, install the extension again.';
  expect(user.messages).toMatchObject([
    { kind: 'error', text },
    { kind: 'error', text },
  ]);
});

test('a dismissed question changes nothing', async () => {
  user.answers = [DISMISS];
  await commands.executeCommand('confluenceAudit.addDestinationWithPrompts');
  expect(computer.writes).toEqual([]);
});
