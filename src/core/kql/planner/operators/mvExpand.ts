import type { ExpandedItem, Plan, PlanColumn } from '../../plan.ts';
import type { ScalarType } from '../../values.ts';
import { planScalar } from '../planScalar.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, nameOf, present, type Syntax, scalarTypeOf } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, named, parameterText } from './operatorParts.ts';
import { readColumn } from './readColumn.ts';

export function planMvExpand(node: Syntax<'MvExpandOperator'>, input: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind', 'bagexpansion', 'with_itemindex'], scope);
  const index = parameterText(node.Parameters, 'with_itemindex');
  const made = boundColumns(node, scope).map(({ name }) => name);
  const expanded = expandItems(elements(node.Expressions), { input, index, made, scope });
  const bag = parameterText(node.Parameters, 'bagexpansion') ?? parameterText(node.Parameters, 'kind') ?? 'bag';
  const limit = node.RowLimitClause === null ? undefined : node.RowLimitClause.RowLimit;
  const plan: Plan = {
    kind: 'mvExpand',
    input,
    ...expanded,
    bagExpansion: bag.toLowerCase() === 'array' ? 'array' : 'bag',
    limit: limit === undefined ? undefined : planScalar(limit, withRow(scope, [])),
  };
  return checkColumns(plan, node, scope);
}

export interface Expansion {
  readonly items: readonly ExpandedItem[];
  readonly indexColumn: number | undefined;
  readonly columns: readonly PlanColumn[];
}

interface Expanding {
  readonly input: Plan;
  /** The name of the column with the index. */
  readonly index: string | undefined;
  /** Names of columns among which the service has those that it makes up. */
  readonly made: readonly string[];
  readonly scope: Scope;
}

type Item = Syntax<'MvExpandExpression'> | Syntax<'MvApplyExpression'>;

/** The input's columns, those of the items in their places or behind them, and the index. */
export function expandItems(nodes: readonly Item[], { input, index, made, scope }: Expanding): Expansion {
  const { Syntax } = scope.session.kusto;
  const inner = withRow(scope, input.columns);
  const columns: PlanColumn[] = [...input.columns];
  const written = nodes.map((node) => {
    const { names, value } = named(present(node.Expression), scope);
    const name = names[0] ?? (value instanceof Syntax.NameReference ? nameOf(value) : undefined);
    return { node, name, value };
  });
  const taken = new Set([...columns.map(({ name }) => name), ...written.map(({ name }) => name), index]);
  const free = made.filter((name) => !taken.has(name));
  const items = written.map(({ node, name: own, value }): ExpandedItem => {
    const name = own ?? readColumn(value, input.columns, scope) ?? free.shift();
    if (name === undefined) return refuse(value, scope, { name: 'mv-expand', message: 'Give this value a name.' });
    const expression = planScalar(value, inner);
    const type = declaredType(node) ?? scalarTypeOf(node.ResultType) ?? expression.type;
    const at = columns.findIndex((candidate) => candidate.name === name);
    const column = at < 0 ? columns.length : at;
    columns[column] = { name, type };
    return { value: expression, type, column };
  });
  const indexColumn = index === undefined ? undefined : columns.push({ name: index, type: 'long' }) - 1;
  return { items, indexColumn, columns };
}

function declaredType({ ToTypeOf: clause }: Item): ScalarType | undefined {
  const type = clause?.TypeOf?.ReferencedSymbol;
  return type instanceof Kusto.Language.Symbols.TypeSymbol ? scalarTypeOf(type) : undefined;
}
