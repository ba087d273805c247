import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { realNames, startRealNamesProxy } from '../sandbox/proxy/realNames.ts';
import type { SandboxProxy } from '../sandbox/proxy/sandboxProxy.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import { hostEval } from '../vscode/extensionHost.ts';
import { findText } from '../vscode/findText.ts';
import { pressNotificationButton, waitForNotification } from '../vscode/notifications.ts';
import { openWindow, type Window } from '../vscode/openWindow.ts';
import { screenshot, setTheme } from '../vscode/screenshot.ts';
import { startVscode, type Vscode } from '../vscode/startVscode.ts';
import { chooseFromContextMenu, clickRowAction, treeRow, treeRows } from '../vscode/tree.ts';
import { openContainer, welcomeButton } from '../vscode/views.ts';
import { webviewFrame } from '../vscode/webviewFrame.ts';
import { field, input } from '../webview/formLocators.ts';
import { organizationDetail } from './organizationDetail.ts';

const DAY_MS = 86_400_000;
const NAME = 'acme';

/** A person adds a site by its custom domain, through a proxy, and is told what is wrong whenever something is. */
describe('a diagnosis', () => {
  let folder: string;
  let sandbox: Sandbox;
  let proxy: SandboxProxy;
  let vscode: Vscode;
  let window: Window;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-e2e-'));
    const caFile = path.join(folder, 'ca.pem');
    sandbox = await startSandbox({
      records: 300,
      caFile,
      names: Object.values(realNames),
      site: { customDomains: [realNames.customDomain], ownUrl: `https://${realNames.site}` },
    });
    proxy = await startRealNamesProxy(sandbox.site.url);
    vscode = await startVscode({ certificateFile: caFile, settings: { 'http.proxy': proxy.url() } });
    window = await openWindow(vscode);
  });
  afterAll(async () => {
    await vscode?.stop();
    await proxy?.stop();
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    sandbox.site.faults.clear();
    if (task.result?.state === 'fail') await screenshot(window, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  const notesAt = async (form: Frame, label: string) =>
    (await field(form, label).locator('.note').allTextContents()).join('\n');
  const say = (form: Frame, label: string, text: string) => input(form, label).fill(text);
  const save = (form: Frame) => form.getByRole('button', { name: 'Save' }).click();
  const step = (frame: Frame, title: string) =>
    frame.getByRole('listitem').filter({ has: frame.locator('.step-title', { hasText: new RegExp(`${title}$`) }) });
  const summary = (frame: Frame) => frame.locator('.diagnosis-summary').textContent();
  const textOf = (frame: Frame, title: string) => step(frame, title).textContent();

  test('shows the site behind a custom domain before it is saved, and sends no token to that domain', async () => {
    await openContainer(window, 'Confluence Audit');
    await welcomeButton(window, 'Organizations', 'Add Organization').click();
    const form = await webviewFrame(window, 'Add Organization');
    const { administrator } = sandbox.site.users;
    await say(form, 'Organization URL', `https://${realNames.customDomain}/wiki/spaces/X`);
    await say(form, 'User name (e-mail)', administrator.email);
    await say(form, 'API token', administrator.token);
    const soon = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);
    await input(form, 'Token expires on (optional)').fill(soon);
    await save(form);
    await expect
      .poll(() => notesAt(form, 'Organization URL'))
      .toContain('wiki.acme.example is a custom domain of acme.atlassian.net, which will be used.');
    expect(await treeRows(window, 'Organizations')).toEqual([]);
    await screenshot(window, 'diagnosis-custom-domain-dark');
    await save(form);
    await treeRow(window, 'Organizations', NAME).waitFor();
    expect(sandbox.site.leakedTokens()).toBe(0);
    expect(proxy.seen().map(({ target }) => target)).toContain('acme.atlassian.net:443');
  });

  test('warns of a token that ends soon', async () => {
    await waitForNotification(window, 'The API token of acme expires on');
    await expect
      .poll(() => organizationDetail(window, NAME, 'API token'))
      .toMatch(/expires in 5 days|expires in 4 days/);
    await screenshot(window, 'diagnosis-token-expiry-dark');
    await pressNotificationButton(window, 'The API token of acme expires on', 'Edit Organization');
    const form = await webviewFrame(window, 'Edit acme');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await runCommand(window, 'Notifications: Clear All Notifications');
  });

  test('refuses the same site and user again, by whichever address', async () => {
    await runCommand(window, 'Confluence Audit: Add Organization…');
    const form = await webviewFrame(window, 'Add Organization');
    await say(form, 'Organization URL', 'ACME/');
    await say(form, 'User name (e-mail)', sandbox.site.users.administrator.email.toUpperCase());
    await say(form, 'API token', 'any');
    await save(form);
    await expect
      .poll(() => notesAt(form, 'User name (e-mail)'))
      .toContain('This site is there already with the same user, as "acme".');
    await form.getByRole('button', { name: 'Cancel' }).click();
  });

  test('shows each step, and that all is well but for what is worth a remark', async () => {
    await chooseFromContextMenu(window, treeRow(window, 'Organizations', NAME), 'Run Diagnostics');
    const view = await webviewFrame(window, 'acme: Diagnostics');
    await expect.poll(() => summary(view)).toMatch(/2 remarks/);
    expect(await view.getByRole('listitem').count()).toBe(14);
    expect(await textOf(view, 'Proxy')).toContain(`Through ${proxy.url()}, as http.proxy says.`);
    expect(await textOf(view, 'Certificate')).toContain('Confluence Audit Sandbox CA');
    expect(await textOf(view, 'Audit log')).toContain('300 records of the last 30 days');
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await setTheme(window, theme);
      await screenshot(window, `diagnosis-works-${theme}`);
    }
    await setTheme(window, 'dark');
  });

  test('is copied as Markdown, without the token and the address of the user', async () => {
    const view = await webviewFrame(window, 'acme: Diagnostics');
    await view.getByRole('button', { name: 'Copy as Markdown' }).click();
    await view.getByText('Copied.').waitFor();
    const copied = await hostEval(window.extensionHost, ({ env }) => env.clipboard.readText(), undefined);
    expect(copied).toContain('acme.atlassian.net');
    const { administrator } = sandbox.site.users;
    for (const secret of [administrator.token, administrator.email]) expect(copied).not.toContain(secret);
  });

  interface Trouble {
    readonly begin: () => void;
    readonly step: string;
    readonly says: RegExp;
    readonly repair: string;
  }
  const always = (fault: Parameters<Sandbox['site']['faults']['always']>[1]) => () =>
    sandbox.site.faults.always('audit', fault);
  const TROUBLES: Readonly<Record<string, Trouble>> = {
    'wrong-token': {
      begin: () => {
        for (const endpoint of ['audit', 'currentUser', 'systemInfo'] as const) {
          sandbox.site.faults.always(endpoint, { kind: 'status', status: 401 });
        }
      },
      step: 'Authentication',
      says: /does not accept this user name and API token/,
      repair: 'Edit Organization',
    },
    'not-administrator': {
      begin: always({ kind: 'status', status: 403, body: 'User does not have permission to view the audit log' }),
      step: 'Audit log',
      says: /Confluence Administrator permission/,
      repair: 'Open Atlassian Administration',
    },
    'free-plan': {
      begin: () => sandbox.site.changeOptions({ plan: 'free' }),
      step: 'Plan',
      says: /Free plan/,
      repair: 'About the Audit Log',
    },
    'no-confluence': {
      begin: () => {
        for (const endpoint of ['audit', 'currentUser', 'systemInfo'] as const) {
          const body = 'Current user not permitted to use Confluence';
          sandbox.site.faults.always(endpoint, { kind: 'status', status: 403, body });
        }
      },
      step: 'Access to Confluence',
      says: /no access to Confluence/,
      repair: 'Open Atlassian Administration',
    },
    'rate-limited': {
      begin: always({ kind: 'status', status: 429, headers: { 'retry-after': '600' } }),
      step: 'Audit log',
      // With the day where the pause ends on another one.
      says: /Try again after .*\d:\d\d/,
      repair: 'About Rate Limits',
    },
    'server-error': {
      begin: always({ kind: 'status', status: 503 }),
      step: 'Audit log',
      says: /a problem of its own/,
      repair: 'Status Page',
    },
    'login-page': {
      begin: always({ kind: 'html' }),
      step: 'Audit log',
      says: /a web page instead of/,
      repair: '',
    },
    'cut-off': { begin: always({ kind: 'truncated' }), step: 'Audit log', says: /not complete/, repair: '' },
    clock: {
      begin: () => sandbox.site.changeOptions({ clockAheadMs: -3_600_000 }),
      step: 'Clock',
      says: /ahead of the site's by 60 minutes/,
      repair: '',
    },
    'not-a-site': {
      begin: () => sandbox.site.faults.always('tenantInfo', { kind: 'status', status: 404 }),
      step: 'Reachability',
      says: /no Confluence Cloud site/,
      repair: 'Edit Organization',
    },
  };

  test.each(Object.entries(TROUBLES))('tells the cause and offers the repair: %s', async (name, trouble) => {
    trouble.begin();
    const view = await webviewFrame(window, 'acme: Diagnostics');
    await view.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => textOf(view, trouble.step)).toMatch(trouble.says);
    await expect.poll(() => summary(view)).not.toMatch(/of 14/);
    expect(await textOf(view, trouble.step)).toContain(trouble.repair);
    await screenshot(window, `diagnosis-${name}-dark`);
    sandbox.site.restoreOptions();
  });

  test('names a proxy that is not there, and leads to its setting', async () => {
    const view = await webviewFrame(window, 'acme: Diagnostics');
    await hostEval(
      window.extensionHost,
      ({ workspace, ConfigurationTarget }) =>
        workspace.getConfiguration('http').update('proxy', 'http://127.0.0.1:1', ConfigurationTarget.Global),
      undefined,
    );
    await view.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => textOf(view, 'Proxy')).toMatch(/cannot be reached/);
    await screenshot(window, 'diagnosis-proxy-dark');
    await step(view, 'Proxy').getByRole('button', { name: 'Open Proxy Settings' }).click();
    await window.page.locator('.settings-editor').getByText('Http: Proxy', { exact: false }).first().waitFor();
    await screenshot(window, 'diagnosis-proxy-settings-dark');
    await hostEval(
      window.extensionHost,
      ({ workspace, ConfigurationTarget }, address) =>
        workspace.getConfiguration('http').update('proxy', address, ConfigurationTarget.Global),
      proxy.url(),
    );
  });

  test('is the same in the form, below the fields', async () => {
    sandbox.site.faults.always('audit', { kind: 'status', status: 403, body: 'administrator permission needed' });
    await clickRowAction(treeRow(window, 'Organizations', NAME), 'Edit Organization…');
    const form = await webviewFrame(window, 'Edit acme');
    await form.getByRole('button', { name: 'Test connection' }).click();
    await expect.poll(() => summary(form)).toMatch(/1 problem/);
    await expect.poll(() => notesAt(form, 'User name (e-mail)')).toMatch(/Confluence Administrator/);
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await setTheme(window, theme);
      await screenshot(window, `organization-form-diagnosis-${theme}`);
    }
    await setTheme(window, 'dark');
    await form.getByRole('button', { name: 'Cancel' }).click();
  });

  test('leaves the token nowhere, and nothing went wrong on the way', async () => {
    expect(await findText(window, sandbox.site.users.administrator.token)).toEqual([]);
    expect(sandbox.site.leakedTokens()).toBe(0);
    expect(window.errors).toEqual([]);
  });
});
