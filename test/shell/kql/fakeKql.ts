import { EventEmitter } from '../fakeEvents.ts';
import { FakePanel } from '../fakePanel.ts';
import { DISMISS, user } from '../fakeUser.ts';
import { Uri } from '../fakeValues.ts';
import { workspace as plainWorkspace } from '../fakeVscode.ts';
import * as base from './language/fakeLanguages.ts';
import { Position, Range } from './language/fakeLanguages.ts';

/** The fake window with what queries need besides: documents in editors, edits, a save dialog, the view of results. */
export * from './language/fakeLanguages.ts';

/** As VS Code's, whose positions are in lines that any line break ends. */
export class TextDocument extends base.TextDocument {
  override readonly uri: Uri;
  constructor(uri: Uri | string, text: string) {
    super('', text);
    this.uri = typeof uri === 'string' ? Uri.file(uri) : uri;
  }
  override getText(range?: Range): string {
    const text = super.getText();
    return range === undefined ? text : text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }
  lineAt(line: number): { readonly text: string } {
    return { text: this.getText().split(LINE_BREAK)[line] ?? '' };
  }
  override positionAt(offset: number): Position {
    const before = this.getText().slice(0, offset);
    // Between the two characters of a line break there is no place.
    const lines = before.split(/\r\n|\r|\n/);
    const last = lines.at(-1) ?? '';
    const isInBreak = before.endsWith('\r') && this.getText()[offset] === '\n';
    return isInBreak
      ? new Position(lines.length - 2, lines.at(-2)?.length ?? 0)
      : new Position(lines.length - 1, last.length);
  }
  override offsetAt({ line, character }: Position): number {
    const breaks = [...this.getText().matchAll(/\r\n|\r|\n/g)];
    const start = line === 0 ? 0 : (breaks[line - 1]?.index ?? 0) + (breaks[line - 1]?.[0].length ?? 0);
    return start + character;
  }
}

const LINE_BREAK = /\r\n|\r|\n/;

export interface FakeEditor {
  readonly document: TextDocument;
  readonly selection: Selection;
}

export class Selection extends Range {
  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
  get active(): Position {
    return this.end;
  }
}

const visibleChanged = new EventEmitter<unknown>();
let untitled = 0;

/** What is in the editor area. */
export const editors = {
  /** On the disk, by path. */
  files: new Map<string, string>(),
  readOnly: new Set<string>(),
  active: undefined as FakeEditor | undefined,
  visible: [] as FakeEditor[],
  /** What the status bar said for a moment. */
  said: [] as string[],
  saveDialogs: [] as { readonly title: string; readonly defaultUri: Uri; readonly filters: object }[],
  views: [] as FakeView[],
  reset(): void {
    for (const document of [...base.workspace.textDocuments]) base.close(document);
    for (const view of editors.views) view.dispose();
    editors.files.clear();
    editors.readOnly.clear();
    editors.said.length = 0;
    editors.saveDialogs.length = 0;
    editors.views.length = 0;
    untitled = 0;
    editors.show();
  },
  /** Opens a document in an editor. `^` in its text is the cursor, two of them are a selection. */
  open(uri: Uri | string, marked = '', language = 'kusto'): TextDocument {
    const [before = '', inside = '', after] = marked.split('^');
    const text = after === undefined ? before + inside : before + inside + after;
    const document = new TextDocument(uri, text);
    document.languageId = language;
    base.open(document);
    const start = document.positionAt(before.length);
    const end = after === undefined ? start : document.positionAt(before.length + inside.length);
    editors.show({ document, selection: new Selection(start, end) });
    return document;
  },
  show(...visible: FakeEditor[]): void {
    editors.visible = visible;
    editors.active = visible.at(-1);
    visibleChanged.fire(visible);
  },
  close(document: TextDocument): void {
    base.close(document);
    editors.show(...editors.visible.filter((editor) => editor.document !== document));
  },
  /** VS Code tells it as closing the document, which is open all the time, and opening it again. */
  changeLanguage(document: TextDocument, language: string): void {
    Object.defineProperty(document, 'isClosed', { get: () => false, set: () => undefined, configurable: true });
    base.close(document);
    Object.defineProperty(document, 'isClosed', { value: false, writable: true });
    document.languageId = language;
    base.open(document);
  },
};

/** The view in the panel, as VS Code makes one when it is shown for the first time. */
export class FakeView extends FakePanel {
  /** Each time that it was brought to the front: whether the focus stayed. */
  readonly shows: boolean[] = [];
  show(preserveFocus: boolean): void {
    if (this.disposed) throw new Error('Webview is disposed');
    this.shows.push(preserveFocus);
  }
}

interface ViewProvider {
  resolveWebviewView(view: FakeView): Promise<void> | void;
}
let viewProvider: ViewProvider | undefined;

/** What VS Code does with a view that it shows for the first time. */
export async function resolveView(view: FakeView | undefined): Promise<void> {
  if (view !== undefined) await viewProvider?.resolveWebviewView(view);
}

/** Opens the view of results where there is none. */
export async function openResults(): Promise<FakeView> {
  const known = editors.views.findLast(({ disposed }) => !disposed);
  if (known !== undefined) return known;
  const view = new FakeView('confluenceAudit.kqlResults', 'KQL Results');
  editors.views.push(view);
  await resolveView(view);
  return view;
}

export const window = {
  ...base.window,
  get activeTextEditor() {
    return editors.active;
  },
  get visibleTextEditors() {
    return editors.visible;
  },
  onDidChangeVisibleTextEditors: visibleChanged.event,
  async showTextDocument(document: TextDocument, { selection }: { readonly selection?: Range }) {
    const { start, end } = selection ?? new Range(0, 0, 0, 0);
    editors.show({ document, selection: new Selection(start, end) });
  },
  async showSaveDialog(options: (typeof editors.saveDialogs)[number]) {
    editors.saveDialogs.push(options);
    const answer = user.ask({ kind: 'folder', title: options.title, value: options.defaultUri.fsPath });
    if (answer === DISMISS) return undefined;
    return answer.includes('://') ? Uri.parse(answer) : Uri.file(answer);
  },
  setStatusBarMessage(text: string) {
    editors.said.push(text);
  },
  registerWebviewViewProvider(_id: string, provider: ViewProvider) {
    viewProvider = provider;
    return new base.Disposable(() => {
      viewProvider = undefined;
    });
  },
};

export const commands = {
  ...base.commands,
  async executeCommand(command: string, argument?: unknown, value?: unknown): Promise<unknown> {
    if (command !== 'confluenceAudit.kqlResults.focus') return base.commands.executeCommand(command, argument, value);
    user.executed.push({ command, argument });
    return openResults();
  },
};

interface NewDocument {
  readonly language: string;
  readonly content: string;
}

export const workspace = {
  ...plainWorkspace,
  ...base.workspace,
  get textDocuments() {
    return base.workspace.textDocuments;
  },
  async openTextDocument(asked: Uri | NewDocument): Promise<TextDocument> {
    if ('content' in asked) {
      untitled += 1;
      const made = new TextDocument(new Uri('untitled', `Untitled-${untitled}`), asked.content);
      made.languageId = asked.language;
      base.open(made);
      return made;
    }
    const known = base.workspace.textDocuments.find(({ uri }) => String(uri) === String(asked));
    if (known instanceof TextDocument) return known;
    // VS Code makes an empty document of this name.
    if (asked.scheme === 'untitled') throw new Error('nobody wants another untitled document');
    const text = editors.files.get(asked.path);
    if (text === undefined) throw new Error(`cannot open ${asked}`);
    const opened = new TextDocument(asked, text);
    base.open(opened);
    return opened;
  },
  async applyEdit({ inserts }: WorkspaceEdit): Promise<boolean> {
    for (const { uri, position, text } of inserts) {
      const document = base.workspace.textDocuments.find((one) => String(one.uri) === String(uri));
      if (document === undefined || editors.readOnly.has(uri.path)) return false;
      const old = document.getText();
      const at = document.offsetAt(position);
      const lineBreak = old.includes('\r\n') ? '\r\n' : '\n';
      document.type(old.slice(0, at) + text.replaceAll('\n', lineBreak) + old.slice(at));
    }
    return true;
  },
};

export class WorkspaceEdit extends base.WorkspaceEdit {
  readonly inserts: { readonly uri: Uri; readonly position: Position; readonly text: string }[] = [];
  insert(uri: Uri, position: Position, text: string): void {
    this.inserts.push({ uri, position, text });
  }
}

interface LensProvider {
  readonly onDidChangeCodeLenses: (listener: () => void) => { dispose(): void };
  provideCodeLenses(document: TextDocument): readonly FakeLens[];
}

export interface FakeLens {
  readonly range: Range;
  readonly command: { readonly title: string; readonly command: string; readonly arguments: readonly unknown[] };
}

export class CodeLens implements FakeLens {
  readonly range: Range;
  readonly command: FakeLens['command'];
  constructor(range: Range, command: FakeLens['command']) {
    this.range = range;
    this.command = command;
  }
}

const lensProviders = new Set<LensProvider>();

/** What stands above the lines of a document. */
export function lensesOf(document: TextDocument): readonly FakeLens[] {
  return [...lensProviders].flatMap((provider) => provider.provideCodeLenses(document));
}

/** Follows what is said to stand there. */
export function lensesChanged(listener: () => void): void {
  for (const provider of lensProviders) provider.onDidChangeCodeLenses(listener);
}

export const languages = {
  ...base.languages,
  registerCodeLensProvider(_selector: unknown, provider: LensProvider) {
    lensProviders.add(provider);
    return new base.Disposable(() => lensProviders.delete(provider));
  },
};
