import { Disposable, EventEmitter } from './fakeEvents.ts';
import { user } from './fakeUser.ts';
import type { Uri } from './fakeValues.ts';

/**
 * The part of VS Code's API that the extension uses, as a window without a screen: `user` sees what it shows and answers
 * what it asks. Tests reach it by `vi.mock('vscode', …)`, because Node has no such module.
 */
export * from './fakeEvents.ts';
export * from './fakeLanguages.ts';
export * from './fakeValues.ts';
export * from './fakeWindow.ts';

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Notification: 15 };
export const ViewColumn = { Active: -1 };
export const UIKind = { Desktop: 1, Web: 2 };

export const l10n = {
  bundle: undefined,
  t: (text: string, ...values: unknown[]): string =>
    text.replace(/\{(\d+)\}/g, (whole, index) => (Number(index) in values ? String(values[Number(index)]) : whole)),
};

export const env = {
  language: 'en',
  uiKind: UIKind.Desktop,
  clipboard: {
    async writeText(text: string) {
      user.clipboard = text;
    },
  },
  async openExternal(uri: Uri) {
    user.openedAddresses.push(String(uri));
    return true;
  },
};

const closed = new EventEmitter<{ readonly uri: Uri }>();

export const workspace = {
  registerTextDocumentContentProvider: () => new Disposable(() => undefined),
  textDocuments: [],
  onDidOpenTextDocument: new EventEmitter<unknown>().event,
  onDidChangeTextDocument: new EventEmitter<unknown>().event,
  onDidCloseTextDocument: closed.event,
  getConfiguration: (section: string) => ({
    get: (name: string, otherwise?: unknown) => user.settings.get(`${section}.${name}`) ?? otherwise,
  }),
  settings: new EventEmitter<{ affectsConfiguration(section: string): boolean }>(),
  onDidChangeConfiguration: (listener: (change: { affectsConfiguration(section: string): boolean }) => unknown) =>
    workspace.settings.event(listener),
};

/** What somebody does in the settings editor. */
export function changeSetting(name: string, value: unknown): void {
  user.settings.set(name, value);
  workspace.settings.fire({ affectsConfiguration: (section) => `${name}.`.startsWith(`${section}.`) });
}

const BUILT_IN = ['setContext', 'revealFileInOS', 'vscode.openFolder', 'confluenceAudit.organizations.focus'];

export const commands = {
  registerCommand(command: string, run: (argument: unknown) => unknown) {
    if (user.commands.has(command)) throw new Error(`command '${command}' already exists`);
    user.commands.set(command, run);
    return new Disposable(() => user.commands.delete(command));
  },
  async executeCommand(command: string, argument?: unknown, value?: unknown) {
    user.executed.push({ command, argument });
    if (command === 'setContext') user.contexts.set(argument, value);
    if (BUILT_IN.includes(command)) return undefined;
    const run = user.commands.get(command);
    if (run === undefined) throw new Error(`command '${command}' not found`);
    return run(argument);
  },
};
