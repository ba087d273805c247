import * as vscode from 'vscode';

/** Puts the stream declaration for a data collection rule on the clipboard. */
export async function copyStreamDeclaration(): Promise<void> {
  const { streamDeclaration } = await import('../../core/sentinel/streamDeclaration.ts');
  await vscode.env.clipboard.writeText(streamDeclaration());
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The stream declaration is on the clipboard. Put it into the properties of your data collection rule.',
    ),
  );
}
