import { Disposable, EventEmitter } from '../../fakeEvents.ts';
import { MarkdownString as PlainMarkdown, Uri } from '../../fakeValues.ts';

/** The part of VS Code's API about languages, over the one of fakeVscode. Tests reach it by `vi.mock('vscode', …)`. */
export * from '../../fakeVscode.ts';

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(...at: [start: Position, end: Position] | [number, number, number, number]) {
    const [first, second, third = 0, fourth = 0] = at;
    this.start = typeof first === 'number' ? new Position(first, Number(second)) : first;
    this.end = second instanceof Position ? second : new Position(third, fourth);
  }
  isEqual(other: Range): boolean {
    return JSON.stringify(this) === JSON.stringify(other);
  }
}

/** A document whose text tests change as somebody who types. */
export class TextDocument {
  readonly uri: Uri;
  languageId = 'kusto';
  version = 1;
  isClosed = false;
  #text: string;
  constructor(path: string, text: string) {
    this.uri = Uri.file(path);
    this.#text = text;
  }
  getText(): string {
    return this.#text;
  }
  type(text: string): void {
    this.#text = text;
    this.version += 1;
    changed.fire({ document: this });
  }
  positionAt(offset: number): Position {
    const lines = this.#text.slice(0, offset).split('\n');
    return new Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  }
  offsetAt({ line, character }: Position): number {
    const before = this.#text.split('\n').slice(0, line);
    return before.reduce((sum, { length }) => sum + length + 1, 0) + character;
  }
}

const openedDocuments = new EventEmitter<TextDocument>();
const changed = new EventEmitter<{ readonly document: TextDocument }>();
const closedDocuments = new EventEmitter<TextDocument>();

export const workspace = {
  textDocuments: [] as TextDocument[],
  onDidOpenTextDocument: openedDocuments.event,
  onDidChangeTextDocument: changed.event,
  onDidCloseTextDocument: closedDocuments.event,
};

export function open(document: TextDocument): TextDocument {
  workspace.textDocuments.push(document);
  openedDocuments.fire(document);
  return document;
}

export function close(document: TextDocument): void {
  workspace.textDocuments = workspace.textDocuments.filter((one) => one !== document);
  document.isClosed = true;
  closedDocuments.fire(document);
}

/** What was registered, by the kind of its provider. */
export const providers = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
export const diagnostics = new Map<string, readonly Diagnostic[]>();

const register =
  (kind: string) =>
  (_: unknown, provider: Record<string, (...args: unknown[]) => unknown>): Disposable => {
    providers.set(kind, provider);
    return new Disposable(() => providers.delete(kind));
  };

export const languages = {
  registerCompletionItemProvider: register('completion'),
  registerHoverProvider: register('hover'),
  registerSignatureHelpProvider: register('signature'),
  registerCodeActionsProvider: register('codeActions'),
  registerDefinitionProvider: register('definition'),
  registerReferenceProvider: register('references'),
  registerDocumentHighlightProvider: register('highlights'),
  registerRenameProvider: register('rename'),
  registerDocumentFormattingEditProvider: register('format'),
  registerDocumentRangeFormattingEditProvider: register('formatRange'),
  registerDocumentSymbolProvider: register('symbols'),
  registerFoldingRangeProvider: register('folding'),
  registerDocumentSemanticTokensProvider: register('tokens'),
  createDiagnosticCollection: () => ({
    set: (uri: Uri, found: readonly Diagnostic[]) => diagnostics.set(String(uri), found),
    delete: (uri: Uri) => diagnostics.delete(String(uri)),
    dispose: () => diagnostics.clear(),
  }),
};

export class CancellationError extends Error {}

export class MarkdownString extends PlainMarkdown {
  appendCodeblock(code: string, language: string): this {
    return this.appendMarkdown(`\n\`\`\`${language}\n${code}\n\`\`\`\n`);
  }
}

export class SnippetString {
  value = '';
  appendText(text: string): this {
    this.value += text.replace(/[\\$}]/g, '\\$&');
    return this;
  }
  appendTabstop(number: number): this {
    this.value += `$${number}`;
    return this;
  }
}

export class WorkspaceEdit {
  readonly edits: { readonly uri: string; readonly range: Range; readonly text: string }[] = [];
  replace(uri: Uri, range: Range, text: string): void {
    this.edits.push({ uri: String(uri), range, text });
  }
}

class Kind {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
  contains({ value }: Kind): boolean {
    return value === this.value || value.startsWith(`${this.value}.`);
  }
}

export const CodeActionKind = { QuickFix: new Kind('quickfix'), RefactorExtract: new Kind('refactor.extract') };

/** Values that are made by their constructor's arguments, under these names. */
const valueClass = (...names: readonly string[]) =>
  class {
    [name: string]: unknown;
    constructor(...values: unknown[]) {
      names.forEach((name, index) => {
        this[name] = values[index];
      });
    }
  };

export const Diagnostic = valueClass('range', 'message', 'severity');
type Diagnostic = InstanceType<typeof Diagnostic>;
export const CompletionItem = valueClass('label', 'kind');
export const Hover = valueClass('contents', 'range');
export const SignatureHelp = valueClass();
export const SignatureInformation = valueClass('label', 'documentation');
export const ParameterInformation = valueClass('label');
export const CodeAction = valueClass('title', 'kind');
export const Location = valueClass('uri', 'range');
export const DocumentHighlight = valueClass('range', 'kind');
export const DocumentSymbol = valueClass('name', 'detail', 'kind', 'range', 'selectionRange');
export const FoldingRange = valueClass('start', 'end', 'kind');
export const SemanticTokens = valueClass('data');
export const SemanticTokensLegend = valueClass('types');
export const TextEdit = { replace: (range: Range, text: string) => ({ range, text }) };

/** Enumerations of which only the names matter. */
const names = (): Record<string, string> => new Proxy({}, { get: (_, name) => String(name) });
export const DiagnosticSeverity = names();
export const CompletionItemKind = names();
export const DocumentHighlightKind = names();
export const SymbolKind = names();
export const FoldingRangeKind = names();
