import type { Expression } from '../plan.ts';
import { planScalar } from './planScalar.ts';
import { planTable } from './planTable.ts';
import { refuse, type Scope, withoutRow } from './scope.ts';
import { shareScalar } from './shared.ts';
import { present, type Syntax, unwrapped } from './syntax.ts';

/** Evaluated once, however many rows ask for it. */
export function planToScalar(node: Syntax<'ToScalarExpression'>, scope: Scope): Expression {
  const inner = unwrapped(present(node.Expression), scope.session.kusto.Syntax);
  if (!inner.ResultType?.IsTabular) return planScalar(inner, scope);
  // It cannot see the row around it, nor the rows of a subquery.
  const plan = planTable(inner, { ...withoutRow(scope), subquery: undefined });
  const column = plan.columns[0];
  if (column === undefined) return refuse(node, scope, { name: 'toscalar' });
  return shareScalar(scope.session, { kind: 'toscalar', type: column.type, plan });
}
