import type { KustoLanguage } from '../kusto/kusto.ts';
import type { Aggregate, Expression, Place, Plan, PlanColumn, Render } from '../plan.ts';
import type { InsertedSchemas } from './insertedSchemas.ts';
import { Doubt, type PlanProblem, Refusal } from './problems.ts';

/** Of which functions the engine has an implementation, by their names in lower case. */
export interface Supports {
  scalar(name: string): boolean;
  aggregate(name: string): boolean;
  window(name: string): boolean;
  plugin(name: string): boolean;
}

/** What planning one query gathers. */
export interface Session {
  readonly kusto: KustoLanguage;
  readonly globals: Kusto.Language.GlobalState;
  readonly supports: Supports;
  readonly schemas: InsertedSchemas;
  readonly problems: PlanProblem[];
  readonly tables: Plan[];
  readonly scalars: Expression[];
  /** Columns that the service has bound although Kusto does not give them. */
  readonly phantoms: Set<Kusto.Language.Symbols.ColumnSymbol>;
  /** Where operators with schemas that a run has found have been planned. */
  readonly usedSchemas: Set<number>;
  /** What `set` gives options that functions read, by their names in lower case. */
  readonly settings: Map<string, Expression>;
  render: Render | undefined;
}

/** The columns that expressions of one operator see; its identity says which operator that is. */
export interface RowScope {
  readonly columns: readonly PlanColumn[];
  /** Rows beside it: `$left` and `$right` of a join, steps of `scan`; with the number of their first column. */
  readonly rows: ReadonlyMap<string, { readonly offset: number; readonly columns: readonly PlanColumn[] }>;
}

/** The subquery of `mv-apply` or `partition` that is being planned. */
export interface Subquery {
  readonly columns: readonly PlanColumn[];
}

/** What a name stands for that `let`, `as` or a parameter declares. */
export type Binding =
  /** `row` is where its columns are those of, if it has any. */
  | { readonly kind: 'scalar'; readonly value: Expression; readonly row: RowScope | undefined }
  /** `subquery` is that whose rows it reads, if it does. */
  | { readonly kind: 'table'; readonly plan: Plan; readonly subquery: Subquery | undefined }
  | { readonly kind: 'function'; readonly scope: Scope; readonly body: Kusto.Language.Syntax.FunctionBody };

/** Names in the scope of one body; those of the bodies around it are seen through `outer`. */
export interface Names {
  readonly declared: Map<string, Binding>;
  readonly outer: Names | undefined;
}

/** Where something is planned. */
export interface Scope {
  readonly session: Session;
  readonly names: Names;
  readonly row: RowScope | undefined;
  readonly subquery: Subquery | undefined;
  /** Whether an operator that nothing is piped into works on the rows of the subquery. */
  readonly isSubqueryStart: boolean;
  /** Where problems are reported of what does not stand in the query's text: in the body of a stored function. */
  readonly callPlace: Place | undefined;
  /** Takes the aggregates of an expression over aggregates, and gives what reads them. */
  readonly aggregates: AggregateSink | undefined;
  /** Calls of functions around this, outermost first. */
  readonly calls: readonly string[];
  /** Whether an expression may give several values at once. */
  readonly wantsSeveral?: boolean;
}

export interface AggregateSink {
  /** Of the rows that are aggregated. */
  readonly row: RowScope;
  add(aggregate: Omit<Aggregate, 'outputs'>, type: Expression['type']): Expression;
}

export function findName(names: Names | undefined, name: string): Binding | undefined {
  for (let scope = names; scope !== undefined; scope = scope.outer) {
    const binding = scope.declared.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

export function rowOf(columns: readonly PlanColumn[]): RowScope {
  return { columns, rows: new Map() };
}

/** For what an operator computes of a row of its input. */
export function withRow(scope: Scope, columns: readonly PlanColumn[]): Scope {
  return { ...scope, row: rowOf(columns), aggregates: undefined };
}

/** For tables, which see no row. */
export function withoutRow(scope: Scope): Scope {
  return { ...scope, row: undefined, aggregates: undefined, isSubqueryStart: false };
}

/** For what `mv-apply` or `partition` does with the rows that it makes of one row or value. */
export function withSubquery(scope: Scope, columns: readonly PlanColumn[]): Scope {
  return { ...withoutRow(scope), subquery: { columns }, isSubqueryStart: true };
}

export function placeOf(node: Kusto.Language.Syntax.SyntaxElement, scope: Scope): Place {
  if (scope.callPlace !== undefined) return scope.callPlace;
  const { SyntaxNode } = scope.session.kusto.Syntax;
  const holder = node instanceof SyntaxNode ? node : node.Parent;
  const start = holder?.GetPositionInOriginalTree(node.TextStart) ?? node.TextStart;
  return scope.session.schemas.originalPlace({ start, length: node.Width });
}

/** Stops planning this part: the engine does not do what stands at the node. */
export function refuse(
  node: Kusto.Language.Syntax.SyntaxElement,
  scope: Scope,
  { name, message }: { readonly name: string; readonly message?: string },
): never {
  throw new Refusal(problemAt(node, scope, { name, message }));
}

/** Stops where planner and service disagree, so that an answer could be wrong. */
export function doubt(
  node: Kusto.Language.Syntax.SyntaxElement,
  scope: Scope,
  problem: { readonly name: string; readonly message?: string },
): never {
  throw new Doubt(problemAt(node, scope, problem));
}

function problemAt(
  node: Kusto.Language.Syntax.SyntaxElement,
  scope: Scope,
  {
    name,
    message = `${name} is not supported here.`,
  }: { readonly name: string; readonly message?: string | undefined },
): PlanProblem {
  return { message, code: 'unsupported', name, place: placeOf(node, scope) };
}
