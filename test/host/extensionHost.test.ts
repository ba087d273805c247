import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extensionId } from '../run/extensionManifest.ts';
import { hostEval } from '../vscode/extensionHost.ts';
import { findText } from '../vscode/findText.ts';
import { openWindow, type Window } from '../vscode/openWindow.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';

const FIRST_COMMAND = 'confluenceAudit.addSampleOrganization';

describe('inside the extension host', () => {
  let vscode: Vscode;
  let window: Window;

  beforeAll(async () => {
    vscode = await startVscode({ environment: { BRIDGE_FIRST_COMMAND: FIRST_COMMAND } });
    window = await openWindow(vscode);
  });
  afterAll(() => vscode?.stop());

  test('every command of the manifest is registered', async () => {
    const missing = await hostEval(
      window.extensionHost,
      async ({ commands, extensions }, id) => {
        const registered = new Set(await commands.getCommands(true));
        const contributed: { command: string }[] = extensions.getExtension(id)?.packageJSON.contributes.commands;
        return contributed.map(({ command }) => command).filter((command) => !registered.has(command));
      },
      extensionId,
    );
    expect(missing).toEqual([]);
  });

  test('the companion has run its first command, and its own state shows that', async () => {
    const where = [expect.stringContaining('IndexedDB vscode-web-state-db-global')];
    await expect.poll(() => findText(window, `ran:${FIRST_COMMAND}`), { timeout: 10_000 }).toEqual(where);
  });

  test('a text that was left somewhere is found there', async () => {
    const canary = 'canary-7d1f';
    expect(await findText(window, canary)).toEqual([]);
    await hostEval(
      window.extensionHost,
      async ({ window, workspace }, text) => {
        await workspace.getConfiguration('window').update('title', text, true);
        const panel = window.createWebviewPanel('canary', 'Canary', 1, { enableScripts: true });
        panel.webview.html = '<p>Waits</p>';
        await panel.webview.postMessage(text);
      },
      canary,
    );
    const where = [expect.stringMatching(/settings\.json$/), 'message to a webview'];
    await expect.poll(() => findText(window, canary), { timeout: 10_000 }).toEqual(expect.arrayContaining(where));
  });
});
