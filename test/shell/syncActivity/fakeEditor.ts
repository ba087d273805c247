import type { TreeDataProvider } from 'vscode';
import { EventEmitter } from '../fakeEvents.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { Uri as PlainUri } from '../fakeValues.ts';
import * as base from '../fakeVscode.ts';

/** The fake window with what the sync activity needs besides: documents of providers, a save dialog, a view that hides. */
export * from '../fakeVscode.ts';

/** As VS Code's, which takes an address apart and decodes its path. */
export class Uri extends PlainUri {
  static override parse = (text: string): Uri => {
    const at = text.indexOf(':');
    return new Uri(text.slice(0, at), decodeURIComponent(text.slice(at + 1)));
  };
}

interface Provider {
  onDidChange?(listener: (uri: PlainUri) => unknown): { dispose(): void };
  provideTextDocumentContent(uri: PlainUri): string | Promise<string>;
}

const providers = new Map<string, Provider>();
const closed = new EventEmitter<{ readonly uri: PlainUri }>();
const visibility = new EventEmitter<{ readonly visible: boolean }>();

/** What is open in the editor area, the newest last. */
export const editor = {
  opened: [] as { readonly uri: PlainUri; text: string }[],
  /** The ids of rows that were shown in their view, each after those above it. */
  revealed: [] as string[],
  /** Whether the view can be seen. */
  visible: true,
  reset(): void {
    editor.opened.length = 0;
    editor.revealed.length = 0;
    editor.visible = true;
  },
  /** What an editor would show for an address. */
  async read(uri: PlainUri): Promise<string> {
    const provider = providers.get(uri.scheme);
    if (provider === undefined) throw new Error(`nobody serves ${uri.scheme}`);
    return provider.provideTextDocumentContent(uri);
  },
  close(uri: PlainUri): void {
    editor.opened = editor.opened.filter((one) => one.uri !== uri);
    closed.fire({ uri });
  },
  /** Shows or hides the view. */
  turnView(visible: boolean): void {
    editor.visible = visible;
    visibility.fire({ visible });
  },
};

/** What is open is read anew when its provider says that it has changed. */
async function readAnew(uri: PlainUri): Promise<void> {
  const text = await editor.read(uri);
  for (const document of editor.opened) if (String(document.uri) === String(uri)) document.text = text;
}

export const workspace = {
  ...base.workspace,
  onDidCloseTextDocument: closed.event,
  registerTextDocumentContentProvider(scheme: string, provider: Provider) {
    providers.set(scheme, provider);
    const following = provider.onDidChange?.((uri) => void readAnew(uri));
    return new base.Disposable(() => {
      providers.delete(scheme);
      following?.dispose();
    });
  },
  openTextDocument: async (uri: PlainUri) => ({ uri, text: await editor.read(uri) }),
};

export const window = {
  ...base.window,
  async showTextDocument(document: { readonly uri: PlainUri; text: string }) {
    editor.opened.push(document);
  },
  async showSaveDialog({ title, defaultUri }: { readonly title: string; readonly defaultUri: PlainUri }) {
    const answer = user.ask({ kind: 'folder', title, value: defaultUri.fsPath });
    if (answer === DISMISS) return undefined;
    return answer.includes('://') ? Uri.parse(answer) : Uri.file(answer);
  },
  createTreeView(id: string, options: { readonly treeDataProvider: never }) {
    const view = base.window.createTreeView(id, options);
    const provider: TreeDataProvider<unknown> = options.treeDataProvider;
    Object.defineProperty(view, 'visible', { get: () => editor.visible });
    return Object.assign(view, {
      onDidChangeVisibility: visibility.event,
      /** As VS Code does it: a row is found by its id, among those that its parent has now. */
      async reveal(node: unknown) {
        const ids: (string | undefined)[] = [];
        for (let at: unknown = node; at; ) {
          const parent: unknown = await provider.getParent?.(at);
          const { id: rowId } = await provider.getTreeItem(at);
          const rows = await user.rows(id, parent);
          if (!rows.some(({ item }) => item.id === rowId)) throw new Error(`no row ${rowId} where it should be`);
          ids.unshift(rowId);
          at = parent;
        }
        editor.revealed.push(ids.join(' > '));
      },
    });
  },
};
