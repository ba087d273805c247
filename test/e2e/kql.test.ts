import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import {
  acceptSuggestion,
  applyQuickFix,
  diagnostics,
  editorText,
  focusedEditor,
  hover,
  lineAtCursor,
  openFile,
  putCursor,
  saveText,
  word,
  writeText,
} from '../vscode/editor.ts';
import { hostEval } from '../vscode/extensionHost.ts';
import { findText } from '../vscode/findText.ts';
import { answerDialog, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { openWindow, reloadWindow, type Window } from '../vscode/openWindow.ts';
import { answerFileDialog, answerInput, pickItem, quickInputList, readQuickInput } from '../vscode/quickInput.ts';
import { screenshot, screenshotThemes } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { treeRow } from '../vscode/tree.ts';
import { openContainer } from '../vscode/views.ts';
import { cell, title } from '../webview/kqlResults/resultsPage.ts';
import { ACME, addAcme, SENTINEL } from './addAcme.ts';
import { type KqlFiles, writeKqlFiles } from './kqlFiles.ts';
import { type QueryPanel, queryPanel, threadCount } from './queryPanel.ts';

const RECORDS = 40;

/** An analyst without any account writes queries and runs them; later, in a workspace too. */
describe('queries', () => {
  let folder: string;
  let sandbox: Sandbox;
  let vscode: Vscode;
  let window: Window;
  let files: KqlFiles;
  let query: string;
  let author: string;
  let panel: QueryPanel;
  let records: readonly SampleRecord[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-kql-'));
    const caFile = path.join(folder, 'ca.pem');
    sandbox = await startSandbox({ records: 300, caFile });
    records = sandbox.site.records().slice(-RECORDS);
    files = await writeKqlFiles(path.join(folder, 'files'), records);
    vscode = await startVscode({ certificateFile: caFile, settings: { 'files.autoSave': 'off' } });
    query = path.join(vscode.workspaceFolder, 'hunt.kql');
    await writeFile(query, '');
    window = await openWindow(vscode);
    panel = queryPanel(window);
  });
  afterAll(async () => {
    await vscode?.stop();
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(window, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  const run = async (text: string): Promise<void> => {
    await writeText(window, text);
    await window.page.keyboard.press('Shift+Enter');
  };
  const clipboard = () => hostEval(window.extensionHost, ({ env }) => env.clipboard.readText(), null);
  const pickData = async (label: string): Promise<void> => {
    await runCommand(window, 'Confluence Audit: Choose Data for Queries…');
    await readQuickInput(window, 'What shall queries of this file run on?');
    await pickItem(window, label);
  };
  const lens = (text: string) => window.page.locator('.codelens-decoration', { hasText: text }).waitFor();
  const pickFile = async (file: string): Promise<void> => {
    await pickData('A file of records…');
    await readQuickInput(window, 'File of Audit Records');
    await answerFileDialog(window, file, files.neighbour);
    await lens(path.basename(file));
  };

  test('nothing is loaded for them before there is one', async () => {
    expect(await threadCount(window)).toBe(0);
  });

  test('one of the library runs on the sample by Shift+Enter', async () => {
    await runCommand(window, 'Confluence Audit: Open Query…');
    await readQuickInput(window, 'Which query?');
    await pickItem(window, 'Anonymous access granted');
    await focusedEditor(window, 'Anonymous access granted').waitFor();
    await window.page.keyboard.press('Shift+Enter');
    await expect.poll(panel.facts).toMatch(RESULT_OF_SAMPLE);
    await expect.poll(async () => (await panel.column('Scope')).length).toBeGreaterThan(0);
    expect(await threadCount(window)).toBe(2);
    await screenshotThemes(window, 'kql-library');
  });

  test('a cell becomes a step of the query', async () => {
    const [scope = ''] = await panel.column('Scope');
    const frame = await panel.frame();
    await (await cell(frame, 0, 'Scope')).click({ button: 'right' });
    await screenshot(window, 'kql-cell-menu-dark');
    await frame.getByRole('menuitem', { name: 'Exclude from query' }).click();
    await expect.poll(() => editorText(window)).toContain(`\n| where Scope != "${scope}"`);
    await focusedEditor(window, 'Anonymous access granted').waitFor();
    await panel.press('Run again');
    await expect.poll(() => panel.column('Scope')).not.toContain(scope);
  });

  test('completes a column, and a value that the data has', async () => {
    await openFile(window, query);
    await writeText(window, 'ConfluenceAuditLogs_CL\n| where ');
    await window.page.keyboard.type('Cate');
    await acceptSuggestion(window, 'Category');
    await window.page.keyboard.type(' == "Use');
    await acceptSuggestion(window, 'Users and groups');
    await expect.poll(() => editorText(window)).toBe('ConfluenceAuditLogs_CL\n| where Category == "Users and groups"');
    await run(`${await editorText(window)}\n| distinct Category`);
    await expect.poll(() => panel.column('Category')).toEqual(['Users and groups']);
  });

  test('tells what is misspelt, at its place, and mends it', async () => {
    await writeText(window, 'ConfluenceAuditLogs_CL\n| where Categry has "page"\n| summarize count() by Summary');
    await expect.poll(() => diagnostics(window)).toMatchObject([{ severity: 'error', text: 'Categry' }]);
    await screenshotThemes(window, 'kql-problem');
    await putCursor(window, 'Cat^egry');
    await applyQuickFix(window, 'Change to "Category"');
    await expect.poll(() => editorText(window)).toContain('| where Category has');
    await expect.poll(() => diagnostics(window)).toEqual([]);
  });

  test('explains what the pointer is on, and the function that is being written', async () => {
    await word(window, 'summarize').hover();
    await expect.poll(() => hover(window).first().textContent()).toMatch(/one\srow\sfor\seach\sgroup/);
    await writeText(window, 'ConfluenceAuditLogs_CL\n| extend Parts = split');
    await window.page.keyboard.type('(');
    await expect.poll(() => window.page.locator('.parameter-hints-widget').textContent()).toContain('split(source');
    await window.page.keyboard.press('Escape');
  });

  test('formats, renames, outlines, and finds declarations', async () => {
    const clumsy =
      'let threshold=5;\nConfluenceAuditLogs_CL|summarize Events=count() by Summary|where Events>threshold';
    await writeText(window, clumsy);
    await runCommand(window, 'Format Document');
    await expect.poll(() => editorText(window)).toMatch(/_CL\n\| summarize [\s\S]*\n\| where Events > threshold/);
    await putCursor(window, 'let thres^hold');
    await window.page.keyboard.press('F2');
    await window.page.locator('.rename-box input').fill('least');
    await window.page.keyboard.press('Enter');
    await expect.poll(() => editorText(window)).toMatch(/^let least[\s\S]*Events > least/);
    await putCursor(window, 'Events > lea^st');
    await window.page.keyboard.press('Control+Shift+O');
    await expect.poll(() => quickInputList(window).allTextContents()).toContainEqual(expect.stringContaining('least'));
    await window.page.keyboard.press('Escape');
    await runCommand(window, 'Go to Definition');
    await expect.poll(() => lineAtCursor(window)).toMatch(/^let least/);
  });

  test('says of what cannot run here which part that is, before and when it is run', async () => {
    await run('ConfluenceAuditLogs_CL\n| where Category has "page"\n| evaluate autocluster()');
    await expect
      .poll(() => diagnostics(window))
      .toMatchObject([{ severity: 'warning', text: 'autocluster()', message: expect.stringContaining('autocluster') }]);
    await expect.poll(panel.message).toContain('autocluster');
    await screenshotThemes(window, 'kql-failed');
    await putCursor(window, '^ConfluenceAuditLogs_CL');
    await panel.press('Show in query');
    await expect.poll(() => lineAtCursor(window)).toContain('autocluster');
    await run('SigninLogs\n| take 5');
    await expect.poll(() => diagnostics(window)).toMatchObject([{ severity: 'information', text: 'SigninLogs' }]);
    await expect.poll(panel.message).toContain('no sample of the table SigninLogs');
  });

  test('runs on a file of records, whose rows are sorted, filtered and copied as they are shown', async () => {
    await pickFile(files.ndjson);
    await run('ConfluenceAuditLogs_CL\n| project CreationDate, Category, Summary, EventOriginalUid, ChangedValues');
    await expect.poll(panel.facts).toContain(`${RECORDS} rows | from ${RECORDS} | `);
    const frame = await panel.frame();
    for (const order of ['ascending', 'descending']) {
      await title(frame, 'CreationDate').click();
      await expect.poll(() => title(frame, 'CreationDate').getAttribute('aria-sort')).toBe(order);
    }
    await panel.press('Filter');
    await frame.getByRole('textbox', { name: 'Filter Category' }).fill('PERM');
    const wanted = records
      .filter(({ category }) => /perm/i.test(category ?? ''))
      .sort((one, other) => other.creationDate - one.creationDate);
    await expect.poll(panel.facts).toContain(`${wanted.length} of ${RECORDS} rows`);
    const times = wanted.map(({ creationDate }) => String(creationDate));
    await expect.poll(async () => (await panel.column('CreationDate')).slice(0, 3)).toEqual(times.slice(0, 3));
    await screenshotThemes(window, 'kql-filtered');
    await panel.choose('Copy', 'CSV');
    await expect.poll(() => frame.locator('.told').textContent()).toContain(`Copied ${wanted.length} rows`);
    const [head, ...lines] = (await clipboard()).trimEnd().split('\r\n');
    expect(head).toBe('CreationDate,Category,Summary,EventOriginalUid,ChangedValues');
    expect(lines.map((line) => line.split(',')[0])).toEqual(times);
  });

  test('shows all of a row, with what is in its dynamic values', async () => {
    const changed = records.find(({ changedValues }) => (changedValues ?? []).length > 0);
    await run(`ConfluenceAuditLogs_CL\n| where CreationDate == ${changed?.creationDate}`);
    await expect.poll(panel.facts).toMatch(/^1 row /);
    const frame = await panel.frame();
    await (await cell(frame, 0, 'TimeGenerated')).click();
    await window.page.keyboard.press('Enter');
    const tree = frame.getByRole('tree', { name: 'ChangedValues' });
    await expect.poll(() => tree.textContent()).toContain('oldValue');
    await tree.scrollIntoViewIfNeeded();
    await screenshotThemes(window, 'kql-row');
  });

  test('goes with its data to wherever it is pasted', async () => {
    const counted = 'ConfluenceAuditLogs_CL\n| summarize Events = count() by Category\n| sort by Category asc';
    await run(counted);
    const here = async () => [await panel.column('Category'), await panel.column('Events')];
    await expect.poll(panel.facts).toContain(' | records.ndjson | ');
    await expect.poll(async () => (await here())[1]?.length).toBeGreaterThan(1);
    const before = await here();
    await panel.press('Copy as query with data');
    await expect.poll(clipboard).toMatch(/datatable[\s\S]*summarize Events = count/);
    const copied = await clipboard();
    await runCommand(window, 'Confluence Audit: New KQL Query');
    await expect.poll(() => editorText(window)).toContain('Press Shift+Enter');
    await run(copied);
    await expect.poll(panel.facts).toContain(' | Sample organization | ');
    await expect.poll(here).toEqual(before);
  });

  test('draws a chart', async () => {
    await run(
      'ConfluenceAuditLogs_CL\n| summarize Events = count() by bin(TimeGenerated, 1d), Category\n| render timechart',
    );
    const frame = await panel.frame();
    await frame.locator('.chart-canvas canvas').waitFor();
    await expect.poll(() => frame.locator('.chart-canvas').getAttribute('aria-label')).toContain('Time chart');
    await screenshotThemes(window, 'kql-chart');
    await panel.press('Table');
    await expect.poll(async () => (await panel.column('Events')).length).toBeGreaterThan(1);
  });

  test('a query without an end is stopped at once, and the rows of the one before are still there', async () => {
    await run('ConfluenceAuditLogs_CL\n| summarize Total = count() by Category');
    await expect.poll(async () => (await panel.column('Total')).length).toBeGreaterThan(1);
    const before = [await panel.facts(), await panel.column('Total')];
    await run('range x from 1 to 1000000000000 step 1\n| summarize sum(x)');
    await expect.poll(panel.facts).toContain('Running on Sample organization');
    await screenshotThemes(window, 'kql-running');
    await panel.press('Stop');
    await expect.poll(panel.facts).toBe(before[0]);
    await expect.poll(() => panel.column('Total')).toEqual(before[1]);
  });

  test('runs on records in CSV, and says of another file that it has none', async () => {
    await openFile(window, query);
    await pickFile(files.csv);
    await run('ConfluenceAuditLogs_CL\n| summarize Events = count() by Category\n| sort by Category asc');
    await expect.poll(panel.facts).toContain(` from ${RECORDS} | `);
    expect(await panel.facts()).toContain(' | records.csv | ');
    await pickFile(files.notRecords);
    await run('ConfluenceAuditLogs_CL\n| count');
    await expect.poll(panel.message).toMatch(/people\.csv is no audit record/);
    await screenshot(window, 'kql-not-records-dark');
  });

  test('runs on what was synced to a folder, which is remembered when the window is opened again', async () => {
    await openContainer(window, 'Confluence Audit');
    await runCommand(window, 'Confluence Audit: Add Sample Organization');
    await treeRow(window, 'Organizations', 'Sample organization').waitFor();
    await runCommand(window, 'Confluence Audit: Sync Now');
    await readQuickInput(window, 'Where shall the records of Sample organization go?');
    await pickItem(window, 'A local folder…');
    await readQuickInput(window, 'Folder for Audit Records');
    await answerFileDialog(window, `${files.folder}${path.sep}`, files.neighbour);
    await readDialog(window);
    await answerDialog(window, 'Send');
    await waitForNotification(window, 'records sent to files.');
    await openFile(window, query);
    await runCommand(window, 'Confluence Audit: Choose Data for Queries…');
    await readQuickInput(window, 'What shall queries of this file run on?');
    await screenshotThemes(window, 'kql-data');
    await pickItem(window, 'files');
    await lens('files');
    await saveText(
      window,
      'ConfluenceAuditLogs_CL\n| where isnotempty(AuthorDisplayName)\n| project AuthorDisplayName',
    );
    await window.page.keyboard.press('Shift+Enter');
    await expect.poll(panel.facts).toContain(' | files | ');
    await expect.poll(async () => (await panel.column('AuthorDisplayName')).length).toBeGreaterThan(0);
    author = (await panel.column('AuthorDisplayName'))[0] ?? '';
    const frame = await panel.frame();
    await (await cell(frame, 0, 'AuthorDisplayName')).click({ button: 'right' });
    await frame.getByRole('menuitem', { name: 'Filter by this value' }).click();
    await expect.poll(panel.facts).toMatch(/ of [\d,]+ rows /);
    await reloadWindow(window);
    await openFile(window, query);
    await lens('files');
    // What VS Code shows at first is what it remembers of the lenses, without what they do.
    await window.page.locator('.codelens-decoration a', { hasText: /Run$/ }).click();
    await expect.poll(panel.facts).toMatch(/ rows \| from [\d,]+ \| .* \| files \| /);
  });

  test('leaves nothing of records on the disk', async () => {
    const places = await findText(window, author);
    expect(new Set(places)).toEqual(new Set(['message to a webview']));
  });

  test('runs in the workspace of a destination', async () => {
    const { endpoint, workspaceId, app } = sandbox.azure;
    await addAcme(window, sandbox, { firstSync: 'Everything the site still has' });
    await runCommand(window, 'Confluence Audit: Sync Now');
    await readQuickInput(window, 'Which organization?');
    await pickItem(window, ACME);
    await readDialog(window);
    await answerDialog(window, 'Send');
    await waitForNotification(window, `${ACME}: 300 records sent to ${SENTINEL}.`);
    await openFile(window, query);
    await writeText(window, 'ConfluenceAuditLogs_CL\n| summarize Events = count()');
    await runCommand(window, 'Confluence Audit: Run Query in Workspace…');
    await readQuickInput(window, `Workspace of ${SENTINEL}`);
    await answerInput(window, workspaceId);
    await expect
      .poll(async () => (await readQuickInput(window, `Workspace of ${SENTINEL}`)).message)
      .toMatch(/query service/);
    await answerInput(window, endpoint);
    await expect.poll(panel.facts).toMatch(/^1 row \| .* \| Workspace of Sentinel$/);
    await expect.poll(() => panel.column('Events')).toEqual(['300']);
    await run('ConfluenceAuditLogs_CL\n| summarize Events = count()');
    await expect.poll(panel.facts).toContain(' | files | ');
    await panel.press('Run in workspace');
    await expect.poll(panel.facts).toMatch(/ \| Workspace of Sentinel$/);
    expect(await findText(window, app.clientSecret)).toEqual([]);
  });

  test('runs on the records of an organization, which are read for it', async () => {
    await runCommand(window, 'Confluence Audit: Query Audit Records');
    await readQuickInput(window, 'Which organization?');
    await pickItem(window, ACME);
    await lens(ACME);
    await window.page.keyboard.press('Shift+Enter');
    await expect.poll(panel.facts).toContain(` | ${ACME} | `);
  });

  test('fits into a narrow panel', async () => {
    await window.page.setViewportSize({ width: 760, height: 700 });
    await run('ConfluenceAuditLogs_CL\n| take 10');
    await expect.poll(panel.facts).toMatch(/^10 rows /);
    await screenshotThemes(window, 'kql-narrow');
  });

  test('nothing went wrong on the way', () => {
    expect(window.errors).toEqual([]);
  });
});

const RESULT_OF_SAMPLE = /^\d+ rows \| from [\d,]+ \| .*ms \| Sample organization \| now\(\) is .* UTC$/;
