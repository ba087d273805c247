import type { Plan, PlanColumn, UnionInput } from '../../plan.ts';
import { planTable } from '../planTable.ts';
import { doubt, findName, refuse, type Scope, withoutRow } from '../scope.ts';
import { columnsOf, elements, listed, nameOf, present, type Syntax, unwrapped } from '../syntax.ts';
import { planView } from '../userFunctions.ts';
import { boundColumns, checkParameters, parameterText } from './operatorParts.ts';

interface Source {
  readonly plan: Plan;
  /** Undefined where Kusto makes up a name from the position. */
  readonly name: string | undefined;
}

export function planUnion(node: Syntax<'UnionOperator'>, input: Plan | undefined, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind', 'withsource', 'with_source', 'isfuzzy'], scope);
  const operands = elements(node.Expressions).map((expression) => sourcesOf(expression, scope));
  if (input !== undefined) operands.unshift([{ plan: input, name: pipedName(node, scope) }]);
  const sourceName = parameterText(node.Parameters, 'withsource') ?? parameterText(node.Parameters, 'with_source');
  const inputs = operands.flatMap((sources, position) => {
    return sources.map(({ plan, name }) => ({ plan, sourceName: name ?? `union_arg${position}` }));
  });
  const bound = boundColumns(node, scope);
  // The service does not know the columns of views that a wildcard means.
  const columns = bound.length > 0 || sourceName !== undefined ? bound : mergedColumns(inputs);
  const united = unite(inputs, { columns, source: sourceName });
  if (united === undefined) {
    return doubt(node, scope, { name: 'union', message: 'The columns of this union cannot be told for sure.' });
  }
  const isInner = parameterText(node.Parameters, 'kind')?.toLowerCase() === 'inner';
  return isInner ? innerUnion(united, node, scope) : united;
}

/** Leaves the columns that all inputs have. The service takes such a union for an outer one. */
function innerUnion(union: Union, node: Syntax<'UnionOperator'>, scope: Scope): Plan {
  const { TableSymbol } = scope.session.kusto.Symbols;
  const isCommon = (position: number) => union.inputs.every(({ from }) => from[position] !== undefined);
  const kept = union.columns.flatMap((_, position) =>
    position === union.source || isCommon(position) ? [position] : [],
  );
  const columns = kept.map((position) => present(union.columns[position]));
  const names = new Set(union.columns.map(({ name }) => name));
  const isConflict = union.inputs.some(({ plan }) => plan.columns.some(({ name }) => !names.has(name)));
  const message = 'A union of the kind inner is not supported where types of columns differ.';
  if (isConflict) return refuse(node, scope, { name: 'union kind=inner', message });
  const bound = node.ResultType instanceof TableSymbol ? listed(node.ResultType.Columns) : [];
  const left = new Set(columns.map(({ name }) => name));
  for (const symbol of bound) if (!left.has(present(symbol.Name))) scope.session.phantoms.add(symbol);
  const inputs = union.inputs.map((input) => ({ ...input, from: kept.map((position) => input.from[position]) }));
  const source = union.source === undefined ? undefined : kept.indexOf(union.source);
  return { kind: 'union', inputs, source, columns };
}

type Union = Extract<Plan, { kind: 'union' }>;

function mergedColumns(inputs: readonly Pick<UnionInput, 'plan'>[]): readonly PlanColumn[] {
  const all = inputs.flatMap(({ plan }) => plan.columns);
  return all.filter(({ name }, at) => all.findIndex((column) => column.name === name) === at);
}

interface Uniting {
  readonly columns: readonly PlanColumn[];
  /** The name of the column that says where a row comes from. */
  readonly source: string | undefined;
}

/** Undefined where it is not sure which column of an input is which of the union. */
export function unite(
  inputs: readonly Pick<UnionInput, 'plan' | 'sourceName'>[],
  { columns, source: sourceName }: Uniting,
): Union | undefined {
  const source = sourceName === undefined ? undefined : columns.findIndex(({ name }) => name === sourceName);
  const united: UnionInput[] = inputs.map((input) => ({ ...input, from: sourceColumns(columns, input.plan, source) }));
  const isSure = columns.every((_, position) => {
    const names = united.map(({ plan, from }) => {
      const index = from[position];
      return index === undefined ? undefined : plan.columns[index]?.name;
    });
    const used = new Set(names.filter((name) => name !== undefined));
    return position === source || used.size === 1;
  });
  const isWhole = united.every(({ from, plan }) => usesAll(from, plan));
  if (isSure && isWhole) return { kind: 'union', inputs: united, source, columns };
  const numbered = uniteInOrder(inputs, { columns, source });
  return numbered === undefined ? undefined : { kind: 'union', source, ...numbered };
}

/**
 * The inputs of a union one of whose columns got a number behind its name, because another column has the name that the
 * union would give it: its columns stand in the order in which the inputs first have one of the name and the type.
 */
function uniteInOrder(
  inputs: readonly Pick<UnionInput, 'plan' | 'sourceName'>[],
  { columns, source }: { readonly columns: readonly PlanColumn[]; readonly source: number | undefined },
): Pick<Union, 'inputs' | 'columns'> | undefined {
  const kinds: PlanColumn[] = [];
  for (const { name, type } of inputs.flatMap(({ plan }) => plan.columns)) {
    if (!kinds.some((kind) => kind.name === name && kind.type === type)) kinds.push({ name, type });
  }
  const made = columns.filter((_, position) => position !== source);
  const isInOrder = made.every(({ name, type }, at) => kinds[at]?.type === type && name.startsWith(kinds[at].name));
  if (made.length !== kinds.length || !isInOrder) return undefined;
  const names = ownNames(kinds, made);
  const named = made.map((column, at) => ({ ...column, name: names[at] ?? column.name }));
  const sourceColumn = source === undefined ? undefined : columns[source];
  const united = inputs.map((input) => {
    const from = kinds.map((kind) => {
      const index = input.plan.columns.findIndex(({ name, type }) => name === kind.name && type === kind.type);
      return index < 0 ? undefined : index;
    });
    return { ...input, from: source === undefined ? from : from.toSpliced(source, 0, undefined) };
  });
  if (source === undefined || sourceColumn === undefined) return { inputs: united, columns: named };
  return { inputs: united, columns: named.toSpliced(source, 0, sourceColumn) };
}

/** A column that has its name by itself keeps it; the number is that of the one whose name was made. */
function ownNames(kinds: readonly PlanColumn[], made: readonly PlanColumn[]): readonly string[] {
  const names = made.map(({ name }) => name);
  for (const [at, { name }] of kinds.entries()) {
    const isAlone = kinds.every((kind, other) => other === at || kind.name !== name);
    const holder = names.indexOf(name);
    const given = names[at];
    if (!isAlone || holder < 0 || holder === at || given === undefined) continue;
    names[at] = name;
    names[holder] = given;
  }
  return names;
}

/** One table, or several that a wildcard means. */
export function sourcesOf(node: Syntax<'Expression'>, scope: Scope): Source[] {
  const { Syntax } = scope.session.kusto;
  const expression = unwrapped(node, Syntax);
  if (expression instanceof Syntax.NameReference && expression.Name instanceof Syntax.WildcardedName) {
    return wildcardSources(expression, scope);
  }
  return [{ plan: planTable(expression, withoutRow(scope)), name: sourceNameOf(expression, scope) }];
}

function wildcardSources(node: Syntax<'NameReference'>, scope: Scope): Source[] {
  const { Symbols } = scope.session.kusto;
  const symbol = node.ReferencedSymbol;
  const symbols = symbol instanceof Symbols.GroupSymbol ? listed(symbol.Members) : [present(symbol)];
  return symbols.map((member) => {
    const name = present(member.Name);
    const binding = member instanceof Symbols.FunctionSymbol && member.IsView ? findName(scope.names, name) : undefined;
    if (binding?.kind === 'function') return { plan: planView(binding, scope), name };
    if (!(member instanceof Symbols.TableSymbol) || !scope.session.globals.IsDatabaseTable(member)) {
      return refuse(node, scope, { name: nameOf(node), message: 'A wildcard is supported for tables and views only.' });
    }
    return { plan: { kind: 'table', name, columns: columnsOf(member, scope.session) }, name };
  });
}

/**
 * What `withsource` calls a table: a table of the database, a view, or what `as` names has its own name; Kusto numbers all
 * others.
 */
function sourceNameOf(node: Syntax<'Expression'>, scope: Scope): string | undefined {
  const { Syntax, Symbols } = scope.session.kusto;
  if (node instanceof Syntax.PipeExpression) {
    const { Operator: last } = node;
    return last instanceof Syntax.AsOperator ? nameOf(last.Name) : undefined;
  }
  if (!(node instanceof Syntax.NameReference)) return undefined;
  const symbol = node.ReferencedSymbol;
  const isView = symbol instanceof Symbols.FunctionSymbol && symbol.IsView;
  return symbol instanceof Symbols.TableSymbol || isView ? nameOf(node) : undefined;
}

/** The same of what is piped into an operator. */
export function pipedName(node: Syntax<'QueryOperator'>, scope: Scope): string | undefined {
  const { PipeExpression } = scope.session.kusto.Syntax;
  const { Parent: pipe } = node;
  if (!(pipe instanceof PipeExpression) || pipe.Operator !== node) return undefined;
  return sourceNameOf(unwrapped(present(pipe.Expression), scope.session.kusto.Syntax), scope);
}

/**
 * For each column of the union its number in the input. A column whose type differs between inputs has one column for each
 * type, whose name says the type.
 */
function sourceColumns(
  columns: readonly PlanColumn[],
  { columns: given }: Plan,
  source: number | undefined,
): readonly (number | undefined)[] {
  return columns.map(({ name, type }, position) => {
    if (position === source) return undefined;
    const index = given.findIndex((candidate) => {
      return candidate.type === type && (candidate.name === name || `${candidate.name}_${type}` === name);
    });
    return index < 0 ? undefined : index;
  });
}

/** Whether each column of the input is in the union, and only once. */
function usesAll(from: readonly (number | undefined)[], { columns }: Plan): boolean {
  const used = from.filter((index) => index !== undefined);
  return used.length === columns.length && new Set(used).size === columns.length;
}
