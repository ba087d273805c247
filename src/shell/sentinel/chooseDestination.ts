import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { Parts } from '../parts.ts';
import { askChoice, type Choice } from '../quickInput.ts';
import { readDestinationInput } from './destinationFormInput.ts';
import { destinationText } from './destinationTree.ts';

type Answer = { readonly destination: Destination } | 'folder' | 'azure';

/** Asks where an organization's records shall go; a local folder can be made on the spot. */
export async function chooseDestination(parts: Parts, displayName: string): Promise<Destination | undefined> {
  const known: Choice<Answer>[] = parts.destinations.list().map((destination) => ({
    label: `$(${destination.kind === 'azure' ? 'azure' : 'folder'}) ${destination.displayName}`,
    description: destinationText(destination),
    value: { destination },
  }));
  const choice = await askChoice<Answer>(vscode.l10n.t('Where shall the records of {0} go?', displayName), [
    ...known,
    {
      label: `$(new-folder) ${vscode.l10n.t('A local folder…')}`,
      description: vscode.l10n.t('files on this computer, no Azure account needed'),
      value: 'folder',
    },
    {
      label: `$(azure) ${vscode.l10n.t('Microsoft Sentinel through Azure…')}`,
      description: vscode.l10n.t('a data collection rule and a service principal'),
      value: 'azure',
    },
  ]);
  if (choice === undefined) return undefined;
  if (choice.value === 'folder') return newFolder(parts);
  if (choice.value === 'azure') {
    await vscode.commands.executeCommand('confluenceAudit.addDestination');
    return undefined;
  }
  return choice.value.destination;
}

async function newFolder(parts: Parts): Promise<Destination | undefined> {
  const { destinationValues, pickFolder } = await import('./destinationForm.ts');
  const folder = await pickFolder();
  if (folder === undefined) return undefined;
  const values = { ...destinationValues(undefined), kind: 'folder' as const, folder };
  const input = readDestinationInput(values, { edited: undefined, newId: randomUUID() });
  if (!input.ok) return undefined;
  await parts.destinations.add(input.destination, undefined);
  return input.destination;
}
