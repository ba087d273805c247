import * as vscode from 'vscode';
import type { Completion, CompletionKind } from '../../../core/kql/language/completion.ts';
import type { AskDocument } from './askDocument.ts';
import { rangeOf } from './askDocument.ts';

/** What is typed before something may be proposed without being asked for. */
export const COMPLETION_TRIGGERS = [' ', '.', '(', '|', '"', "'", '=', ',', '[', '~'];

export function createCompletionProvider(ask: AskDocument): vscode.CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const lengthBefore = document.getText().length;
      const found = await askWhileTyping(ask, { document, position, token });
      if (found === undefined) return undefined;
      // The editor adds what was typed since it asked to each range by itself.
      const typed = document.getText().length - lengthBefore;
      const { start, length } = found.replaced;
      const least = document.offsetAt(position) - start;
      const replacing = rangeOf(document, { start, length: Math.max(least, length - typed) });
      const inserting = new vscode.Range(replacing.start, position);
      return found.items.map((one) => itemOf(one, { inserting, replacing }));
    },
  };
}

interface Waiting {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly token: vscode.CancellationToken;
}

/**
 * Who types on in the same word still waits: the editor asks nothing else until it has an answer, and would show nothing
 * before the next key after an error.
 */
async function askWhileTyping(ask: AskDocument, { document, position, token }: Waiting) {
  for (;;) {
    try {
      return await ask('completions', document, { position: document.offsetAt(position) });
    } catch (error) {
      const isOutdated = error instanceof vscode.CancellationError;
      if (!isOutdated || token.isCancellationRequested || document.isClosed) throw error;
    }
  }
}

type Ranges = { readonly inserting: vscode.Range; readonly replacing: vscode.Range };

function itemOf(completion: Completion, ranges: Ranges): vscode.CompletionItem {
  const { kind, label, signature, before, after, documentation } = completion;
  const item = new vscode.CompletionItem({ label, detail: signature }, KINDS[kind]);
  item.filterText = completion.filterText;
  item.sortText = completion.sortText;
  // A string is replaced with its end quote, wherever in it the cursor is.
  item.range = kind === 'value' ? ranges.replacing : ranges;
  item.insertText =
    after === '' ? before : new vscode.SnippetString().appendText(before).appendTabstop(0).appendText(after);
  if (documentation !== '') item.documentation = documentation;
  if (completion.proposesNext) item.command = { title: '', command: after === ')' ? PARAMETERS : SUGGEST };
  return item;
}

const SUGGEST = 'editor.action.triggerSuggest';
const PARAMETERS = 'editor.action.triggerParameterHints';

const { CompletionItemKind } = vscode;
const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  operator: CompletionItemKind.Operator,
  column: CompletionItemKind.Field,
  table: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  aggregate: CompletionItemKind.Method,
  userFunction: CompletionItemKind.Function,
  variable: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Variable,
  type: CompletionItemKind.TypeParameter,
  value: CompletionItemKind.Value,
  chart: CompletionItemKind.EnumMember,
  option: CompletionItemKind.Property,
  punctuation: CompletionItemKind.Text,
  other: CompletionItemKind.Text,
};
