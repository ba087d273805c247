import * as vscode from 'vscode';
import type { Place } from '../../../core/kql/plan.ts';
import type { FeatureName, LanguageFeatures } from '../../../kqlThread/languageCalls.ts';
import type { DocumentText, LanguageClient } from '../../../kqlThread/languageClient.ts';
import type { Log } from '../../log.ts';
import { isKql } from '../queryAt.ts';

/**
 * Asks the language service about a document of this window. Undefined where it cannot answer. Throws the editor's
 * CancellationError when the document has changed meanwhile: then the editor keeps what it shows, and asks again.
 */
export type AskDocument = <N extends FeatureName>(
  name: N,
  document: vscode.TextDocument,
  params: LanguageFeatures[N]['params'],
) => Promise<LanguageFeatures[N]['result'] | undefined>;

export function createAskDocument(client: LanguageClient, log: Pick<Log, 'warn'>): AskDocument {
  return async (name, document, params) => {
    // Providers are registered for the language, wherever it is; nobody would say that a cell of a notebook is closed.
    if (!isKql(document)) return undefined;
    const asked = document.version;
    const answer = await client.ask(name, textOf(document), params);
    if (answer.kind === 'outdated' || document.version !== asked) throw new vscode.CancellationError();
    if (answer.kind === 'failed') log.warn(`KQL ${name}: ${answer.message}`);
    return answer.kind === 'answer' ? answer.value : undefined;
  };
}

export function textOf(document: vscode.TextDocument): DocumentText {
  return { uri: String(document.uri), version: document.version, text: document.getText() };
}

export function rangeOf(document: vscode.TextDocument, { start, length }: Place): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(start + length));
}

export function placeOf(document: vscode.TextDocument, range: vscode.Range): Place {
  const start = document.offsetAt(range.start);
  return { start, length: document.offsetAt(range.end) - start };
}
