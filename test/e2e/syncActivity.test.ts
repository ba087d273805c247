import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { hostEval } from '../vscode/extensionHost.ts';
import { findText } from '../vscode/findText.ts';
import { answerDialog, pressDialogButton, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { openWindow, reloadWindow, type Window } from '../vscode/openWindow.ts';
import { answerFileDialog, pickItem, readQuickInput } from '../vscode/quickInput.ts';
import { screenshot, screenshotThemes } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { statusBarItem } from '../vscode/statusBar.ts';
import { chooseFromContextMenu, clickRowAction, expandRow, treeRow, treeRows } from '../vscode/tree.ts';
import { foldView, widenSideBar } from '../vscode/views.ts';
import { webviewFrame } from '../vscode/webviewFrame.ts';
import { input } from '../webview/formLocators.ts';
import { ACME, addAcme } from './addAcme.ts';
import {
  arrivedCount,
  arrivedRows,
  compare,
  DAY_MS,
  EACH_ONCE,
  firstSent,
  recordsOf,
  routeFolder,
} from './arrivals.ts';
import { answerDayRange, type DayRange, windowOfDays } from './dayRange.ts';

const VIEW = 'Sync Activity';
const MINUTE_MS = 60_000;
/** What is read by hand before the first sync, which begins later than it ends. */
const EARLY: DayRange = { fromDaysAgo: 12, toDaysAgo: 11 };
/** More than a request may hold. */
const TOO_LARGE = 'x'.repeat(1_200_000);

/** One person's work with what was synced: everything that can be done by hand, in one window. */
describe('sync activity', () => {
  let folder: string;
  let sandbox: Sandbox;
  let vscode: Vscode;
  let window: Window;
  let startedMs: number;
  let added: AuditWindow;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-activity-'));
    await mkdir(path.join(folder, 'earlier-exports'));
    const caFile = path.join(folder, 'ca.pem');
    startedMs = Date.now();
    sandbox = await startSandbox({
      records: 3000,
      caFile,
      window: { fromMs: startedMs - 60 * DAY_MS, toMs: startedMs - 10 * MINUTE_MS },
      // Without an order, each stretch that is whole is small, so that a job has many of them.
      site: { order: 'shuffled', pageCap: 100 },
    });
    const [sample] = sandbox.site.records();
    if (sample === undefined) throw new Error('The site has no records.');
    const summary = 'Space imported';
    const large = { ...sample, creationDate: startedMs - 59.8 * DAY_MS, summary, description: TOO_LARGE };
    sandbox.site.addRecords([large]);
    vscode = await startVscode({ certificateFile: caFile });
    window = await openWindow(vscode);
    await window.page.setViewportSize({ width: 1360, height: 900 });
    added = await addAcme(window, sandbox, { firstSync: 'The last 7 days' });
    for (const view of ['Organizations', 'Destinations']) await foldView(window, view);
    await widenSideBar(window, 620);
  });
  afterAll(async () => {
    await vscode?.stop();
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    sandbox.site.faults.clear();
    sandbox.azure.faults.clear();
    if (task.result?.state === 'fail') await screenshot(window, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  const row = (label: string | RegExp) => treeRow(window, VIEW, label);
  const descriptionOf = async (label: string | RegExp) => {
    const rows = await treeRows(window, VIEW);
    return rows.find((one) => (typeof label === 'string' ? one.label === label : label.test(one.label)))?.description;
  };
  const BACKFILL = 'Backfill';
  /** Slow enough that somebody can watch it. */
  const slowDown = () => sandbox.site.faults.always('audit', { kind: 'slow', delayMs: 250 });
  const deliverable = () => sandbox.site.records().filter(({ description }) => description !== TOO_LARGE);
  const clearNotifications = () => runCommand(window, 'Notifications: Clear All Notifications');
  const within = (range: DayRange) => recordsOf(sandbox, windowOfDays(range));
  const clipboard = () => hostEval(window.extensionHost, ({ env }) => env.clipboard.readText(), undefined);
  const editorText = () =>
    hostEval(window.extensionHost, (vs) => vs.window.activeTextEditor?.document.getText() ?? '', undefined);

  const askedCount = (text: string) => Number(/[\d,]+(?= records)/.exec(text)?.[0].replaceAll(',', ''));

  test('a sync asks before the first send, and so does a backfill, with the number of records that it sends', async () => {
    await expect.poll(() => descriptionOf(ACME)).toBe('not synced yet');
    await runCommand(window, 'Confluence Audit: Sync Now');
    const { wanted, allowed } = firstSent(sandbox, added, 7);
    const asked = askedCount((await readDialog(window)).message);
    expect(asked).toBeGreaterThanOrEqual(wanted.length);
    expect(asked).toBeLessThanOrEqual(allowed.length);
    await answerDialog(window, 'Cancel');
    await runCommand(window, 'Confluence Audit: Backfill…');
    await answerDayRange(window, 'What of Acme shall be sent?', EARLY);
    const { message, detail } = await readDialog(window);
    expect(message).toMatch(/^Send \d+ records of Acme to Sentinel\?$/);
    expect(detail).toMatch(/Nobody has agreed yet that records of Acme are sent to this destination\./);
    await screenshotThemes(window, 'backfill-consent');
    expect(arrivedCount(sandbox)).toBe(0);
    await answerDialog(window, 'Send');
    const count = askedCount(message);
    await waitForNotification(window, `${ACME}: Backfill done, ${count} records sent to Sentinel.`);
    expect(compare(sandbox, { wanted: within(EARLY) })).toEqual(EACH_ONCE);
    expect(arrivedCount(sandbox)).toBe(count);
    await clearNotifications();
  });

  test('what neither has read is a hole', async () => {
    await runCommand(window, 'Confluence Audit: Sync Now');
    await waitForNotification(window, 'records sent to Sentinel.');
    const first = firstSent(sandbox, added, 7);
    const wanted = [...within(EARLY), ...first.wanted];
    expect(compare(sandbox, { wanted, allowed: [...within(EARLY), ...first.allowed] })).toEqual(EACH_ONCE);
    await expect.poll(() => descriptionOf(ACME)).toBe('up to date · 1 hole');
    await expect.poll(() => descriptionOf('Coverage')).toBe('1 hole');
    await clearNotifications();
  });

  test('a backfill is asked for, tells how far it is, and is paused in the tree', async () => {
    slowDown();
    await runCommand(window, 'Confluence Audit: Backfill…');
    const { labels } = await readQuickInput(window, 'What of Acme shall be sent?');
    const lasts = ['Last 7 days', 'Last 30 days', 'Last 90 days', 'Everything the site keeps'];
    expect(labels).toEqual([...lasts, 'Only the holes', 'From … to …']);
    await screenshotThemes(window, 'range-picker');
    await pickItem(window, 'Last 90 days');
    expect(await readDialog(window)).toMatchObject({
      message: 'Backfill Acme to Sentinel?',
      detail: expect.stringMatching(/Azure replaces a TimeGenerated that is older than two days/),
    });
    await screenshotThemes(window, 'backfill-question');
    await answerDialog(window, 'Backfill');
    await expect.poll(() => descriptionOf(BACKFILL)).toMatch(/^[1-9]\d? % · [1-9][\d,]* records · .+ – .+$/);
    await waitForNotification(window, 'Backfill of Acme');
    await expect
      .poll(async () => (await waitForNotification(window, 'Backfill of Acme')).textContent())
      .toMatch(/[1-9]\d? % · [\d,]+ sent/);
    await statusBarItem(window, 'Confluence: Backfill').waitFor();
    await screenshot(window, 'backfill-running-dark');
    await screenshotThemes(window, 'status-backfilling', window.page.locator('.part.statusbar'));
    // What it has read so far shows while it goes on.
    await expect.poll(() => descriptionOf('Coverage'), { timeout: 10_000 }).toBe('2 holes');
    expect(await descriptionOf(BACKFILL)).not.toContain('paused');
    await clickRowAction(row(BACKFILL), 'Pause Job');
    await expect.poll(() => descriptionOf(BACKFILL)).toMatch(/^[1-9]\d? % · [\d,]+ records · paused · .+ – .+$/);
    await waitForNotification(window, 'Backfill of Acme paused after');
    await clearNotifications();
  });

  test('a job that is paused rests, also after a reload, while syncs go on', async () => {
    const paused = await descriptionOf(BACKFILL);
    const before = arrivedCount(sandbox);
    await reloadWindow(window);
    await expect.poll(() => descriptionOf(BACKFILL)).toBe(paused);
    await runCommand(window, 'Confluence Audit: Sync Now');
    await waitForNotification(window, `${ACME}: no new records.`);
    expect(await descriptionOf(BACKFILL)).toBe(paused);
    expect(arrivedCount(sandbox)).toBe(before);
    await clearNotifications();
  });

  test('a batch without an acknowledgement is sent again, and told', async () => {
    sandbox.site.addRecords(5, Date.now() - 3 * MINUTE_MS);
    sandbox.azure.faults.next('ingestion', { kind: 'acceptedButCut' });
    await runCommand(window, 'Confluence Audit: Sync Now');
    await waitForNotification(window, `${ACME}: 5 records sent to Sentinel.`);
    await expect.poll(() => descriptionOf('In doubt')).toBe('1 batch');
    await expandRow(row('In doubt'));
    await row('5 records in doubt').waitFor();
    expect(compare(sandbox, { wanted: sandbox.site.records() }).repeated).toBe(5);
    await clickRowAction(row('5 records in doubt'), 'Copy Query That Removes Repeats');
    await waitForNotification(window, 'The query was copied.');
    expect(await clipboard()).toContain('| summarize arg_max(TimeGenerated, *) by EventOriginalUid');
    await clearNotifications();
  });

  test('shows all of it: the job, coverage, quarantine, doubts and runs with what repairs them', async () => {
    sandbox.site.faults.always('audit', { kind: 'status', status: 403, body: 'administrator permission needed' });
    await runCommand(window, 'Confluence Audit: Sync Now');
    await expect.poll(() => descriptionOf(ACME)).toMatch(/^failed/);
    sandbox.site.faults.clear();
    await clearNotifications();
    await expandRow(row('Quarantine'));
    await expandRow(row('Runs'));
    await expect.poll(async () => (await treeRows(window, VIEW)).map(({ icon }) => icon)).toContain('error');
    const failed = row(/^Sync, /).filter({ hasText: 'failed' });
    await expandRow(failed);
    await row(/needs the Confluence Administrator permission/).waitFor();
    await screenshotThemes(window, 'activity');
    await expandRow(row(BACKFILL));
  });

  test('a hole is filled by one click', async () => {
    await expect.poll(() => descriptionOf('Coverage')).toBe('2 holes');
    const newest = row(/ – /).filter({ hasText: 'never read' }).first();
    await clickRowAction(newest, 'Fill Hole');
    await waitForNotification(window, `${ACME}: Backfill done`);
    await expect.poll(() => descriptionOf('Coverage')).toBe('1 hole');
    expect(compare(sandbox, { wanted: within({ ...EARLY, toDaysAgo: 0 }) }).missing).toBe(0);
    await clearNotifications();
  });

  test('a job goes on by itself after a reload in its middle, and sends each record once', async () => {
    slowDown();
    await clickRowAction(row(BACKFILL), 'Resume Job');
    const before = arrivedCount(sandbox);
    await expect
      .poll(() => descriptionOf(BACKFILL), { timeout: 30_000 })
      .toMatch(/^[1-9]\d? % · [\d,]+ records · .+ – .+$/);
    await expect.poll(() => arrivedCount(sandbox), { timeout: 30_000 }).toBeGreaterThan(before);
    await reloadWindow(window);
    sandbox.site.faults.clear();
    await expect.poll(() => compare(sandbox, { wanted: deliverable() }).missing, { timeout: 30_000 }).toBe(0);
    await expect.poll(() => descriptionOf(BACKFILL)).toBeUndefined();
    await expect.poll(() => descriptionOf('Coverage')).toMatch(/^.+ – .+, without a hole$/);
    expect(compare(sandbox, { wanted: deliverable() })).toEqual({ missing: 0, repeated: 5 });
  });

  let counted: readonly SampleRecord[] = [];
  test('a dry run counts what would be sent, and sends nothing', async () => {
    counted = sandbox.site.addRecords(4, startedMs - 40.5 * DAY_MS);
    const before = arrivedCount(sandbox);
    await runCommand(window, 'Confluence Audit: Dry Run…');
    await answerDayRange(window, 'What of Acme shall be counted?', { fromDaysAgo: 42, toDaysAgo: 39 });
    await expect.poll(editorText).toMatch(/^Dry run of Acme\nNothing was sent, and nothing was written\./);
    const text = await editorText();
    expect(text).toMatch(/^Would be sent: 4 records$/m);
    expect(text).toMatch(/^Known already \(delivered or discarded\), so left out: \d+ records$/m);
    expect(arrivedCount(sandbox)).toBe(before);
    await screenshotThemes(window, 'dry-run');
  });

  test('a reconciliation sends just what came late or was dated back', async () => {
    const late = [
      ...counted,
      ...sandbox.site.addRecords(3, Date.now() - 5 * 60 * MINUTE_MS),
      ...sandbox.site.addRecords(2, Date.now() - 20 * DAY_MS),
    ];
    const before = arrivedRows(sandbox).length;
    await runCommand(window, 'Confluence Audit: Reconcile…');
    await readQuickInput(window, 'What of Acme shall be compared with what was delivered?');
    await pickItem(window, 'Last 90 days');
    await waitForNotification(window, '9 were missing and have been sent');
    const sent = arrivedRows(sandbox).slice(before);
    expect(sent.map((one) => one.CreationDate).sort()).toEqual(late.map((one) => one.creationDate).sort());
    await clearNotifications();
  });

  test('a record that is too large is shown as it came', async () => {
    await expect.poll(() => descriptionOf('Quarantine')).toBe('1 record');
    await expandRow(row('Quarantine'));
    const record = row(/./).filter({ hasText: 'Space imported' });
    await record.click();
    await expect.poll(editorText).toContain('"summary": "Space imported"');
    expect(await editorText()).toContain(TOO_LARGE);
    await screenshotThemes(window, 'quarantine-document');
    await clickRowAction(record, 'Retry Quarantined Record');
    await waitForNotification(window, '1 record still cannot be sent.');
    await clearNotifications();
  });

  test('the sync state is exported, and no secret is in it or in anything else that was kept', async () => {
    await runCommand(window, 'Confluence Audit: Export Sync State…');
    await readQuickInput(window, 'Export the Sync State of Acme');
    await answerFileDialog(window, path.join(folder, 'exported'), 'earlier-exports');
    await waitForNotification(window, 'the sync state was exported');
    await clearNotifications();
    // The dialog adds what the name of such a file ends with.
    const [exported = ''] = (await readdir(folder)).filter((name) => name.startsWith('exported'));
    const text = gunzipSync(await readFile(path.join(folder, exported))).toString('utf8');
    expect(text).toContain(sandbox.site.url);
    const { administrator } = sandbox.site.users;
    for (const secret of [administrator.token, sandbox.azure.app.clientSecret]) {
      const basic = Buffer.from(`${administrator.email}:${secret}`).toString('base64');
      for (const form of [secret, basic, Buffer.from(secret).toString('base64').replaceAll('=', '')]) {
        expect(await findText(window, form)).toEqual([]);
        expect(text).not.toContain(form);
        expect(await editorText()).not.toContain(form);
      }
    }
    // The search does look into the files: each of these is in one of them.
    const own = await routeFolder(vscode);
    expect(await findText(window, '"coverage"')).toEqual([expect.stringMatching(/state\.\d+\.json$/)]);
    expect(await findText(window, '"inDoubt"')).toContain(path.join(own, 'ledger.ndjson'));
    expect(await findText(window, TOO_LARGE)).toContain(path.join(own, 'quarantine.ndjson'));
    expect(await findText(window, '"heartbeatMs"')).toEqual([expect.stringMatching(/lease\.\d+$/)]);
    expect(await findText(window, 'reconcile of Acme succeeded')).toContainEqual(expect.stringMatching(/\.log$/));
  });

  test('discarding asks, and forgets the record', async () => {
    const record = row(/./).filter({ hasText: 'Space imported' });
    await clickRowAction(record, 'Discard Quarantined Record…');
    expect(await readDialog(window)).toMatchObject({
      message: 'Discard 1 record of Acme?',
      detail: expect.stringMatching(/Later syncs count them as known and do not send them/),
    });
    await screenshot(window, 'discard-dark');
    await answerDialog(window, 'Cancel');
    await record.waitFor();
    await clickRowAction(record, 'Discard Quarantined Record…');
    await answerDialog(window, 'Discard');
    await row('Quarantine').waitFor({ state: 'hidden' });
    expect(await findText(window, TOO_LARGE)).toEqual([]);
    await expect.poll(editorText).toBe('"This record is no longer in quarantine."');
    await screenshot(window, 'quarantine-document-gone-dark');
  });

  test('a replay warns, hands out the query that removes repeats, and sends a range again', async () => {
    const again = { fromDaysAgo: 50, toDaysAgo: 49 };
    const meant = within(again);
    const { fromMs, toMs } = windowOfDays(again);
    const before = arrivedCount(sandbox);
    await runCommand(window, 'Confluence Audit: Replay…');
    await answerDayRange(window, 'What of Acme shall be sent again?', again);
    const { message, detail } = await readDialog(window);
    expect(message).toBe('Send every record of this time of Acme to Sentinel again?');
    const counts = [
      `${meant.length} records would be sent`,
      `known already (delivered or discarded): ${meant.length}.`,
    ];
    expect(detail).toContain(counts.join('; '));
    await screenshotThemes(window, 'replay');
    await pressDialogButton(window, 'Copy Query That Removes Repeats');
    await expect.poll(clipboard).toContain(`| where CreationDate between (${fromMs} .. ${toMs})`);
    await readDialog(window);
    expect(arrivedCount(sandbox)).toBe(before);
    await answerDialog(window, 'Send Again');
    await waitForNotification(window, `${meant.length} records sent again to Sentinel.`);
    const repeated = arrivedRows(sandbox).slice(before);
    expect(repeated.map((one) => one.CreationDate).sort()).toEqual(meant.map((one) => one.creationDate).sort());
    // As the query does.
    const once = new Set(arrivedRows(sandbox).map((one) => one.EventOriginalUid));
    expect(once.size).toBe(deliverable().length);
    await clearNotifications();
  });

  test('the query for everything is copied from the organization', async () => {
    await chooseFromContextMenu(window, row(ACME), 'Copy Query That Removes Repeats');
    await waitForNotification(window, 'The query was copied.');
    expect(await clipboard()).toBe(
      [
        'ConfluenceAuditLogs_CL',
        `| where SiteUrl == "${sandbox.site.url}"`,
        '| summarize arg_max(TimeGenerated, *) by EventOriginalUid',
      ].join('\n'),
    );
  });

  /** Adds a site whose name nobody knows, with background sync: as seen from a computer that is offline. */
  const addUnreachable = async (name: string) => {
    await runCommand(window, 'Confluence Audit: Add Organization…');
    const form = await webviewFrame(window, 'Add Organization');
    const values = {
      'Organization URL': 'https://nowhere.invalid',
      'User name (e-mail)': 'auditor@nowhere.invalid',
      'API token': 'ATATT-of-nobody',
      'Display name (optional)': name,
    };
    for (const [label, value] of Object.entries(values)) await input(form, label).fill(value);
    await form.getByRole('combobox', { name: 'Destination' }).click();
    await form.getByRole('option', { name: 'Sentinel', exact: true }).click();
    await form.getByRole('checkbox', { name: 'Sync in the background' }).click();
    const save = form.getByRole('button', { name: 'Save' });
    await save.click();
    await form
      .getByText(/Press Save again to save it anyway/)
      .first()
      .waitFor();
    await save.click();
    await row(name).waitFor();
  };

  test('a wait that the site asks for is shown with its end, and can be cancelled from the status bar', async () => {
    await clearNotifications();
    sandbox.site.faults.always('audit', { kind: 'status', status: 429, headers: { 'retry-after': '90' } });
    await runCommand(window, 'Confluence Audit: Sync Now');
    const waiting = statusBarItem(window, 'Confluence: waiting until');
    await waiting.waitFor();
    await expect.poll(() => descriptionOf(ACME)).toMatch(/^waiting/);
    await waitForNotification(window, 'asks to wait. Going on at');
    await screenshotThemes(window, 'waiting');
    await screenshotThemes(window, 'status-waiting', window.page.locator('.part.statusbar'));
    await waiting.click();
    await readQuickInput(window, 'Confluence audit sync');
    await screenshotThemes(window, 'status-menu-waiting');
    await pickItem(window, 'Cancel the sync of Acme');
    await waitForNotification(window, 'Sync of Acme cancelled');
    await clearNotifications();
  });

  test('a computer without a way out is offline, which is no failure', async () => {
    // Where a site was reached a moment ago, another one that is not is to blame itself.
    await reloadWindow(window);
    await addUnreachable('Nowhere');
    const offline = statusBarItem(window, 'Confluence: offline');
    await offline.waitFor();
    await expect.poll(() => descriptionOf('Nowhere')).toMatch(/^offline/);
    await screenshotThemes(window, 'offline');
    await screenshotThemes(window, 'status-offline', window.page.locator('.part.statusbar'));
    await offline.hover();
    await window.page.locator('.monaco-hover', { hasText: 'This computer is offline' }).waitFor();
    await screenshot(window, 'status-offline-hover-dark');
    await offline.click();
    await readQuickInput(window, 'Confluence audit sync');
    await screenshotThemes(window, 'status-menu');
    await foldView(window, VIEW);
    await pickItem(window, 'Show the sync activity');
    await expect.poll(() => descriptionOf('Nowhere')).toMatch(/^offline/);
  });

  test('nothing went wrong on the way', () => {
    expect(window.errors).toEqual([]);
  });
});
