import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { DataSummary } from '../../core/kql/schema/dataSummary.ts';
import type { Log } from '../log.ts';
import type { KqlLanguage, KqlLanguageParts } from './language/kqlLanguage.ts';
import { isKql } from './queryAt.ts';

/** What the editor knows of KQL, which is loaded when the first KQL document is open. */
export function createLazyLanguage(parts: KqlLanguageParts & { readonly log: Log }): KqlLanguage {
  let language: KqlLanguage | undefined;
  let isLoading = false;
  let isDisposed = false;
  /** What was told of each open document. */
  const told = new Map<string, DataSummary | undefined>();
  const load = async (): Promise<void> => {
    try {
      const { registerKqlLanguage } = await import('./language/kqlLanguage.ts');
      if (isDisposed) return;
      language = registerKqlLanguage(parts);
      opening.dispose();
    } catch (error) {
      // The next document that is opened tries again.
      isLoading = false;
      parts.log.error(error, 'kqlLanguage');
    }
  };
  const look = (document: vscode.TextDocument): void => {
    if (isLoading || !isKql(document)) return;
    isLoading = true;
    void load();
  };
  const opening = vscode.workspace.onDidOpenTextDocument(look);
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => told.delete(String(uri)));
  for (const document of vscode.workspace.textDocuments) look(document);
  return {
    setData(document, summary) {
      const uri = String(document);
      // Every run tells it; what is new takes another analysis of the document.
      if (isDeepStrictEqual(told.get(uri), summary)) return;
      told.set(uri, summary);
      if (language === undefined) parts.client.setData(uri, summary);
      else language.setData(document, summary);
    },
    dispose() {
      isDisposed = true;
      opening.dispose();
      closing.dispose();
      language?.dispose();
    },
  };
}
