import * as vscode from 'vscode';
import type { KqlDiagnostic } from '../../../core/kql/language/diagnostics.ts';
import type { LanguageClient } from '../../../kqlThread/languageClient.ts';
import type { Log } from '../../log.ts';
import { isKql } from '../queryAt.ts';
import { rangeOf, textOf } from './askDocument.ts';

export interface DiagnosticsFeed extends vscode.Disposable {
  /** What the document's queries run on is other data now. */
  lookAgain(document: vscode.Uri): void;
}

/**
 * Keeps the diagnostics of all open KQL documents. Each is asked about once at a time and, when it has changed meanwhile,
 * again afterwards: so nothing is asked faster than it is answered, and no timer is needed.
 */
export function createDiagnosticsFeed(client: LanguageClient, log: Pick<Log, 'warn'>): DiagnosticsFeed {
  const collection = vscode.languages.createDiagnosticCollection('kql');
  const asked = new Set<vscode.TextDocument>();
  const again = new Set<vscode.TextDocument>();

  const ask = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const answer = await client.ask('diagnostics', textOf(document), {});
    if (document.isClosed || !isKql(document)) return;
    if (document.version !== version) again.add(document);
    else if (answer.kind === 'answer') {
      collection.set(
        document.uri,
        answer.value.map((one) => diagnosticOf(document, one)),
      );
    } else if (answer.kind === 'stuck') collection.set(document.uri, [stuckDiagnostic()]);
    else if (answer.kind === 'failed') log.warn(`KQL diagnostics: ${answer.message}`);
  };
  const follow = async (document: vscode.TextDocument): Promise<void> => {
    if (!isKql(document)) return;
    again.add(document);
    if (asked.has(document)) return;
    asked.add(document);
    while (again.delete(document)) await ask(document);
    asked.delete(document);
  };
  const forget = (document: vscode.TextDocument): void => {
    again.delete(document);
    collection.delete(document.uri);
    client.forget(String(document.uri));
  };
  const { workspace } = vscode;
  for (const document of workspace.textDocuments) void follow(document);
  const disposable = vscode.Disposable.from(
    workspace.onDidOpenTextDocument((document) => void follow(document)),
    workspace.onDidChangeTextDocument(({ document }) => void follow(document)),
    workspace.onDidCloseTextDocument((document) => isKql(document) && forget(document)),
    collection,
  );
  return {
    lookAgain(uri) {
      const document = workspace.textDocuments.find((one) => String(one.uri) === String(uri));
      if (document !== undefined) void follow(document);
    },
    dispose: () => disposable.dispose(),
  };
}

function diagnosticOf(document: vscode.TextDocument, found: KqlDiagnostic): vscode.Diagnostic {
  const { place, severity, code } = found;
  const diagnostic = new vscode.Diagnostic(rangeOf(document, place), messageOf(found), SEVERITIES[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  return diagnostic;
}

function messageOf({ message, code, name }: KqlDiagnostic): string {
  if (code === 'noSample') {
    return vscode.l10n.t('There is no sample of {0}: this query runs in a workspace only.', name ?? '');
  }
  if (code !== 'unsupported') return message;
  if (name === undefined) return vscode.l10n.t('Not supported by local runs: {0}', message);
  return vscode.l10n.t('{0} is not supported by local runs. In a workspace, this query may run.', name);
}

function stuckDiagnostic(): vscode.Diagnostic {
  const message = vscode.l10n.t(
    'The language service did not finish with this text and was started again. It looks at the text again when you change it.',
  );
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    message,
    vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = SOURCE;
  return diagnostic;
}

const SOURCE = 'KQL';
const SEVERITIES: Readonly<Record<KqlDiagnostic['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
