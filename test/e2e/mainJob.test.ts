import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { findText } from '../vscode/findText.ts';
import { answerDialog, readDialog, waitForNotification } from '../vscode/notifications.ts';
import { openWindow, reloadWindow, type Window } from '../vscode/openWindow.ts';
import { outputLog } from '../vscode/outputLog.ts';
import { screenshot, setTheme } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { clickRowAction, treeRow, treeRows } from '../vscode/tree.ts';
import { openContainer, welcomeButton } from '../vscode/views.ts';
import { webviewFrame } from '../vscode/webviewFrame.ts';
import { field, input } from '../webview/formLocators.ts';
import { expectedRow } from './expectedRow.ts';
import { organizationDetail } from './organizationDetail.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NAME = 'Acme';
const RENAMED = 'Acme Corporation';

/** A person adds an organization and a destination by their forms, previews the records and syncs them. */
describe('the main job', () => {
  let folder: string;
  let sandbox: Sandbox;
  let vscode: Vscode;
  let window: Window;
  let secrets: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-e2e-'));
    const caFile = path.join(folder, 'ca.pem');
    const nowMs = Date.now();
    const past = { fromMs: nowMs - 6 * DAY_MS, toMs: nowMs - 10 * MINUTE_MS };
    sandbox = await startSandbox({ records: 2500, caFile, window: past });
    secrets = [sandbox.site.users.administrator.token, sandbox.azure.app.clientSecret];
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

  const notesAt = async (form: Frame, label: string) =>
    (await field(form, label).locator('.note').allTextContents()).join('\n');
  const say = (form: Frame, label: string, text: string) => input(form, label).fill(text);
  const choose = async (form: Frame, label: string, option: string) => {
    await form.getByRole('combobox', { name: label }).click();
    await form.getByRole('option', { name: option, exact: true }).click();
  };
  const detailOf = (detail: string) => organizationDetail(window, NAME, detail);
  const stateOf = () => detailOf('State');

  test('begins at the welcome view', async () => {
    await openContainer(window, 'Confluence Audit');
    await welcomeButton(window, 'Organizations', 'Add Organization').click();
    const form = await webviewFrame(window, 'Add Organization');
    await input(form, 'Organization URL').waitFor();
  });

  test.each([
    ['not an address', /not an address/],
    ['https://https://acme.atlassian.net', /https:\/\/ in it twice/],
    ['https://id.atlassian.com/manage-profile', /Atlassian's own address/],
    ['http://acme.atlassian.net', /encrypted/],
    ['', /Enter the organization URL/],
  ])('says at the field what is wrong with the URL "%s"', async (typed, sentence) => {
    const form = await webviewFrame(window, 'Add Organization');
    await say(form, 'Organization URL', typed);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => notesAt(form, 'Organization URL')).toMatch(sentence);
    expect(await treeRows(window, 'Organizations')).toEqual([]);
  });

  test('says at the fields that e-mail and token are missing', async () => {
    const form = await webviewFrame(window, 'Add Organization');
    await expect.poll(() => notesAt(form, 'User name (e-mail)')).toMatch(/e-mail address/);
    await expect.poll(() => notesAt(form, 'API token')).toMatch(/Enter an API token/);
  });

  test('says at the field which of site, user and token does not work', async () => {
    const form = await webviewFrame(window, 'Add Organization');
    const { administrator, member } = sandbox.site.users;
    const testNow = () => form.getByRole('button', { name: 'Test connection' }).click();
    await say(form, 'Organization URL', `${sandbox.site.url}/wiki/spaces/X/pages/1`);
    await say(form, 'Display name (optional)', NAME);

    await say(form, 'User name (e-mail)', administrator.email);
    await say(form, 'API token', 'wrong-token');
    await testNow();
    await expect.poll(() => notesAt(form, 'API token')).toMatch(/does not accept/);

    await say(form, 'User name (e-mail)', member.email);
    await say(form, 'API token', member.token);
    await testNow();
    await expect.poll(() => notesAt(form, 'User name (e-mail)')).toMatch(/Confluence Administrator permission/);

    sandbox.site.faults.next('audit', { kind: 'html' });
    await say(form, 'User name (e-mail)', administrator.email);
    await say(form, 'API token', administrator.token);
    await testNow();
    await expect.poll(() => notesAt(form, 'Organization URL')).toMatch(/web page instead of audit records/);
    await screenshot(window, 'organization-form-problem-dark');
  });

  test('adds a destination from within the form', async () => {
    const form = await webviewFrame(window, 'Add Organization');
    await form.getByRole('button', { name: 'Add destination…' }).click();
    const destination = await webviewFrame(window, 'Add Destination');
    const { endpoint, ruleId, stream, authorityHost, audience, tenantId, app } = sandbox.azure;
    await choose(destination, 'Cloud', 'Custom');
    await say(destination, 'Display name (optional)', 'Sentinel');
    await say(destination, 'Logs ingestion endpoint', endpoint);
    await say(destination, 'Immutable ID of the data collection rule', ruleId);
    await say(destination, 'Stream name', stream);
    await say(destination, 'Authority host', authorityHost);
    await say(destination, 'Token audience', audience);
    await say(destination, 'Tenant ID', tenantId);
    await say(destination, 'Client ID', app.clientId);
    await say(destination, 'Client secret', 'wrong-secret');
    await destination.getByRole('button', { name: 'Test connection' }).click();
    await expect.poll(() => notesAt(destination, 'Client secret')).toMatch(/does not accept the client secret/);
    await say(destination, 'Client secret', app.clientSecret);
    await destination.getByRole('button', { name: 'Test connection' }).click();
    await expect.poll(() => notesAt(destination, 'Stream name')).toMatch(/knows the stream/);
    await screenshot(window, 'destination-form-dark');
    await input(destination, 'Client secret').press('Enter');
    await treeRow(window, 'Destinations', 'Sentinel').waitFor();
    expect(sandbox.azure.received(stream)).toEqual([]);
  });

  test('tests the connection and saves by the keyboard', async () => {
    const form = await webviewFrame(window, 'Add Organization');
    expect(await form.getByRole('combobox', { name: 'Destination' }).textContent()).toMatch(/Sentinel/);
    await form.getByRole('button', { name: 'Test connection' }).click();
    await expect.poll(() => notesAt(form, 'User name (e-mail)')).toMatch(/May read the audit log/);
    await expect.poll(() => form.locator('.diagnosis').textContent()).toMatch(/Sentinel accepts records/);
    await screenshot(window, 'organization-form-dark');
    await setTheme(window, 'light');
    await screenshot(window, 'organization-form-light');
    await setTheme(window, 'dark');
    await input(form, 'Organization URL').press('Enter');
    await treeRow(window, 'Organizations', NAME).waitFor();
    expect(await stateOf()).toBe('Not synced yet');
  });

  test('previews live records, the raw one beside the mapped one', async () => {
    await clickRowAction(treeRow(window, 'Organizations', NAME), 'Preview Audit Records');
    const preview = await webviewFrame(window, `${NAME}: Audit Records`);
    await preview.getByText('2,500 records').first().waitFor();
    const newest = sandbox.site.records().at(-1);
    const firstRow = preview.locator('[role=row][aria-rowindex="2"]');
    await expect.poll(() => firstRow.textContent()).toContain(newest?.summary ?? '');
    await firstRow.click();
    await expect.poll(() => preview.locator('pre').first().textContent()).toBe(JSON.stringify(newest, null, 2));
    await preview.getByText('EventOriginalUid').first().waitFor();
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await setTheme(window, theme);
      await screenshot(window, `preview-${theme}`);
    }
    await setTheme(window, 'dark');
  });

  const arrived = () => sandbox.azure.received(sandbox.azure.stream) as Record<string, unknown>[];
  /** As a bag: what arrives must be there as often as the site has it. */
  const asBag = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(sorted(row))).sort();
  const expected = (records: readonly SampleRecord[]) =>
    asBag(records.map((record) => expectedRow(record, sandbox.site.url)));
  const withoutKey = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ EventOriginalUid: _key, ...rest }) => rest);

  const expectEachRecordOnce = (): void => {
    const records = sandbox.site.records();
    expect(asBag(withoutKey(arrived()))).toEqual(expected(records));
    expect(new Set(arrived().map((row) => row['EventOriginalUid'])).size).toBe(records.length);
  };

  test('counts what the first send would send, and sends nothing unless a person agrees', async () => {
    await clickRowAction(treeRow(window, 'Organizations', NAME), 'Sync Now');
    const { message, detail, buttons } = await readDialog(window);
    expect(message).toMatch(/^Acme: 2,500 records \([\d.]+ MB\) since .* are ready to be sent to Sentinel\.$/);
    expect(detail).toMatch(/^Nothing was sent there yet\./);
    expect(buttons.toSorted()).toEqual(['Cancel', 'Send']);
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await setTheme(window, theme);
      await screenshot(window, `first-send-${theme}`);
    }
    await setTheme(window, 'dark');
    await answerDialog(window, 'Cancel');
    await expect.poll(() => stateOf()).toBe('Not synced yet');
    expect(arrived()).toEqual([]);
  });

  test('syncs every record once, each mapped right, and says so in the tree', async () => {
    await clickRowAction(treeRow(window, 'Organizations', NAME), 'Sync Now');
    await readDialog(window);
    await answerDialog(window, 'Send');
    await waitForNotification(window, `${NAME}: 2,500 records sent to Sentinel.`);
    expectEachRecordOnce();
    await expect.poll(() => stateOf()).toBe('Synced');
    await screenshot(window, 'tree-synced-dark');
    await setTheme(window, 'light');
    await screenshot(window, 'tree-synced-light');
  });

  test('goes on after a restart of the window, with what is new and nothing else', async () => {
    await reloadWindow(window);
    await openContainer(window, 'Confluence Audit');
    await treeRow(window, 'Organizations', NAME).waitFor();
    await expect.poll(() => stateOf()).toBe('Synced');
    // Some of these are older than what was synced last: the site published them late.
    sandbox.site.addRecords(3, Date.now() - 5 * MINUTE_MS);
    sandbox.site.addRecords(4, Date.now() - 20 * MINUTE_MS);
    await runCommand(window, 'Confluence Audit: Sync Now');
    await expect.poll(() => detailOf('Delivered')).toBe('2,507 records');
    expectEachRecordOnce();
  });

  test('a site in trouble is told in the tree, with what to do, and loses nothing', async () => {
    sandbox.site.addRecords(2, Date.now() - 4 * MINUTE_MS);
    sandbox.site.faults.always('audit', { kind: 'status', status: 403, body: 'administrator permission needed' });
    await runCommand(window, 'Confluence Audit: Sync Now');
    await expect.poll(() => stateOf()).toBe('Failed');
    const told = (await treeRows(window, 'Organizations')).map(({ label }) => label);
    expect(told).toContainEqual(expect.stringContaining('needs the Confluence Administrator permission'));
    await screenshot(window, 'tree-failed-light');
    sandbox.site.faults.clear();
    await runCommand(window, 'Confluence Audit: Sync Now');
    await expect.poll(() => detailOf('Delivered')).toBe('2,509 records');
    expectEachRecordOnce();
  });

  test('editing never brings the token back, and keeps it when the field stays empty', async () => {
    await clickRowAction(treeRow(window, 'Organizations', NAME), 'Edit Organization…');
    const form = await webviewFrame(window, `Edit ${NAME}`);
    await input(form, 'API token').waitFor();
    expect(await input(form, 'API token').inputValue()).toBe('');
    expect(await input(form, 'Organization URL').inputValue()).toBe(sandbox.site.url);
    await say(form, 'Display name (optional)', RENAMED);
    await input(form, 'Display name (optional)').press('Enter');
    await treeRow(window, 'Organizations', RENAMED).waitFor();
    await runCommand(window, 'Notifications: Clear All Notifications');
    await runCommand(window, 'Confluence Audit: Run Diagnostics');
    const diagnosis = await webviewFrame(window, `${RENAMED}: Diagnostics`);
    await expect.poll(() => diagnosis.locator('.diagnosis').textContent()).toMatch(/2,509 records|More than/);
  });

  test('asks for the token again when the user changes, and does not save what does not work without a word', async () => {
    await clickRowAction(treeRow(window, 'Organizations', RENAMED), 'Edit Organization…');
    const form = await webviewFrame(window, `Edit ${RENAMED}`);
    const { member } = sandbox.site.users;
    await say(form, 'User name (e-mail)', member.email);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => notesAt(form, 'API token')).toMatch(/enter the token that belongs to them/);
    await say(form, 'API token', member.token);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => form.locator('body').textContent()).toMatch(/Press Save again to save it anyway/);
    // A token that was typed and not saved is nowhere either.
    expect(await findText(window, member.token)).toEqual([]);
    await form.getByRole('button', { name: 'Cancel' }).click();
    await treeRow(window, 'Organizations', RENAMED).waitFor();
  });

  test('leaves token and secret nowhere but in the secret storage', async () => {
    for (const secret of secrets) {
      expect(await findText(window, secret)).toEqual([]);
      const basic = Buffer.from(`${sandbox.site.users.administrator.email}:${secret}`).toString('base64');
      expect(await findText(window, basic)).toEqual([]);
    }
    // The search itself must be able to find: the name is there in the clear.
    expect(await findText(window, RENAMED)).not.toEqual([]);
    expect(await outputLog(window.extensionHost, 'Confluence Audit')).toMatch(
      /sync of Acme succeeded .* 7 delivered in 1 batches/,
    );
  });

  test('removes the organization, its secret and its state after a question', async () => {
    const before = await sizeOfSecrets(window);
    expect(await findText(window, '"coverage"')).toEqual([
      expect.stringMatching(/sync\/[\w-]+\.\w+\/state\.\d+\.json$/),
    ]);
    await treeRow(window, 'Organizations', RENAMED).click();
    await runCommand(window, 'Confluence Audit: Remove Organization…');
    expect((await readDialog(window)).message).toBe(`Remove ${RENAMED}?`);
    await answerDialog(window, 'Remove');
    await welcomeButton(window, 'Organizations', 'Add Organization').waitFor();
    await expect.poll(() => sizeOfSecrets(window)).toBeLessThan(before);
    expect(await findText(window, '"coverage"')).toEqual([]);
  });

  test('nothing went wrong on the way', () => {
    expect(window.errors).toEqual([]);
  });
});

function sorted(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How much VS Code keeps of secrets; what it keeps is encrypted as a whole. */
async function sizeOfSecrets({ page }: Window): Promise<number> {
  return page.evaluate(() => localStorage.getItem('secrets.provider')?.length ?? 0);
}
