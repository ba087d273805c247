import * as vscode from 'vscode';
import { foldedParts, type OutlineItem, outlineOf } from '../../../core/kql/language/outline.ts';
import { TOKEN_TYPES } from '../../../core/kql/language/semanticTokens.ts';
import type { AskDocument } from './askDocument.ts';
import { rangeOf } from './askDocument.ts';

/** Outline and folding, which need no language service, and semantic tokens. */
export function registerStructure(selector: vscode.DocumentSelector, ask: AskDocument): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend([...TOKEN_TYPES]);
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => outlineOf(document.getText()).map((item) => symbolOf(document, item)),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        foldedParts(document.getText()).map((part) => {
          const { start, end } = rangeOf(document, part);
          return part.isComment
            ? new vscode.FoldingRange(start.line, end.line, vscode.FoldingRangeKind.Comment)
            : new vscode.FoldingRange(start.line, end.line);
        }),
    }),
    vscode.languages.registerDocumentSemanticTokensProvider(
      selector,
      {
        async provideDocumentSemanticTokens(document) {
          const tokens = await ask('semanticTokens', document, {});
          return tokens === undefined ? undefined : new vscode.SemanticTokens(tokens);
        },
      },
      legend,
    ),
  );
}

function symbolOf(document: vscode.TextDocument, item: OutlineItem): vscode.DocumentSymbol {
  const { kind, name, place, namePlace, children } = item;
  const range = rangeOf(document, place);
  const symbol = new vscode.DocumentSymbol(name || kind, '', SYMBOL_KINDS[kind], range, rangeOf(document, namePlace));
  symbol.children = children.map((child) => symbolOf(document, child));
  return symbol;
}

const SYMBOL_KINDS: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  query: vscode.SymbolKind.Event,
  variable: vscode.SymbolKind.Variable,
  function: vscode.SymbolKind.Function,
};
