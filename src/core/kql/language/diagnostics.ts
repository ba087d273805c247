import { listOf } from '../kusto/kustoLists.ts';
import type { Place } from '../plan.ts';
import type { PlanProblem } from '../planner/problems.ts';
import { hasNoSample } from '../schema/workspaceSchema.ts';
import type { AnalysedBlock, KqlDocument } from './kqlDocument.ts';
import { namesIn } from './namesIn.ts';

export interface KqlDiagnostic {
  readonly place: Place;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** In English, as the language service says it. */
  readonly message: string;
  /** Of the service, for instance `KS142`; `noSample` for what exists in workspaces only; `unsupported` for local runs. */
  readonly code: string;
  /** With `noSample` and `unsupported`: what that is. */
  readonly name: string | undefined;
}

/** What a local run of a query would refuse. */
export type CheckPlan = (text: string, globals: Kusto.Language.GlobalState) => readonly PlanProblem[];

/** Gives what is wrong in a file, what could be better, and what runs in a workspace only. */
export function createDiagnostics(checkPlan: CheckPlan): (document: KqlDocument) => readonly KqlDiagnostic[] {
  /** By what a block's analysis is told apart by, with places in the block. */
  const known = new WeakMap<AnalysedBlock['code'], readonly KqlDiagnostic[]>();
  return (document) =>
    document.blocks.flatMap((block) => {
      const found = known.get(block.code) ?? diagnosticsIn(document, block, checkPlan);
      known.set(block.code, found);
      return found.map((one) => ({ ...one, place: placeIn(block, one.place) }));
    });
}

function diagnosticsIn(document: KqlDocument, block: AnalysedBlock, checkPlan: CheckPlan): readonly KqlDiagnostic[] {
  const service = block.service();
  const found = listOf(service.GetDiagnostics(true)).map(diagnosticOf);
  // What is missing or misspelt is said; more about such a query would be noise.
  if (found.some(({ severity }) => severity === 'error')) return found;
  const advice = listOf(service.GetAnalyzerDiagnostics(true)).map(diagnosticOf);
  const noSample = withoutSample(document, block);
  const refused = unsupported(document, block, checkPlan).filter(
    ({ place }) =>
      !noSample.some((one) => one.place.start <= place.start && place.start < one.place.start + one.place.length),
  );
  return [...found, ...advice, ...noSample, ...refused];
}

function diagnosticOf(diagnostic: Kusto.Language.Diagnostic): KqlDiagnostic {
  return {
    place: { start: diagnostic.Start, length: diagnostic.Length },
    severity: SEVERITIES[diagnostic.Severity ?? ''] ?? 'error',
    message: diagnostic.Message ?? '',
    code: diagnostic.Code ?? '',
    name: undefined,
  };
}

const SEVERITIES: Readonly<Record<string, KqlDiagnostic['severity']>> = {
  Error: 'error',
  Warning: 'warning',
  Suggestion: 'hint',
  Information: 'information',
};

function withoutSample(document: KqlDocument, block: AnalysedBlock): readonly KqlDiagnostic[] {
  return namesIn(document.kusto, block.code())
    .filter(({ symbol, name }) => symbol !== 'other' && hasNoSample(name))
    .map(({ name, place }) => ({
      place,
      severity: 'information',
      message: `There is no sample of ${name}: this query runs in a workspace only.`,
      code: 'noSample',
      name,
    }));
}

function unsupported(document: KqlDocument, block: AnalysedBlock, checkPlan: CheckPlan): readonly KqlDiagnostic[] {
  const problems = block.statements.flatMap(({ text }) => checkPlan(text, document.globals));
  const seen = new Set<string>();
  return problems.flatMap(({ message, code, name, place }) => {
    // The declarations of a block are planned with each of its queries.
    const key = `${place.start} ${message}`;
    if (code !== 'unsupported' || seen.has(key)) return [];
    seen.add(key);
    return [{ place, severity: 'warning' as const, message, code, name }];
  });
}

/** An empty place is where something is missing: the character before it is shown. */
function placeIn(block: AnalysedBlock, { start, length }: Place): Place {
  if (length > 0 || start === 0) return { start: block.start + start, length };
  return { start: block.start + start - 1, length: 1 };
}
