import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { answerDialog, pressNotificationButton, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { closeWindow, openWindow, type Window } from '../vscode/openWindow.ts';
import { outputLog } from '../vscode/outputLog.ts';
import { pickItem, readQuickInput } from '../vscode/quickInput.ts';
import { screenshot, screenshotOf } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { statusBarItem } from '../vscode/statusBar.ts';
import { treeRows } from '../vscode/tree.ts';
import { openContainer } from '../vscode/views.ts';
import { addAcme } from './addAcme.ts';
import { arrivedCount, compare, DAY_MS, EACH_ONCE, leaseHolderPid, recordsInDoubt, recordsOfLast } from './arrivals.ts';

const MINUTE_MS = 60_000;
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

  const slowDown = () => sandbox.site.faults.always('audit', { kind: 'slow', delayMs: 400 });
  const beginBackfill = async (window: Window, range: string) => {
    await runCommand(window, 'Confluence Audit: Backfill…');
    await readQuickInput(window, 'What of Acme shall be sent?');
    await pickItem(window, range);
    await readDialog(window);
    await answerDialog(window, 'Backfill');
  };
  const descriptions = async (window: Window) =>
    (await treeRows(window, 'Sync Activity')).map(({ label, description }) => `${label}: ${description}`).join('\n');
  /** What nobody acknowledged may be there twice, and nothing else. */
  const expectEachOnceButDoubts = async (days: number) => {
    const { missing, repeated } = compare(sandbox, recordsOfLast(sandbox, days));
    expect(missing).toBe(0);
    expect(repeated).toBeLessThanOrEqual(await recordsInDoubt(vscode));
  };

  test('nothing is sent in the background before somebody agrees', async () => {
    await addAcme(first, sandbox, { firstSync: 'The last 24 hours', intervalMinutes: 5 });
    await waitForNotification(first, 'are ready to be sent to Sentinel.');
    await statusBarItem(first, 'Confluence: waits for your agreement').waitFor();
    await screenshot(first, 'background-consent-dark');
    await screenshotOf(first.page.locator('.part.statusbar'), 'status-waits-for-agreement');
    expect(arrivedCount(sandbox)).toBe(0);
    await pressNotificationButton(first, 'are ready to be sent to Sentinel.', 'Send');
    await expect.poll(() => compare(sandbox, recordsOfLast(sandbox, 1))).toEqual(EACH_ONCE);
    await statusBarItem(first, 'Confluence: synced').waitFor();
    await screenshotOf(first.page.locator('.part.statusbar'), 'status-synced');
  });

  test('one works, and the other says so', async () => {
    second = await openWindow(vscode);
    await openContainer(second, 'Confluence Audit');
    await statusBarItem(second, 'Confluence: synced').waitFor();
    slowDown();
    const before = arrivedCount(sandbox);
    await beginBackfill(first, 'Last 30 days');
    await expect.poll(() => arrivedCount(sandbox), { timeout: 30_000 }).toBeGreaterThan(before);
    await statusBarItem(second, 'Confluence: synced by another window').waitFor();
    await expect.poll(() => descriptions(second)).toMatch(/Acme: syncing in another window/);
    await expect.poll(() => descriptions(second)).toMatch(/Backfill, .*: .* · runs in another window/);
    await screenshot(second, 'synced-by-another-window-dark');
    await screenshotOf(second.page.locator('.part.statusbar'), 'status-synced-by-another-window');
    expect(await leaseHolderPid(vscode)).toBe(first.extensionHost.pid);
  });

  test('when it is closed in the middle, the other goes on within half a minute', async () => {
    const { pid } = first.extensionHost;
    await closeWindow(first);
    await ended(pid);
    const before = arrivedCount(sandbox);
    expect(compare(sandbox, recordsOfLast(sandbox, 30)).missing).toBeGreaterThan(0);
    await expect.poll(() => arrivedCount(sandbox), { timeout: TAKEOVER_MS }).toBeGreaterThan(before);
    expect(await leaseHolderPid(vscode)).toBe(second.extensionHost.pid);
    sandbox.site.faults.clear();
    await expect.poll(() => compare(sandbox, recordsOfLast(sandbox, 30)).missing, { timeout: 30_000 }).toBe(0);
    await expectEachOnceButDoubts(30);
    await statusBarItem(second, 'Confluence: synced').waitFor();
    expect(await descriptions(second)).not.toMatch(/Backfill, .*: .* · /);
  });

  test('one that sleeps in the middle sends nothing when it wakes up', async () => {
    third = await openWindow(vscode);
    await statusBarItem(third, 'Confluence: synced').waitFor();
    slowDown();
    const before = arrivedCount(sandbox);
    await second.page.bringToFront();
    await beginBackfill(second, 'Last 90 days');
    await expect.poll(() => arrivedCount(sandbox), { timeout: 40_000 }).toBeGreaterThan(before);
    const { pid } = second.extensionHost;
    process.kill(pid, 'SIGSTOP');
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
    await expect.poll(() => compare(sandbox, recordsOfLast(sandbox, 90)).missing, { timeout: 40_000 }).toBe(0);
    await statusBarItem(third, 'Confluence: synced').waitFor();
    await expectEachOnceButDoubts(90);
  });

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
