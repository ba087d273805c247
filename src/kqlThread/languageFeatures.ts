import { refusalOf } from '../core/kql/engine/refusalOf.ts';
import type { KustoLanguage } from '../core/kql/kusto/kusto.ts';
import { codeActionsAt } from '../core/kql/language/codeActions.ts';
import { completionsAt } from '../core/kql/language/completions.ts';
import { createDiagnostics } from '../core/kql/language/diagnostics.ts';
import { formattingEdits } from '../core/kql/language/formatting.ts';
import { hoverAt } from '../core/kql/language/hover.ts';
import { createDocuments, type KqlDocument } from '../core/kql/language/kqlDocument.ts';
import { referencesAt, renameEdits, renamePlace } from '../core/kql/language/references.ts';
import { semanticTokensOf } from '../core/kql/language/semanticTokens.ts';
import { signatureHelpAt } from '../core/kql/language/signatureHelp.ts';
import { planQuery } from '../core/kql/planner/planQuery.ts';
import type { Supports } from '../core/kql/planner/scope.ts';
import type { DataSummary } from '../core/kql/schema/dataSummary.ts';
import type { FeatureName, LanguageFeatures } from './languageCalls.ts';

export type AnswerFeature<N extends FeatureName> = (
  params: LanguageFeatures[N]['params'] & { readonly uri: string },
) => LanguageFeatures[N]['result'];

/** The features of the editor over the documents that are open. */
export type Features = { readonly [N in FeatureName]: AnswerFeature<N> } & {
  setText(uri: string, text: string): void;
  setData(uri: string, summary: DataSummary | undefined): void;
  close(uri: string): void;
};

export function createLanguageFeatures(kusto: KustoLanguage, supports: Supports): Features {
  const documents = createDocuments(kusto);
  const texts = new Map<string, string>();
  const summaries = new Map<string, DataSummary>();
  const opened = new Map<string, KqlDocument>();

  const document = (uri: string): KqlDocument => {
    const known = opened.get(uri);
    if (known !== undefined) return known;
    const made = documents.open(texts.get(uri) ?? '', summaries.get(uri));
    opened.set(uri, made);
    return made;
  };
  const diagnosticsOf = createDiagnostics((text, globals) => {
    const planned = planQuery(kusto, { text, globals, supports });
    if (planned.ok === false) return planned.problems;
    // Some functions are not supported with some types, which only the engine knows.
    const refusal = refusalOf(planned.plan);
    if (refusal?.unsupported === undefined || refusal.place === undefined) return [];
    return [{ message: refusal.message, code: 'unsupported', name: refusal.unsupported, place: refusal.place }];
  });
  return {
    completions: ({ uri, position }) => completionsAt(document(uri), position),
    signatureHelp: ({ uri, position }) => signatureHelpAt(document(uri), position),
    hover: ({ uri, position }) => hoverAt(document(uri), position),
    codeActions: ({ uri, selection }) => codeActionsAt(document(uri), selection),
    references: ({ uri, position }) => referencesAt(document(uri), position),
    renamePlace: ({ uri, position }) => renamePlace(document(uri), position),
    rename: ({ uri, position, name }) => renameEdits(document(uri), position, name),
    format: ({ uri, style, part }) => formattingEdits(document(uri), style, part),
    semanticTokens: ({ uri }) => semanticTokensOf(document(uri)),
    diagnostics: ({ uri }) => diagnosticsOf(document(uri)),
    plan: ({ uri, text, schemas }) => {
      return planQuery(kusto, { text, schemas, supports, globals: documents.globals(summaries.get(uri)) });
    },
    setText(uri, text) {
      texts.set(uri, text);
      opened.delete(uri);
    },
    setData(uri, summary) {
      if (summary === undefined) summaries.delete(uri);
      else summaries.set(uri, summary);
      opened.delete(uri);
    },
    close(uri) {
      for (const map of [texts, summaries, opened]) map.delete(uri);
    },
  };
}
