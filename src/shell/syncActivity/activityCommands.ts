import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Parts } from '../parts.ts';
import { askChoice } from '../quickInput.ts';
import { runRepairs } from '../sync/runRepairs.ts';
import { failureOf, windowOf } from './nodeMembers.ts';
import { repeatsQuery } from './repeatsQuery.ts';

/** Copies KQL that gives every record once: of the row's range, or of all of them. */
export async function copyRepeatsQuery(_parts: Parts, organization: Organization, node: unknown): Promise<void> {
  await vscode.env.clipboard.writeText(repeatsQuery(organization.site, windowOf(node)));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The query was copied. Run it in your Log Analytics workspace.'),
  );
}

/** Offers what repairs the failure of a row, or does it where it is the only thing. */
export async function repairRun(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const failure = failureOf(node);
  if (failure === undefined) return;
  const destination = parts.destinations.get(organization.destinationId ?? '');
  const choices = runRepairs(failure, organization, destination).map((value) => ({ label: value.title, value }));
  const choice = choices.length > 1 ? await askChoice(vscode.l10n.t('What shall be done?'), choices) : choices[0];
  if (choice !== undefined) await vscode.commands.executeCommand(choice.value.command, choice.value.argument);
}

/** Reads everything again: other windows may have synced. */
export async function refreshSyncActivity({ organizations, sync }: Parts): Promise<void> {
  await Promise.all(organizations.list().map((organization) => sync.refresh(organization)));
}
