import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extensionId } from '../run/extensionManifest.ts';
import { activationTime } from '../vscode/activationTime.ts';
import { runCommand } from '../vscode/commands.ts';
import { openWindow, reloadWindow, type Window } from '../vscode/openWindow.ts';
import { screenshot, setTheme } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { treeRow, treeRows } from '../vscode/tree.ts';
import { openContainer, welcomeButton } from '../vscode/views.ts';

describe('a first look at the extension', () => {
  let vscode: Vscode;
  let window: Window;

  beforeAll(async () => {
    vscode = await startVscode();
    window = await openWindow(vscode);
  });
  afterAll(() => vscode?.stop());

  test('activates in less than 50 ms by the host’s own marks', async () => {
    // The first time Node compiles the code; from then on it is as a person has it every day. What the machine does
    // beside it can only add to the time, so the best of a few says most about the extension.
    const timesMs: number[] = [];
    for (let reload = 0; reload < 4; reload++) {
      await reloadWindow(window);
      const { loadMs, activateMs } = await activationTime(window.extensionHost, extensionId);
      timesMs.push(loadMs + activateMs);
    }
    expect(Math.min(...timesMs)).toBeLessThan(50);
  });

  test('welcomes with both ways to begin', async () => {
    await openContainer(window, 'Confluence Audit');
    await welcomeButton(window, 'Organizations', 'Add Organization').waitFor();
    expect(await treeRows(window, 'Organizations')).toEqual([]);
    await screenshot(window, 'welcome-dark');
    await setTheme(window, 'light');
    await screenshot(window, 'welcome-light');
  });

  test('adds the sample organization from the palette', async () => {
    await runCommand(window, 'Confluence Audit: Add Sample Organization');
    await treeRow(window, 'Organizations', 'Sample organization').waitFor();
    await screenshot(window, 'sample-light');
  });

  test('nothing went wrong on the way', () => {
    expect(window.errors).toEqual([]);
  });
});
