import * as vscode from 'vscode';
import { UserSentence } from '../userSentence.ts';
import { type DocumentQuery, isKql } from './queryAt.ts';

/**
 * The document of a query, which is opened again where it was closed meanwhile, or saved as a file. Throws a sentence when
 * it is gone.
 */
export async function documentOf({ document, file }: DocumentQuery): Promise<vscode.TextDocument> {
  if (!document.isClosed) return document;
  const { uri } = document;
  // To open the address of a closed untitled document would make another one, or find one that only has its name.
  if (!isUntitled(uri)) {
    try {
      return await vscode.workspace.openTextDocument(uri);
    } catch {
      throw documentGone(file);
    }
  }
  const saved = savedAs(document);
  if (saved === undefined) throw documentGone(file);
  return saved;
}

/** The names of untitled documents are given again to other ones. */
export function isUntitled({ scheme }: vscode.Uri): boolean {
  return scheme === 'untitled';
}

/** The file that a closed untitled document was saved as, as far as can be told: VS Code does not say it. */
export function savedAs(closed: vscode.TextDocument): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !isUntitled(document.uri) && isKql(document) && document.getText() === closed.getText(),
  );
}

function documentGone(file: string): UserSentence {
  return new UserSentence(vscode.l10n.t('{0} is not there any more.', file));
}
