import * as vscode from 'vscode';

/**
 * The path of what was picked in a file dialog; undefined where that is nothing that can be used, which is said. In a remote
 * window, the dialogs show the remote machine, where the extension does not run.
 */
export function onThisComputer(picked: vscode.Uri | undefined): string | undefined {
  if (picked === undefined || picked.scheme === 'file') return picked?.fsPath;
  void vscode.window.showErrorMessage(
    vscode.l10n.t('Choose a file on this computer: the extension does not run on the remote machine.'),
  );
  return undefined;
}
