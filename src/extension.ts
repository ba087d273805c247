import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Started } from './shell/start.ts';

interface Activation {
  /** Undefined where it could not be started, or was ended before. */
  readonly started: Promise<Started | undefined>;
  readonly ended: AbortController;
}

let activation: Activation | undefined;

/**
 * Registers the commands. What is behind them comes in a turn of its own, because a person waits for what activation
 * does, and VS Code resolves imports at once; a command that is called in that moment waits for it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const ended = new AbortController();
  const started = startSoon(context, ended.signal);
  activation = { started, ended };
  for (const { command } of context.extension.packageJSON.contributes.commands) {
    const run = async (node: unknown): Promise<void> => {
      const extension = await started;
      if (extension !== undefined) await extension.runCommand(command, node);
      else if (!ended.signal.aborted) tellThatNothingWorks();
    };
    context.subscriptions.push(vscode.commands.registerCommand(command, run));
  }
}

/** Lets running syncs save what they have done. VS Code disposes of everything else meanwhile. */
export async function deactivate(): Promise<void> {
  activation?.ended.abort();
  const started = await activation?.started;
  await started?.stop();
}

async function startSoon(context: vscode.ExtensionContext, ended: AbortSignal): Promise<Started | undefined> {
  try {
    await nextTurn();
    const { start } = await import('./shell/start.ts');
    return ended.aborted ? undefined : start(context);
  } catch (error) {
    // The extension's own log may be what is missing; this one is that of the extension host.
    console.error(error);
    tellThatNothingWorks();
    return undefined;
  }
}

/** As when an update has replaced the files of the extension that this window runs. */
function tellThatNothingWorks(): void {
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Confluence Audit could not be started. Reload the window; if this comes again, install the extension again.',
    ),
  );
}
