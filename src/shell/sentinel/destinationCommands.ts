import * as vscode from 'vscode';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { Parts } from '../parts.ts';
import { testDestination } from './destinationTest.ts';

/** Removes a destination and its secret, after a question. */
export async function removeDestination(
  { destinations, organizations }: Parts,
  destination: Destination,
): Promise<void> {
  const users = organizations.list().filter(({ destinationId }) => destinationId === destination.id);
  const names = users.map(({ displayName }) => displayName).join(', ');
  const remove = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove {0}?', destination.displayName);
  const detail =
    users.length === 0
      ? vscode.l10n.t('Its stored secret goes too. What was sent stays where it is.')
      : vscode.l10n.t('Its stored secret goes too. These organizations will have no destination: {0}.', names);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return;
  await destinations.remove(destination.id);
}

/** Tests a stored destination and says in one message what works and what does not. */
export async function testStoredDestination({ connections, nowMs }: Parts, destination: Destination): Promise<void> {
  const { displayName } = destination;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Testing {0}', displayName),
    cancellable: true,
  };
  const notes = await vscode.window.withProgress(options, async (_progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    try {
      return await testDestination(connections, { destination, clientSecret: undefined, signal: abort.signal, nowMs });
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  });
  if (notes === undefined) return;
  const sentence = notes.map(({ text }) => text).join(' ');
  if (notes.every(({ verdict }) => verdict !== 'failed')) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} works. {1}', displayName, sentence));
    return;
  }
  const edit = vscode.l10n.t('Edit Destination');
  void vscode.window.showErrorMessage(`${displayName}: ${sentence}`, edit).then((choice) => {
    if (choice === edit) void vscode.commands.executeCommand('confluenceAudit.editDestination', { destination });
  });
}

/** Shows a local folder in the file manager; where that is not possible, opens it in VS Code's explorer. */
export async function openDestinationFolder(destination: Destination): Promise<void> {
  if (destination.kind !== 'folder') return;
  const folder = vscode.Uri.file(destination.folder);
  const command = vscode.env.uiKind === vscode.UIKind.Desktop ? 'revealFileInOS' : 'vscode.openFolder';
  const argument = command === 'vscode.openFolder' ? { forceNewWindow: true } : undefined;
  await vscode.commands.executeCommand(command, folder, argument);
}
