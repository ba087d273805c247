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

export interface ServedViewOptions<C extends Calls> {
  /** Folder of the view under `webview`, and the name of its bundle. */
  readonly view: string;
  readonly title: string;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly handlers: Handlers<C>;
}

/** Opens a view in the editor area and serves its calls until it is closed. */
export function openWebviewPanel<C extends Calls, E extends Events>(options: ServedViewOptions<C>): WebviewPanel<E> {
  const { view, title, extensionUri } = options;
  const panel = vscode.window.createWebviewPanel(`confluenceAudit.${view}`, title, vscode.ViewColumn.Active, {
    ...webviewOptions(extensionUri),
    // A secret that is being typed, and records, must not be stored anywhere, so the page stays while it is hidden. It
    // holds little: of the records only the rows on screen.
    retainContextWhenHidden: true,
  });
  panel.iconPath = {
    light: vscode.Uri.joinPath(extensionUri, 'media', 'panelLight.svg'),
    dark: vscode.Uri.joinPath(extensionUri, 'media', 'panelDark.svg'),
  };
  return { panel, server: serveWebview<C, E>(panel.webview, options) };
}

/** What a webview may do: run its own scripts, and load nothing but what the extension has built. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [bundlesOf(extensionUri)] };
}

/** Fills a webview with its view and serves its calls. */
export function serveWebview<C extends Calls, E extends Events>(
  webview: vscode.Webview,
  { view, title, extensionUri, log, nowMs, handlers }: ServedViewOptions<C>,
): Server<E> {
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
  const uriOf = (file: string): string =>
    String(webview.asWebviewUri(vscode.Uri.joinPath(bundlesOf(extensionUri), file)));
  webview.html = webviewHtml({
    language: vscode.env.language,
    title,
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    scriptUri: uriOf(`${view}.js`),
    styleUri: uriOf('theme.css'),
    l10nBundle: vscode.l10n.bundle,
  });
  return server;
}

function bundlesOf(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
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
