import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { findText } from '../vscode/findText.ts';
import { answerDialog, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { closeWindow, openWindow, reloadWindow, type Window } from '../vscode/openWindow.ts';
import { answerFileDialog, answerInput, pickItem, readQuickInput } from '../vscode/quickInput.ts';
import { screenshot } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { statusBarItem } from '../vscode/statusBar.ts';
import { chooseFromContextMenu, treeRow } from '../vscode/tree.ts';
import { openContainer, welcomeButton } from '../vscode/views.ts';
import { webviewFrame } from '../vscode/webviewFrame.ts';
import { organizationDetail } from './organizationDetail.ts';

const SAMPLE = 'Sample organization';

/** Somebody without any account tries the extension: the sample, a local folder, and prompts instead of forms. */
describe('without any account', () => {
  let folder: string;
  let sandbox: Sandbox;
  let vscode: Vscode;
  let window: Window;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-sample-'));
    await mkdir(path.join(folder, 'records', 'earlier-records'), { recursive: true });
    const caFile = path.join(folder, 'ca.pem');
    sandbox = await startSandbox({ records: 50, caFile });
    vscode = await startVscode({ certificateFile: caFile });
    window = await openWindow(vscode);
  });
  afterAll(async () => {
    await vscode?.stop();
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(window, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  const detailOf = (name: string, detail: string) => organizationDetail(window, name, detail);
  const rowsInFolder = async () => {
    const entries = await readdir(path.join(folder, 'records'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')));
    return texts
      .flatMap((text) => text.split('\n').filter(Boolean))
      .map((line): Record<string, unknown> => JSON.parse(line));
  };

  test('the welcome view adds the sample', async () => {
    await openContainer(window, 'Confluence Audit');
    await welcomeButton(window, 'Organizations', 'Try it with a sample organization').click();
    await treeRow(window, 'Organizations', SAMPLE).waitFor();
    expect(await detailOf(SAMPLE, 'State')).toBe('No destination');
  });

  test('its records can be previewed', async () => {
    await runCommand(window, 'Confluence Audit: Preview Audit Records');
    const preview = await webviewFrame(window, `${SAMPLE}: Audit Records`);
    await preview.locator('[role=row][aria-rowindex="2"]').click();
    await preview.locator('pre').first().waitFor();
    await screenshot(window, 'sample-preview-dark');
  });

  test('a sync asks for a destination, takes a folder, and writes every record there once', async () => {
    await runCommand(window, 'Confluence Audit: Sync Now');
    await readQuickInput(window, `Where shall the records of ${SAMPLE} go?`);
    await screenshot(window, 'choose-destination-dark');
    await pickItem(window, 'A local folder…');
    await readQuickInput(window, 'Folder for Audit Records');
    await answerFileDialog(window, `${path.join(folder, 'records')}${path.sep}`, 'earlier-records');
    expect((await readDialog(window)).message).toMatch(
      /^Sample organization: [\d,]+ records \([\d.]+ MB\) since .* are ready to be sent to records\.$/,
    );
    expect(await rowsInFolder()).toEqual([]);
    await answerDialog(window, 'Send');
    await waitForNotification(window, 'records sent to records.');
    await expect.poll(() => detailOf(SAMPLE, 'State')).toBe('Synced');
    const rows = await rowsInFolder();
    expect(rows.length).toBeGreaterThan(2000);
    expect(new Set(rows.map((row) => row['EventOriginalUid'])).size).toBe(rows.length);
    expect(await detailOf(SAMPLE, 'Delivered')).toBe(`${new Intl.NumberFormat('en-US').format(rows.length)} records`);
  });

  test('background sync is switched on from the row, shows in the status bar, and survives a restart', async () => {
    await chooseFromContextMenu(window, treeRow(window, 'Organizations', SAMPLE), 'Background Sync…');
    await readQuickInput(window, `Background sync of ${SAMPLE}`);
    await pickItem(window, 'Every minute');
    await statusBarItem(window, 'Confluence: synced').waitFor();
    await expect.poll(() => detailOf(SAMPLE, 'Background sync')).toBe('every 1 min');
    await reloadWindow(window);
    await statusBarItem(window, 'Confluence: synced').click();
    await readQuickInput(window, 'Confluence audit sync');
    await screenshot(window, 'status-menu-dark');
    await pickItem(window, 'Show the organizations');
    await treeRow(window, 'Organizations', SAMPLE).waitFor();
  });

  test('prompts add a site as the form does, and judge what is typed', async () => {
    const { administrator } = sandbox.site.users;
    await runCommand(window, 'Confluence Audit: Add Organization with Prompts…');
    await readQuickInput(window, 'Add Organization (1/6)');
    await answerInput(window, 'id.atlassian.com');
    expect((await readQuickInput(window, 'Add Organization (1/6)')).message).toMatch(/Atlassian's own address/);
    await answerInput(window, sandbox.site.url);
    await readQuickInput(window, 'Add Organization (2/6)');
    await answerInput(window, administrator.email);
    expect((await readQuickInput(window, 'Add Organization (3/6)')).isPassword).toBe(true);
    await answerInput(window, administrator.token);
    await readQuickInput(window, 'Add Organization (4/6)');
    await window.page.keyboard.press('Enter');
    await readQuickInput(window, 'Add Organization (5/6)');
    await answerInput(window, 'Prompted');
    await readQuickInput(window, 'Add Organization (6/6)');
    await pickItem(window, 'None yet');
    await treeRow(window, 'Organizations', 'Prompted').waitFor();
    expect(await findText(window, administrator.token)).toEqual([]);
  });

  test('prompts that cannot connect ask before they save', async () => {
    await chooseFromContextMenu(
      window,
      treeRow(window, 'Organizations', 'Prompted'),
      'Edit Organization with Prompts…',
    );
    await readQuickInput(window, 'Edit Prompted (1/6)');
    await window.page.keyboard.press('Enter');
    await readQuickInput(window, 'Edit Prompted (2/6)');
    await window.page.keyboard.press('Enter');
    await readQuickInput(window, 'Edit Prompted (3/6)');
    await answerInput(window, 'wrong-token');
    await readQuickInput(window, 'Edit Prompted (4/6)');
    await window.page.keyboard.press('Enter');
    await readQuickInput(window, 'Edit Prompted (5/6)');
    await window.page.keyboard.press('Enter');
    await readQuickInput(window, 'Edit Prompted (6/6)');
    await pickItem(window, 'None yet');
    expect((await readDialog(window)).detail).toMatch(/does not accept this user name and API token/);
    await answerDialog(window, 'Cancel');
    await runCommand(window, 'Confluence Audit: Run Diagnostics');
    await readQuickInput(window, 'Which organization?');
    await pickItem(window, 'Prompted');
    const diagnosis = await webviewFrame(window, 'Prompted: Diagnostics');
    await expect.poll(() => diagnosis.locator('.diagnosis-summary').textContent()).toMatch(/remark/);
  });

  test('an organization that fails says so, and its button opens the form', async () => {
    for (const endpoint of ['audit', 'currentUser'] as const) {
      sandbox.site.faults.always(endpoint, { kind: 'status', status: 401 });
    }
    const diagnosis = await webviewFrame(window, 'Prompted: Diagnostics');
    await diagnosis.getByRole('button', { name: 'Run again' }).click();
    await diagnosis.getByRole('button', { name: 'Edit Organization: Authentication' }).click();
    await webviewFrame(window, 'Edit Prompted');
    sandbox.site.faults.clear();
  });

  test('nothing went wrong on the way', async () => {
    expect(window.errors).toEqual([]);
    await closeWindow(window);
  });
});
