import type { Aggregate, Plan, SortKey } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { placeOf, refuse, type Scope, withRow } from '../scope.ts';
import { present, type Syntax } from '../syntax.ts';
import { boundColumns, column } from './operatorParts.ts';

/** The values that most rows have, or whose rows have the largest sums: counted exactly, where Kusto estimates. */
export function planTopHitters(node: Syntax<'TopHittersOperator'>, input: Plan, scope: Scope): Plan {
  const inner = withRow(scope, input.columns);
  const columns = boundColumns(node, scope);
  const summed = node.ByClause?.Expression;
  const keys = [planScalar(node.OfExpression, inner)];
  const outputs = [present(columns[1])];
  const place = placeOf(node, scope);
  const aggregate: Aggregate = summed
    ? { name: 'sum', args: [planScalar(summed, inner)], outputs, place }
    : { name: 'count', args: [], outputs, place };
  const isSure = outputs.every(({ type }) => type === 'long' || type === 'real');
  if (!isSure)
    refuse(node, scope, { name: 'top-hitters', message: 'top-hitters is supported by a long or real only.' });
  const summarized: Plan = { kind: 'summarize', input, keys, aggregates: [aggregate], columns };
  const key: SortKey = { by: column(columns, 1), descending: true, nullsFirst: false };
  const count = planScalar(node.Expression, withRow(scope, []));
  return { kind: 'top', input: summarized, columns, keys: [key], count };
}
