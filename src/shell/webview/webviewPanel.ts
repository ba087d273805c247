import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Calls, createServer, type Events, type Handlers, type Server } from '../../protocol/rpc.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Log } from '../log.ts';
import { webviewHtml } from './webviewHtml.ts';

export interface WebviewPanel<E extends Events> {
  readonly panel: vscode.WebviewPanel;
  readonly server: Server<E>;
}

export interface WebviewPanelOptions<C extends Calls> {
  /** Folder of the view under `webview`, and the name of its bundle. */
  readonly view: string;
  readonly title: string;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly handlers: Handlers<C>;
}

/** Opens a view in the editor area and serves its calls until it is closed. */
export function openWebviewPanel<C extends Calls, E extends Events>(options: WebviewPanelOptions<C>): WebviewPanel<E> {
  const { view, title, extensionUri, log, nowMs, handlers } = options;
  const bundles = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const panel = vscode.window.createWebviewPanel(`confluenceAudit.${view}`, title, vscode.ViewColumn.Active, {
    enableScripts: true,
    // A secret that is being typed, and records, must not be stored anywhere, so the page stays while it is hidden. It
    // holds little: of the records only the rows on screen.
    retainContextWhenHidden: true,
    localResourceRoots: [bundles],
  });
  const { webview } = panel;
  panel.iconPath = {
    light: vscode.Uri.joinPath(extensionUri, 'media', 'panelLight.svg'),
    dark: vscode.Uri.joinPath(extensionUri, 'media', 'panelDark.svg'),
  };
  const server = createServer<C, E>({
    handlers,
    post: (message) => void webview.postMessage(message),
    describe: (error) => {
      // Whoever cancelled knows.
      if (error instanceof Error && error.name === 'AbortError') return vscode.l10n.t('Cancelled.');
      log.error(error, view);
      return errorSentence(error, nowMs());
    },
  });
  webview.onDidReceiveMessage((message) => server.receive(message));
  webview.html = webviewHtml({
    language: vscode.env.language,
    title,
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    scriptUri: String(webview.asWebviewUri(vscode.Uri.joinPath(bundles, `${view}.js`))),
    styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(bundles, 'theme.css'))),
    l10nBundle: vscode.l10n.bundle,
  });
  return { panel, server };
}

const openPanels = new Map<string, vscode.WebviewPanel>();

/** Shows the panel that goes by this name, which is open at most once, or opens it. */
export function showPanel(name: string, open: () => vscode.WebviewPanel): void {
  const known = openPanels.get(name);
  if (known !== undefined) {
    known.reveal();
    return;
  }
  const panel = open();
  openPanels.set(name, panel);
  panel.onDidDispose(() => openPanels.delete(name));
}
