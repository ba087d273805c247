import * as vscode from 'vscode';
import type { AskDocument } from './askDocument.ts';
import { rangeOf } from './askDocument.ts';

/** Go to definition, references, highlights and rename. */
export function registerReferences(selector: vscode.DocumentSelector, ask: AskDocument): vscode.Disposable {
  const referencesAt = async (document: vscode.TextDocument, position: vscode.Position) => {
    const found = (await ask('references', document, { position: document.offsetAt(position) })) ?? [];
    return found.map(({ place, isDeclaration }) => ({ range: rangeOf(document, place), isDeclaration }));
  };
  const { DocumentHighlight, DocumentHighlightKind, Location } = vscode;
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position) {
        const declared = (await referencesAt(document, position)).filter(({ isDeclaration }) => isDeclaration);
        return declared.map(({ range }) => new Location(document.uri, range));
      },
    }),
    vscode.languages.registerReferenceProvider(selector, {
      async provideReferences(document, position, { includeDeclaration }) {
        const found = await referencesAt(document, position);
        return found
          .filter(({ isDeclaration }) => includeDeclaration || !isDeclaration)
          .map(({ range }) => new Location(document.uri, range));
      },
    }),
    vscode.languages.registerDocumentHighlightProvider(selector, {
      async provideDocumentHighlights(document, position) {
        const found = await referencesAt(document, position);
        return found.map(({ range, isDeclaration }) => {
          return new DocumentHighlight(range, isDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read);
        });
      },
    }),
    vscode.languages.registerRenameProvider(selector, renameProvider(ask)),
  );
}

function renameProvider(ask: AskDocument): vscode.RenameProvider {
  return {
    async prepareRename(document, position) {
      const place = await ask('renamePlace', document, { position: document.offsetAt(position) });
      if (place !== undefined) return rangeOf(document, place);
      throw new Error(vscode.l10n.t('Only what the query itself declares can be renamed.'));
    },
    async provideRenameEdits(document, position, name) {
      const edits = await ask('rename', document, { position: document.offsetAt(position), name });
      const edit = new vscode.WorkspaceEdit();
      for (const { place, text } of edits ?? []) edit.replace(document.uri, rangeOf(document, place), text);
      return edit;
    },
  };
}
