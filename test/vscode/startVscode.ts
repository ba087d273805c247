import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { vsixFile } from '../run/extensionManifest.ts';
import { launchChromium } from './chromium.ts';
import { hostEnvironment, trustEnvironment } from './hostEnvironment.ts';
import { installVscode } from './install/installVscode.ts';
import { installExtensions } from './installExtensions.ts';
import { startServer } from './startServer.ts';
import { QUIET_SETTINGS, THEMES, type ThemeKind } from './userSettings.ts';

/*
 * The harness drives a real VS Code: its own server and extension host, and its web workbench in Chromium.
 *
 *   const vscode = await startVscode({ certificateFile });        // the VSIX is installed in it
 *   const window = await openWindow(vscode);                      // the extension is active in it
 *   await runCommand(window, 'Confluence Audit: Show Log');       // from the palette
 *   const form = await webviewFrame(window, 'Add Organization');  // a Playwright frame: form.getByLabel(…)
 *   await vscode.stop();
 *
 * openWindow      openWindow, reloadWindow, closeWindow; window.page is Playwright's page, window.errors must stay empty
 * commands        runCommand, by the palette
 * views           openContainer, viewPane, foldView, widenSideBar, welcomeButton
 * tree            treeRows, treeRow, expandRow, clickRowAction, chooseFromContextMenu
 * quickInput      readQuickInput, pickItem, answerInput, answerFileDialog
 * notifications   waitForNotification, pressNotificationButton, readDialog, answerDialog,
 *                 pressDialogButton
 * statusBar       statusBarItem
 * webviewFrame    webviewFrame, panelFrame
 * editor          openFile, writeText, saveText, editorText, putCursor, diagnostics, acceptSuggestion, applyQuickFix
 * screenshot      screenshot and screenshotThemes into test-results, setTheme
 * extensionHost   hostEval runs a function beside the extension; outputLog and activationTime read what the host wrote
 * findText        every place in which a text, such as a secret, was left
 *
 * What takes time is waited for: Playwright's locators do it, and `expect.poll(() => treeRows(window, 'Organizations'))`.
 */

export interface VscodeOptions {
  /** The extension to install; by default the one `npm run package` made. */
  readonly vsixFile?: string;
  /** Everything that outlives a restart; kept when given, else a temporary folder that `stop` removes. */
  readonly stateFolder?: string;
  /** A certificate authority, as a PEM file, that the extension host trusts. */
  readonly certificateFile?: string;
  /** Further variables of the extension host's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** User settings of a fresh state folder, as the theme. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: ThemeKind;
  /** A fixed port, or an error; by default the port of the last time or any free one. */
  readonly port?: number | undefined;
}

/** A running VS Code server. Windows of it are opened by `openWindow`. */
export interface Vscode {
  /** The address that opens a window on the workspace folder in any browser; it holds a token, so it is a secret. */
  readonly url: string;
  readonly stateFolder: string;
  readonly workspaceFolder: string;
  /** Where the bridge of each extension host reports itself. */
  readonly bridgeFolder: string;
  /** The browser of the one person who uses it; launched when it is first asked for. */
  browser(): Promise<BrowserContext>;
  /** Closes the windows, lets the extension hosts deactivate, and removes a temporary state folder. */
  stop(): Promise<void>;
}

/** Starts a real VS Code (server and web workbench) with the extension installed in it. */
export async function startVscode(options: VscodeOptions = {}): Promise<Vscode> {
  if (options.stateFolder !== undefined) return startIn(resolve(options.stateFolder), options);
  const temporary = await mkdtemp(join(tmpdir(), 'audit-vscode-'));
  const remove = () => rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  try {
    // VS Code leaves its sockets behind, so they go where everything is removed.
    const environment = { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...options.environment };
    const vscode = await startIn(temporary, { ...options, environment });
    return { ...vscode, stop: () => vscode.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startIn(stateFolder: string, options: VscodeOptions): Promise<Vscode> {
  const installFolder = await installVscode();
  const workspaceFolder = join(stateFolder, 'workspace');
  const bridgeFolder = join(stateFolder, 'bridge');
  await rm(bridgeFolder, { recursive: true, force: true });
  for (const folder of [workspaceFolder, bridgeFolder]) await mkdir(folder, { recursive: true });
  await writeSettings(stateFolder, options);

  const trust = options.certificateFile === undefined ? {} : trustEnvironment(resolve(options.certificateFile));
  const environment = hostEnvironment({ BRIDGE_FOLDER: bridgeFolder, ...trust, ...options.environment });
  await installExtensions({ installFolder, stateFolder, environment, vsixFile: options.vsixFile ?? vsixFile });
  const server = await startServer({ installFolder, stateFolder, environment, port: options.port });

  let browser: Promise<BrowserContext> | undefined;
  return {
    url: `http://127.0.0.1:${server.port}/?${new URLSearchParams({ tkn: server.token, folder: workspaceFolder })}`,
    stateFolder,
    workspaceFolder,
    bridgeFolder,
    browser() {
      browser ??= launchChromium(join(stateFolder, 'profile'));
      return browser;
    },
    async stop() {
      // A browser that could not be launched must not keep the server from stopping.
      await browser?.then((context) => context.close()).catch(() => undefined);
      await server.stop();
    },
  };
}

/** Settings that are there from an earlier run are left as a person has changed them. */
async function writeSettings(stateFolder: string, { settings, theme = 'dark' }: VscodeOptions): Promise<void> {
  const folder = join(stateFolder, 'data', 'User');
  const file = join(folder, 'settings.json');
  if (existsSync(file)) return;
  await mkdir(folder, { recursive: true });
  const all = { ...QUIET_SETTINGS, 'workbench.colorTheme': THEMES[theme], ...settings };
  await writeFile(file, JSON.stringify(all, null, 2));
}
