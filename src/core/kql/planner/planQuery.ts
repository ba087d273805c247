import type { KustoLanguage } from '../kusto/kusto.ts';
import type { Place, Plan, QueryPlan } from '../plan.ts';
import { isFalseError } from './falseErrors.ts';
import { type FoundSchema, insertSchemas } from './insertedSchemas.ts';
import { withoutMissingTables } from './missingTables.ts';
import { SchemaNeeded } from './operators/evaluate.ts';
import { planTable } from './planTable.ts';
import type { PlanProblem } from './problems.ts';
import type { Scope, Session, Supports } from './scope.ts';
import { declareStatements } from './statements.ts';
import { elements, listed, present, type Syntax } from './syntax.ts';

export interface PlanRequest {
  readonly text: string;
  readonly globals: Kusto.Language.GlobalState;
  readonly supports: Supports;
  /** What earlier answers have asked for. */
  readonly schemas?: readonly FoundSchema[];
}

export type Planned =
  | { readonly ok: true; readonly plan: QueryPlan }
  /**
   * What is behind a plugin cannot be planned before it is known which columns that gives: run `plan`, whose root is the
   * operator `evaluate` without columns, and ask again with the columns of its result as the schema at `at`.
   */
  | { readonly ok: 'needsSchema'; readonly plan: QueryPlan; readonly at: number }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

/** Makes a query's text a plan, or says all that is wrong with it and all that is not supported. */
export function planQuery(kusto: KustoLanguage, { text, globals, supports, schemas = [] }: PlanRequest): Planned {
  const inserted = insertSchemas(text, schemas);
  const analysed = present(kusto.KustoCode.ParseAndAnalyze(inserted.text, globals));
  if (!(analysed.Syntax instanceof kusto.Syntax.QueryBlock)) return refused([COMMAND]);
  const reduced = withoutMissingTables(analysed.Syntax, inserted.text, kusto);
  const code = reduced === undefined ? analysed : present(kusto.KustoCode.ParseAndAnalyze(reduced, globals));
  const block = code.Syntax;
  if (!(block instanceof kusto.Syntax.QueryBlock)) return refused([NO_QUERY]);
  const errors = listed(code.GetDiagnostics())
    .filter((diagnostic) => diagnostic.Severity === 'Error' && !isFalseError(diagnostic, block, kusto))
    .map(({ Message, Start: start, Length: length }): PlanProblem => {
      return { message: present(Message), code: 'error', place: inserted.originalPlace({ start, length }) };
    });
  const session: Session = {
    ...{ kusto, globals, supports, schemas: inserted, problems: [], tables: [], scalars: [] },
    ...{ phantoms: new Set(), usedSchemas: new Set(), settings: new Map() },
    render: undefined,
  };
  if (errors.length > 0 && (listed(code.GetSyntaxDiagnostics()).length > 0 || !mayNeedSchema(block, kusto))) {
    return refused(errors);
  }
  return planned(block, session, errors);
}

function planned(block: Syntax<'QueryBlock'>, session: Session, errors: readonly PlanProblem[]): Planned {
  try {
    const root = planBlock(block, session);
    const problems = withErrors(errors, session);
    if (problems.length > 0) return refused(problems);
    return root === undefined ? refused([NO_QUERY]) : { ok: true, plan: planOf(session, root) };
  } catch (error) {
    if (!(error instanceof SchemaNeeded)) return refused(errors.length > 0 ? errors : [unforeseen(error)]);
    // Behind the plugin, the service may find errors for want of columns.
    const before = errors.filter(({ place }) => place.start < error.at);
    const problems = withErrors(before, session);
    if (problems.length > 0) return refused(problems);
    return { ok: 'needsSchema', plan: planOf({ ...session, render: undefined }, error.plugin), at: error.at };
  }
}

/** What is an error needs no second reason. */
function withErrors(errors: readonly PlanProblem[], { problems }: Session): readonly PlanProblem[] {
  return [...errors, ...problems.filter(({ place }) => !errors.some((error) => error.place.start === place.start))];
}

/** Plans the last statement, after what those before it declare; undefined when it is no query. */
function planBlock(block: Syntax<'QueryBlock'>, session: Session): Plan | undefined {
  const { ExpressionStatement } = session.kusto.Syntax;
  const statements = elements(block.Statements);
  const last = statements.at(-1);
  if (!(last instanceof ExpressionStatement)) return undefined;
  const scope: Scope = {
    ...{ session, names: { declared: new Map(), outer: undefined }, calls: [] },
    ...{ row: undefined, subquery: undefined, callPlace: undefined, aggregates: undefined },
    isSubqueryStart: false,
  };
  declareStatements(statements.slice(0, -1), scope);
  session.render = undefined;
  return planTable(last.Expression, scope);
}

function mayNeedSchema(block: Syntax<'QueryBlock'>, { Syntax }: KustoLanguage): boolean {
  return listed(block.GetDescendants(Syntax.EvaluateOperator)).some(({ Schema }) => Schema === null);
}

/** A tree that the planner does not know is a query that is not run, and nothing worse. */
function unforeseen(error: unknown): PlanProblem {
  return { message: `This query cannot be run here. ${error}`, code: 'unsupported', name: 'query', place: NOWHERE };
}

const NOWHERE: Place = { start: 0, length: 0 };
const NO_QUERY: PlanProblem = { message: 'There is no query here.', code: 'error', place: NOWHERE };

const COMMAND: PlanProblem = {
  message: 'This is a command: only queries are run here.',
  code: 'unsupported',
  name: 'command',
  place: NOWHERE,
};

function refused(problems: readonly PlanProblem[]): Planned {
  return { ok: false, problems: [...problems].sort((a, b) => a.place.start - b.place.start) };
}

function planOf({ tables, scalars, render }: Session, root: Plan): QueryPlan {
  return { tables, scalars, root, render };
}
