import type { Plan, SortKey } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { type Scope, withRow } from '../scope.ts';
import { elements, type Syntax } from '../syntax.ts';

export function planSort(node: Syntax<'SortOperator'>, input: Plan, scope: Scope): Plan {
  const inner = withRow(scope, input.columns);
  const keys = elements(node.Expressions).map((expression) => sortKey(expression, inner));
  return { kind: 'sort', input, columns: input.columns, keys };
}

export function planTop(node: Syntax<'TopOperator'>, input: Plan, scope: Scope): Plan {
  const { columns } = input;
  const { ByExpression: by } = node;
  const keys = by === null ? [] : [sortKey(by, withRow(scope, columns))];
  return { kind: 'top', input, columns, keys, count: planScalar(node.Expression, withRow(scope, [])) };
}

/** Descending unless said otherwise; nulls are the smallest values unless said otherwise. */
function sortKey(node: Syntax<'Expression'>, scope: Scope): SortKey {
  const { by, ascending, nulls } = ordered(node, scope);
  return {
    by: planScalar(by, scope),
    descending: !ascending,
    nullsFirst: nulls === undefined ? ascending : nulls === 'first',
  };
}

interface Ordered {
  readonly by: Syntax<'Expression'> | null;
  readonly ascending: boolean;
  readonly nulls: string | undefined;
}

/** What to order by, without `asc`, `desc` and `nulls …` behind it. */
export function ordered(node: Syntax<'Expression'>, scope: Scope): Ordered {
  if (!(node instanceof scope.session.kusto.Syntax.OrderedExpression)) {
    return { by: node, ascending: false, nulls: undefined };
  }
  const { Expression: by, Ordering: ordering } = node;
  const word = ordering?.AscOrDescKeyword?.Text ?? '';
  return { by, ascending: word === 'asc', nulls: ordering?.NullsClause?.FirstOrLastKeyword?.Text ?? undefined };
}
