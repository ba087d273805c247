import { setTimeout as delay } from 'node:timers/promises';
import type { ConsoleMessage, Page } from 'playwright-core';
import { extensionId } from '../run/extensionManifest.ts';
import { type ExtensionHost, knownExtensionHosts, nextExtensionHost, waitForExtension } from './extensionHost.ts';
import type { Vscode } from './startVscode.ts';

/** One VS Code window with the extension active in it. */
export interface Window {
  readonly page: Page;
  readonly vscode: Vscode;
  /** The process that runs the window's extensions; another one after a reload. */
  extensionHost: ExtensionHost;
  /** Uncaught errors, and errors logged by webviews (a refused content included) or about the extension. */
  readonly errors: readonly string[];
  /** Everything that the extension has sent to its webviews, as JSON. */
  readonly messagesToWebviews: readonly string[];
}

/** VS Code writes its state to the browser's storage this late; nothing tells when it is done. */
const STATE_FLUSH_MS = 300;

/** Opens a window. Windows of one VS Code share a person's profile: secrets, settings and global state. */
export async function openWindow(vscode: Vscode): Promise<Window> {
  const browser = await vscode.browser();
  const blank = browser.pages().find((page) => page.url() === 'about:blank');
  const page = blank ?? (await browser.newPage());
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && isOurs(message)) errors.push(message.text());
  });
  const messagesToWebviews = await recordMessages(page);
  const extensionHost = await load(vscode, () => page.goto(vscode.url, { waitUntil: 'commit' }));
  const window: Window = { page, vscode, extensionHost, errors, messagesToWebviews };
  await settle(window);
  return window;
}

/** Reloads a window, as the command "Developer: Reload Window" does. */
export async function reloadWindow(window: Window): Promise<void> {
  await delay(STATE_FLUSH_MS);
  window.extensionHost = await load(window.vscode, () => window.page.reload({ waitUntil: 'commit' }));
  await settle(window);
}

export async function closeWindow(window: Window): Promise<void> {
  await delay(STATE_FLUSH_MS);
  await window.page.close();
}

/** Windows are loaded one after the other, so an extension host that was not there before is this window's. */
async function load(vscode: Vscode, navigate: () => Promise<unknown>): Promise<ExtensionHost> {
  const known = await knownExtensionHosts(vscode.bridgeFolder);
  await navigate();
  return nextExtensionHost(vscode.bridgeFolder, known);
}

async function settle(window: Window): Promise<void> {
  await window.page.waitForFunction(() => performance.getEntriesByName('code/LifecyclePhase/Restored').length > 0);
  await waitForExtension(window.extensionHost, extensionId);
}

/** The workbench logs errors of its own too; those of a webview's page or about the extension are ours. */
function isOurs(message: ConsoleMessage): boolean {
  const text = message.text();
  return message.location().url.includes('/webview/') || text.includes(extensionId) || text.includes('confluenceAudit');
}

/** The outer of a webview's two frames gets the page and all later messages from the workbench, through a port. */
async function recordMessages(page: Page): Promise<readonly string[]> {
  const messages: string[] = [];
  await page.exposeFunction('recordMessageToWebview', (message: string) => messages.push(message));
  await page.addInitScript(() => {
    const handler = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    if (handler === undefined || !location.pathname.includes('/webview/browser/pre/index')) return;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      set(this: MessagePort, listener: unknown) {
        const record: (message: string) => void = Reflect.get(globalThis, 'recordMessageToWebview');
        this.addEventListener('message', ({ data }) => record(JSON.stringify(data)));
        handler.set?.call(this, listener);
      },
    });
  });
  return messages;
}
