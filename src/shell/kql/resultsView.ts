import * as vscode from 'vscode';
import type { RunClient } from '../../kqlThread/runClient.ts';
import type { KqlResultsCalls, KqlResultsEvents, ResultState } from '../../protocol/kqlResults.ts';
import type { Server } from '../../protocol/rpc.ts';
import type { Parts } from '../parts.ts';
import { serveWebview, webviewOptions } from '../webview/webviewPanel.ts';
import type { QueryRuns } from './queryRuns.ts';

export interface ResultsViewOptions {
  readonly parts: Omit<Parts, 'kql'>;
  readonly runs: Pick<RunClient, 'ask'>;
  readonly queries: QueryRuns;
  /** What the buttons of the header do, beside what the view does itself. */
  readonly actions: {
    readonly runAgain: () => Promise<void>;
    /** False when nothing was copied. */
    readonly copyQueryWithData: () => Promise<boolean>;
    readonly runInWorkspace: () => Promise<void>;
  };
}

const VIEW = 'confluenceAudit.kqlResults';

interface ShownView {
  readonly view: vscode.WebviewView;
  server: Server<KqlResultsEvents> | undefined;
}

/** The panel's view of results. Its rows are in the run thread; of them it gets those in sight. */
export function registerResultsView(options: ResultsViewOptions): vscode.Disposable {
  const { parts, queries } = options;
  let shown: ShownView | undefined;
  let forgetting: NodeJS.Timeout | undefined;
  let isRunning = false;
  const serve = async (own: ShownView): Promise<void> => {
    const { webview } = own.view;
    webview.options = webviewOptions(parts.extensionUri);
    const title = vscode.l10n.t('KQL Results');
    const { resultsHandlers } = await import('./resultsHandlers.ts');
    // It may have been closed meanwhile.
    if (shown !== own) return;
    const handlers = resultsHandlers(options);
    const served = { ...parts, ...{ view: 'kqlResults', title, handlers } };
    own.server = serveWebview<KqlResultsCalls, KqlResultsEvents>(webview, served);
  };
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      clearTimeout(forgetting);
      const own: ShownView = { view, server: undefined };
      shown = own;
      view.onDidDispose(() => {
        if (shown !== own) return;
        shown = undefined;
        // A view that is moved to another place is closed and opened again.
        forgetting = setTimeout(queries.forgetResult, FORGET_MS).unref();
      });
      return serve(own);
    },
  };
  return vscode.Disposable.from(
    // Records must not be stored anywhere, so the page stays while it is hidden; it holds the rows on screen.
    vscode.window.registerWebviewViewProvider('confluenceAudit.kqlResults', provider, {
      webviewOptions: { retainContextWhenHidden: true },
    }),
    queries.onDidChange((state) => {
      shown?.server?.emit('state', state);
      if (shown !== undefined) shown.view.description = fileOf(state);
      const isOfRun = isRunning || state.kind === 'running';
      isRunning = state.kind === 'running';
      // What happens to an old result is no reason to come up in front of what somebody looks at.
      if (!isOfRun || state.kind === 'nothing') return;
      // Whoever runs a query goes on typing.
      if (shown !== undefined) shown.view.show(true);
      else void vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true });
    }),
    new vscode.Disposable(() => clearTimeout(forgetting)),
  );
}

const FORGET_MS = 10_000;

/** The file of the query that is shown: several may be open. */
function fileOf(state: ResultState): string {
  if (state.kind === 'nothing') return '';
  return state.kind === 'result' ? state.result.query.file : state.query.file;
}
