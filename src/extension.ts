import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Started } from './shell/start.ts';

let starting: Promise<Started> | undefined;

/**
 * Registers the commands. What is behind them comes in a turn of its own, because a person waits for what activation
 * does, and VS Code resolves imports at once; a command that is called in that moment waits for it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const started = nextTurn().then(async () => (await import('./shell/start.ts')).start(context));
  starting = started;
  started.catch(tellThatNothingWorks);
  for (const { command } of context.extension.packageJSON.contributes.commands) {
    const run = async (node: unknown): Promise<void> => (await started).runCommand(command, node);
    context.subscriptions.push(vscode.commands.registerCommand(command, run));
  }
}

/** Lets running syncs save what they have done. */
export async function deactivate(): Promise<void> {
  const started = await starting?.catch(() => undefined);
  await started?.stop();
}

/** As when an update has replaced the files of the extension that this window runs. */
function tellThatNothingWorks(): void {
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Confluence Audit could not be started: a part of it cannot be loaded. Reload the window; if this comes again, install the extension again.',
    ),
  );
}
