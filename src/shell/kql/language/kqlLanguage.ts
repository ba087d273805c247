import * as vscode from 'vscode';
import type { DataSummary } from '../../../core/kql/schema/dataSummary.ts';
import type { LanguageClient } from '../../../kqlThread/languageClient.ts';
import type { Log } from '../../log.ts';
import { KQL_SELECTOR } from '../queryAt.ts';
import { createAskDocument } from './askDocument.ts';
import { CODE_ACTION_KINDS, createCodeActionProvider } from './codeActionProvider.ts';
import { COMPLETION_TRIGGERS, createCompletionProvider } from './completionProvider.ts';
import { createDiagnosticsFeed } from './diagnosticsFeed.ts';
import { registerFormatting } from './formattingProviders.ts';
import { createHoverProvider, createSignatureProvider, SIGNATURE_TRIGGERS } from './hoverProviders.ts';
import { registerReferences } from './referenceProviders.ts';
import { registerStructure } from './structureProviders.ts';

export interface KqlLanguage extends vscode.Disposable {
  /** Says what the queries of a document run on, for its completions. */
  setData(document: vscode.Uri, summary: DataSummary | undefined): void;
}

export interface KqlLanguageParts {
  /** Its thread starts when a KQL document is open. Whoever made it closes it. */
  readonly client: LanguageClient;
  readonly log: Pick<Log, 'warn'>;
}

/** Gives the editor what the language service knows, for documents of both names that the language goes by. */
export function registerKqlLanguage({ client, log }: KqlLanguageParts): KqlLanguage {
  const ask = createAskDocument(client, log);
  const diagnostics = createDiagnosticsFeed(client, log);
  const { languages } = vscode;
  const registered = vscode.Disposable.from(
    diagnostics,
    languages.registerCompletionItemProvider(KQL_SELECTOR, createCompletionProvider(ask), ...COMPLETION_TRIGGERS),
    languages.registerHoverProvider(KQL_SELECTOR, createHoverProvider(ask)),
    languages.registerSignatureHelpProvider(KQL_SELECTOR, createSignatureProvider(ask), ...SIGNATURE_TRIGGERS),
    languages.registerCodeActionsProvider(KQL_SELECTOR, createCodeActionProvider(ask), {
      providedCodeActionKinds: CODE_ACTION_KINDS,
    }),
    registerReferences(KQL_SELECTOR, ask),
    registerFormatting(KQL_SELECTOR, ask),
    registerStructure(KQL_SELECTOR, ask),
  );
  return {
    setData(document, summary) {
      client.setData(String(document), summary);
      diagnostics.lookAgain(document);
    },
    dispose: () => registered.dispose(),
  };
}
