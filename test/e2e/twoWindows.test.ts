import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { findText } from '../vscode/findText.ts';
import { answerDialog, pressNotificationButton, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { closeWindow, openWindow, type Window } from '../vscode/openWindow.ts';
import { outputLog } from '../vscode/outputLog.ts';
import { screenshot, screenshotThemes } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { statusBarItem } from '../vscode/statusBar.ts';
import { treeRows } from '../vscode/tree.ts';
import { openContainer } from '../vscode/views.ts';
import { addAcme } from './addAcme.ts';
import {
  arrivedCount,
  compare,
  DAY_MS,
  EACH_ONCE,
  firstSent,
  leaseHolderPid,
  recordsInDoubt,
  recordsOf,
} from './arrivals.ts';
import { answerDayRange, type DayRange, windowOfDays } from './dayRange.ts';

const MINUTE_MS = 60_000;
const LAST_MONTH: DayRange = { fromDaysAgo: 30, toDaysAgo: 0 };
/** So soon another window goes on. */
const TAKEOVER_MS = 30_000;

/** Two windows of one person, both syncing in the background: one works at a time, and the other goes on after it. */
describe('two windows', () => {
  let folder: string;
  let sandbox: Sandbox;
  let vscode: Vscode;
  let first: Window;
  let second: Window;
  let third: Window;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-windows-'));
    const caFile = path.join(folder, 'ca.pem');
    const nowMs = Date.now();
    sandbox = await startSandbox({
      records: 8000,
      caFile,
      window: { fromMs: nowMs - 60 * DAY_MS, toMs: nowMs - 10 * MINUTE_MS },
      site: { pageCap: 100 },
    });
    vscode = await startVscode({ certificateFile: caFile });
    first = await openWindow(vscode);
  });
  afterAll(async () => {
    await vscode?.stop();
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const open = { first, second, third };
    for (const [name, window] of Object.entries(open)) {
      if (window === undefined || window.page.isClosed()) continue;
      await screenshot(window, `failed-${task.name.replaceAll(/\W+/g, '-')}-${name}`);
    }
  });

  const delayPages = (delayMs: number) => sandbox.site.faults.always('audit', { kind: 'slow', delayMs });
  /** Begins a backfill, and holds it where some of it has arrived: it has minutes to go then. */
  const holdInTheMiddle = async (window: Window, range: DayRange) => {
    delayPages(100);
    const before = arrivedCount(sandbox);
    await beginBackfill(window, range);
    await expect.poll(() => arrivedCount(sandbox), { timeout: 30_000, interval: 20 }).toBeGreaterThan(before);
    delayPages(5000);
  };
  const beginBackfill = async (window: Window, range: DayRange) => {
    await runCommand(window, 'Confluence Audit: Backfill…');
    await answerDayRange(window, 'What of Acme shall be sent?', range);
    await readDialog(window);
    await answerDialog(window, 'Backfill');
  };
  const descriptions = async (window: Window) =>
    (await treeRows(window, 'Sync Activity')).map(({ label, description }) => `${label}: ${description}`).join('\n');
  const lastMonth = () => recordsOf(sandbox, windowOfDays(LAST_MONTH));
  /** What nobody acknowledged may be there twice, and nothing else. */
  const expectEachOnceButDoubts = async (wanted: readonly SampleRecord[]) => {
    const { missing, repeated } = compare(sandbox, { wanted });
    expect(missing).toBe(0);
    expect(repeated).toBeLessThanOrEqual(await recordsInDoubt(vscode));
  };

  test('nothing is sent in the background before somebody agrees, who is asked in one window', async () => {
    const added = await addAcme(first, sandbox, { firstSync: 'The last 24 hours', intervalMinutes: 5 });
    await waitForNotification(first, 'are ready to be sent to Sentinel.');
    await statusBarItem(first, 'Confluence: waits for your agreement').waitFor();
    await screenshot(first, 'background-consent-dark');
    await screenshotThemes(first, 'status-waits-for-agreement', first.page.locator('.part.statusbar'));
    second = await openWindow(vscode);
    await openContainer(second, 'Confluence Audit');
    await statusBarItem(second, 'Confluence: waits for your agreement').waitFor();
    expect(arrivedCount(sandbox)).toBe(0);
    await first.page.bringToFront();
    await pressNotificationButton(first, 'are ready to be sent to Sentinel.', 'Send');
    await expect.poll(() => compare(sandbox, firstSent(sandbox, added, 1))).toEqual(EACH_ONCE);
    await statusBarItem(first, 'Confluence: synced').waitFor();
    await screenshotThemes(first, 'status-synced', first.page.locator('.part.statusbar'));
    await statusBarItem(second, 'Confluence: synced').waitFor();
    expect(await second.page.locator('.notification-list-item').count()).toBe(0);
    expect(await outputLog(second.extensionHost, 'Confluence Audit')).not.toMatch(/sync of Acme/);
  });

  test('a failure stays in the status bar until a sync has worked', async () => {
    sandbox.site.faults.always('audit', { kind: 'status', status: 403, body: 'administrator permission needed' });
    await runCommand(first, 'Confluence Audit: Sync Now');
    await statusBarItem(first, 'Confluence: 1 failed').waitFor();
    await screenshotThemes(first, 'status-failed', first.page.locator('.part.statusbar'));
    sandbox.site.faults.clear();
    await runCommand(first, 'Confluence Audit: Sync Now');
    await statusBarItem(first, 'Confluence: synced').waitFor();
    await runCommand(first, 'Notifications: Clear All Notifications');
  });

  test('one works, and the other says so', async () => {
    await holdInTheMiddle(first, LAST_MONTH);
    expect(await leaseHolderPid(vscode)).toBe(first.extensionHost.pid);
    await statusBarItem(second, 'Confluence: synced by another window').waitFor();
    await expect.poll(() => descriptions(second)).toMatch(/Acme: syncing in another window/);
    await expect.poll(() => descriptions(second)).toMatch(/Backfill: .* · runs in another window/);
    await screenshot(second, 'synced-by-another-window-dark');
    await screenshotThemes(second, 'status-synced-by-another-window', second.page.locator('.part.statusbar'));
  });

  test('no secret is in what is kept while it works', async () => {
    const { administrator } = sandbox.site.users;
    for (const secret of [administrator.token, sandbox.azure.app.clientSecret]) {
      const basic = Buffer.from(`${administrator.email}:${secret}`).toString('base64');
      for (const form of [secret, basic]) expect(await findText(first, form)).toEqual([]);
    }
    // The search does look into the journal, which is empty while nobody works.
    expect(await findText(first, '"released":[')).toContainEqual(expect.stringMatching(/journal[^/]*$/));
  });

  test('when it is closed in the middle, the other goes on within half a minute', async () => {
    const { pid } = first.extensionHost;
    await closeWindow(first);
    await ended(pid);
    delayPages(100);
    const before = arrivedCount(sandbox);
    expect(compare(sandbox, { wanted: lastMonth() }).missing).toBeGreaterThan(0);
    await expect.poll(() => arrivedCount(sandbox), { timeout: TAKEOVER_MS }).toBeGreaterThan(before);
    expect(await leaseHolderPid(vscode)).toBe(second.extensionHost.pid);
    sandbox.site.faults.clear();
    await expect.poll(() => compare(sandbox, { wanted: lastMonth() }).missing, { timeout: 30_000 }).toBe(0);
    await expectEachOnceButDoubts(lastMonth());
    await statusBarItem(second, 'Confluence: synced').waitFor();
    expect(await descriptions(second)).not.toMatch(/Backfill: /);
  });

  test('one that sleeps in the middle sends nothing when it wakes up', async () => {
    third = await openWindow(vscode);
    await statusBarItem(third, 'Confluence: synced').waitFor();
    await second.page.bringToFront();
    await holdInTheMiddle(second, { fromDaysAgo: 61, toDaysAgo: 31 });
    const { pid } = second.extensionHost;
    process.kill(pid, 'SIGSTOP');
    delayPages(100);
    try {
      await expect.poll(() => leaseHolderPid(vscode), { timeout: TAKEOVER_MS }).toBe(third.extensionHost.pid);
      const taken = arrivedCount(sandbox);
      await expect.poll(() => arrivedCount(sandbox), { timeout: 40_000 }).toBeGreaterThan(taken);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect
      .poll(() => outputLog(second.extensionHost, 'Confluence Audit'), { timeout: 20_000 })
      .toMatch(/backfill of Acme failed .*leaseLost/);
    expect(await leaseHolderPid(vscode)).toBe(third.extensionHost.pid);
    sandbox.site.faults.clear();
    await expect.poll(() => compare(sandbox, { wanted: sandbox.site.records() }).missing, { timeout: 40_000 }).toBe(0);
    await statusBarItem(third, 'Confluence: synced').waitFor();
    await expectEachOnceButDoubts(sandbox.site.records());
  }, 120_000);

  test('nothing went wrong on the way', () => {
    for (const { errors } of [first, second, third]) expect(errors).toEqual([]);
  });
});

/** Resolves when a process is no more. */
async function ended(pid: number): Promise<void> {
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isAlive()) await delay(50);
}
