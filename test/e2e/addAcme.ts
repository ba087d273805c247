import type { Frame } from 'playwright-core';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';
import { runCommand } from '../vscode/commands.ts';
import type { Window } from '../vscode/openWindow.ts';
import { treeRow } from '../vscode/tree.ts';
import { openContainer } from '../vscode/views.ts';
import { webviewFrame } from '../vscode/webviewFrame.ts';
import { input } from '../webview/formLocators.ts';

export const ACME = 'Acme';
export const SENTINEL = 'Sentinel';

export interface AcmeOptions {
  /** As the form calls it. */
  readonly firstSync: string;
  /** Background sync is off where it is undefined. */
  readonly intervalMinutes?: number;
}

/** Adds the sandbox's site and its Azure by their forms, as a person does. Gives between which instants it was saved. */
export async function addAcme(
  window: Window,
  sandbox: Sandbox,
  { firstSync, intervalMinutes }: AcmeOptions,
): Promise<AuditWindow> {
  await openContainer(window, 'Confluence Audit');
  await addSentinel(window, sandbox);
  await runCommand(window, 'Confluence Audit: Add Organization…');
  const form = await webviewFrame(window, 'Add Organization');
  const { administrator } = sandbox.site.users;
  await input(form, 'Organization URL').fill(sandbox.site.url);
  await input(form, 'User name (e-mail)').fill(administrator.email);
  await input(form, 'API token').fill(administrator.token);
  await input(form, 'Display name (optional)').fill(ACME);
  await choose(form, 'Destination', SENTINEL);
  await choose(form, 'First sync reads', firstSync);
  if (intervalMinutes !== undefined) {
    await form.getByRole('checkbox', { name: 'Sync in the background' }).click();
    await input(form, 'Minutes between syncs').fill(String(intervalMinutes));
  }
  const fromMs = Date.now();
  await form.getByRole('button', { name: 'Save' }).click();
  await treeRow(window, 'Organizations', ACME).waitFor();
  return { fromMs, toMs: Date.now() };
}

async function addSentinel(window: Window, { azure }: Sandbox): Promise<void> {
  await runCommand(window, 'Confluence Audit: Add Destination…');
  const form = await webviewFrame(window, 'Add Destination');
  await choose(form, 'Cloud', 'Custom');
  const values = {
    'Display name (optional)': SENTINEL,
    'Logs ingestion endpoint': azure.endpoint,
    'Immutable ID of the data collection rule': azure.ruleId,
    'Stream name': azure.stream,
    'Authority host': azure.authorityHost,
    'Token audience': azure.audience,
    'Tenant ID': azure.tenantId,
    'Client ID': azure.app.clientId,
    'Client secret': azure.app.clientSecret,
  };
  for (const [label, value] of Object.entries(values)) await input(form, label).fill(value);
  await form.getByRole('button', { name: 'Save' }).click();
  await treeRow(window, 'Destinations', SENTINEL).waitFor();
}

/** Chooses from a dropdown of a form. */
async function choose(form: Frame, label: string, option: string): Promise<void> {
  await form.getByRole('combobox', { name: label }).click();
  await form.getByRole('option', { name: option, exact: true }).click();
}
