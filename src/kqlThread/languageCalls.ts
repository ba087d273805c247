import type { KqlCodeAction, TextEdit } from '../core/kql/language/codeActions.ts';
import type { Completions } from '../core/kql/language/completions.ts';
import type { KqlDiagnostic } from '../core/kql/language/diagnostics.ts';
import type { FormattingStyle } from '../core/kql/language/formatting.ts';
import type { Hover } from '../core/kql/language/hover.ts';
import type { Reference } from '../core/kql/language/references.ts';
import type { SignatureHelp } from '../core/kql/language/signatureHelp.ts';
import type { Place } from '../core/kql/plan.ts';
import type { FoundSchema } from '../core/kql/planner/insertedSchemas.ts';
import type { Planned } from '../core/kql/planner/planQuery.ts';
import type { DataSummary } from '../core/kql/schema/dataSummary.ts';

/** What the host asks the language thread for, about a document at one of its versions. */
export type LanguageFeatures = {
  completions: { params: At; result: Completions };
  signatureHelp: { params: At; result: SignatureHelp | undefined };
  hover: { params: At; result: Hover | undefined };
  codeActions: { params: { readonly selection: Place }; result: readonly KqlCodeAction[] };
  references: { params: At; result: readonly Reference[] };
  renamePlace: { params: At; result: Place | undefined };
  rename: { params: At & { readonly name: string }; result: readonly TextEdit[] };
  format: {
    params: { readonly style: FormattingStyle; readonly part: Place | undefined };
    result: readonly TextEdit[];
  };
  semanticTokens: { params: NoParams; result: Uint32Array<ArrayBuffer> };
  diagnostics: { params: NoParams; result: readonly KqlDiagnostic[] };
  /** Makes a query a plan: `text` is a statement's, or what is selected. */
  plan: { params: { readonly text: string; readonly schemas: readonly FoundSchema[] }; result: Planned };
};

export type FeatureName = keyof LanguageFeatures;

interface At {
  /** In UTF-16 code units. */
  readonly position: number;
}
type NoParams = Readonly<Record<never, never>>;

/** Which document a call is about. */
export interface DocumentVersion {
  readonly uri: string;
  readonly version: number;
}

/** The document has changed since, or a newer call asks for the same: nobody waits for this answer any more. */
export interface Outdated {
  readonly kind: 'outdated';
}
export type FeatureAnswer<N extends FeatureName> =
  | { readonly kind: 'answer'; readonly value: LanguageFeatures[N]['result'] }
  | Outdated;

/** The calls as they cross: those above with their document, and those that say how documents stand. */
export type LanguageCalls = {
  [N in FeatureName]: { params: DocumentVersion & LanguageFeatures[N]['params']; result: FeatureAnswer<N> };
} & {
  text: { params: DocumentVersion & { readonly text: string }; result: undefined };
  /** What completions know of the data that the document's queries run on. */
  data: { params: { readonly uri: string; readonly summary: DataSummary | undefined }; result: undefined };
  closed: { params: { readonly uri: string }; result: undefined };
};

export type LanguageEvents = {
  /** The language service is loaded. */
  ready: undefined;
  /** Work on this document begins now; if no answer follows soon, it is what the thread hangs in. */
  working: DocumentVersion;
};
