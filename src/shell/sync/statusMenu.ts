import * as vscode from 'vscode';
import { organizationStatus } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';
import { askChoice, type Choice } from '../quickInput.ts';

interface Action {
  readonly command: string;
  readonly argument?: unknown;
}

/** The menu of the status bar item: how each organization stands, and what can be done. */
export async function showStatusMenu(parts: Parts): Promise<void> {
  const { organizations, sync } = parts;
  const rows: Choice<Action>[] = organizations.list().map((organization) => {
    const progress = sync.progressOf(organization.id);
    const status = organizationStatus(organization, parts);
    const verb =
      progress === undefined
        ? vscode.l10n.t('Sync {0} now', organization.displayName)
        : vscode.l10n.t('Cancel the sync of {0}', organization.displayName);
    return {
      label: `$(${progress === undefined ? 'sync' : 'stop-circle'}) ${verb}`,
      description: status.word,
      detail: status.sentence,
      value: {
        command: progress === undefined ? 'confluenceAudit.syncNow' : 'confluenceAudit.cancelSync',
        argument: { organization },
      },
    };
  });
  const choice = await askChoice<Action>(vscode.l10n.t('Confluence audit sync'), [
    ...rows,
    {
      label: `$(clock) ${vscode.l10n.t('Change the background sync…')}`,
      value: { command: 'confluenceAudit.configureBackgroundSync' },
    },
    {
      label: `$(list-tree) ${vscode.l10n.t('Show the organizations')}`,
      value: { command: 'confluenceAudit.organizations.focus' },
    },
    { label: `$(output) ${vscode.l10n.t('Show the log')}`, value: { command: 'confluenceAudit.showLog' } },
  ]);
  if (choice !== undefined) await vscode.commands.executeCommand(choice.value.command, choice.value.argument);
}
