import type { Aggregate, Expression, Plan, PlanColumn } from '../../plan.ts';
import { aggregateHead } from '../aggregateCalls.ts';
import { argumentsOf } from '../calls.ts';
import { planScalar } from '../planScalar.ts';
import { placeOf, refuse, rowOf, type Scope, withRow } from '../scope.ts';
import { columnsOf, elements, present, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, column, named, pick } from './operatorParts.ts';

/** Keys first, then what the aggregates give. Expressions over aggregates are a projection behind it. */
export function planSummarize(node: Syntax<'SummarizeOperator'>, input: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, [], scope);
  const { BinClause: bin, Expressions: by } = node.ByClause ?? { BinClause: null, Expressions: null };
  if (bin !== null) refuse(bin, scope, { name: 'bin=' });
  const inner = withRow(scope, input.columns);
  const keys = elements(by).map((key) => planScalar(named(key, scope).value, inner));
  const bound = boundColumns(node, scope);
  const names = bound.slice(keys.length);
  const keyColumns = keys.map(({ type }, index) => ({ name: bound[index]?.name ?? '', type }));
  const keyNames = keys.map((key) => nameOfColumn(key, inner));
  const results = new Results(keys.length, input.columns);
  for (const aggregate of elements(node.Aggregates)) addResult(aggregate, { results, names, keyNames, inner });
  if (keys.length === 0 && results.aggregates.length === 0) {
    refuse(node, scope, { name: 'summarize', message: 'summarize is not supported without an aggregate.' });
  }
  const columns = [...keyColumns, ...results.columns];
  const summarized: Plan = { kind: 'summarize', input, keys, aggregates: results.aggregates, columns };
  return checkColumns(results.isProjected ? projected(summarized, results, keys.length) : summarized, node, scope);
}

/** Aggregates of one operator, and what its columns are made of. */
class Results {
  readonly aggregates: Aggregate[] = [];
  /** What the aggregates give, one after the other. */
  readonly columns: PlanColumn[] = [];
  /** The columns of the operator behind its keys. */
  readonly given: { readonly name: string; readonly expression: Expression }[] = [];
  isProjected = false;
  readonly keyCount: number;
  readonly input: readonly PlanColumn[];

  constructor(keyCount: number, input: readonly PlanColumn[]) {
    this.keyCount = keyCount;
    this.input = input;
  }

  add(aggregate: Omit<Aggregate, 'outputs'>, outputs: readonly PlanColumn[]): readonly Expression[] {
    this.aggregates.push({ ...aggregate, outputs });
    return outputs.map(({ name, type }) => {
      const index = this.keyCount + this.columns.push({ name, type }) - 1;
      return { kind: 'column', type, index };
    });
  }
}

interface Adding {
  readonly results: Results;
  /** The columns behind the keys, as the service has bound them. */
  readonly names: readonly PlanColumn[];
  /** Of the columns that are keys as they are. */
  readonly keyNames: readonly (string | undefined)[];
  readonly inner: Scope;
}

function addResult(node: Syntax<'Expression'>, { results, names, keyNames, inner }: Adding): void {
  const { Syntax, Symbols } = inner.session.kusto;
  const { value } = named(node, inner);
  const symbol = value instanceof Syntax.FunctionCallExpression ? value.Name?.ReferencedSymbol : null;
  const isAggregate = symbol instanceof Symbols.FunctionSymbol && inner.session.globals.IsAggregateFunction(symbol);
  const next = results.given.length;
  if (value instanceof Syntax.FunctionCallExpression && isAggregate) {
    const { args, count } = aggregateArguments(value, inner, keyNames);
    const outputs = names.slice(next, next + count);
    for (const [index, expression] of results.add({ ...aggregateHead(value, inner), args }, outputs).entries()) {
      results.given.push({ name: present(outputs[index]).name, expression });
    }
    return;
  }
  // What is computed of aggregates sees them as columns with names that nobody can write.
  results.isProjected = true;
  const sink = {
    row: inner.row ?? rowOf([]),
    add: (aggregate: Omit<Aggregate, 'outputs'>, type: Expression['type']) =>
      present(results.add(aggregate, [{ name: `$${results.columns.length}`, type }])[0]),
  };
  const expression = planScalar(value, { ...inner, row: rowOf([]), aggregates: sink });
  results.given.push({ name: names[next]?.name ?? '', expression });
}

/** Arguments, and how many columns the aggregate gives: `*` stands for all columns that are no keys. */
function aggregateArguments(
  call: Syntax<'FunctionCallExpression'>,
  scope: Scope,
  keyNames: readonly (string | undefined)[],
): { readonly args: readonly Expression[]; readonly count: number } {
  const { Syntax } = scope.session.kusto;
  const given = argumentsOf(call);
  const plain = given.filter((argument) => !(argument instanceof Syntax.StarExpression));
  const args = plain.map((argument) => planScalar(named(argument, scope).value, scope));
  const tuple = columnsOf(call.ResultType, scope.session).length;
  if (plain.length === given.length) return { args, count: Math.max(tuple, 1) };
  const used = new Set([...keyNames, ...args.map((argument) => nameOfColumn(argument, scope))]);
  const columns = scope.row?.columns ?? [];
  const rest = columns.flatMap(({ name }, index) => (used.has(name) ? [] : [column(columns, index)]));
  return { args: [...args, ...rest], count: args.length + rest.length };
}

function nameOfColumn(expression: Expression, { row }: Scope): string | undefined {
  return expression.kind === 'column' ? row?.columns[expression.index]?.name : undefined;
}

function projected(input: Plan, { given }: Results, keyCount: number): Plan {
  const keys = input.columns.slice(0, keyCount);
  return {
    kind: 'project',
    input,
    columns: [...keys, ...given.map(({ name, expression }) => ({ name, type: expression.type }))],
    expressions: [...keys.map((_, index) => column(keys, index)), ...given.map(({ expression }) => expression)],
  };
}

export function planDistinct(node: Syntax<'DistinctOperator'>, input: Plan, scope: Scope): Plan {
  const { Syntax } = scope.session.kusto;
  checkParameters(node.Parameters, [], scope);
  const expressions = elements(node.Expressions);
  if (expressions.some((expression) => expression instanceof Syntax.StarExpression)) {
    const all = pick(
      input,
      input.columns.map((_, index) => ({ index })),
    );
    const keys = all.kind === 'project' ? all.expressions : [];
    return checkColumns({ kind: 'summarize', input, keys, aggregates: [], columns: input.columns }, node, scope);
  }
  const inner = withRow(scope, input.columns);
  const keys = expressions.map((expression) => planScalar(named(expression, scope).value, inner));
  const columns = boundColumns(node, scope).map(({ name }, index) => ({ name, type: keys[index]?.type ?? 'dynamic' }));
  return checkColumns({ kind: 'summarize', input, keys, aggregates: [], columns }, node, scope);
}

export function planCount(node: Syntax<'CountOperator'>, input: Plan, scope: Scope): Plan {
  const columns = boundColumns(node, scope);
  const aggregate = { name: 'count', args: [], outputs: columns, place: placeOf(node, scope) };
  return { kind: 'summarize', input, keys: [], aggregates: [aggregate], columns };
}
