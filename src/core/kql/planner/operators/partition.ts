import type { Plan } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { planTable } from '../planTable.ts';
import { refuse, type Scope, withRow, withSubquery } from '../scope.ts';
import type { Syntax } from '../syntax.ts';
import { checkColumns, checkParameters } from './operatorParts.ts';

/** Strategies differ in how partitions are spread over machines only. */
export function planPartition(node: Syntax<'PartitionOperator'>, input: Plan, scope: Scope): Plan {
  const { Syntax } = scope.session.kusto;
  checkParameters(node.Parameters, [], scope);
  const { Operand: operand } = node;
  if (node.Scope !== null) refuse(node.Scope, scope, { name: 'partition in' });
  if (!(operand instanceof Syntax.PartitionSubquery)) {
    const message = 'partition is supported with a subquery in parentheses, not with { }.';
    return refuse(operand ?? node, scope, { name: 'partition { }', message });
  }
  const by = planScalar(node.ByExpression, withRow(scope, input.columns));
  const subquery = planTable(operand.Subquery, withSubquery(scope, input.columns));
  return checkColumns({ kind: 'partition', input, by, subquery, columns: subquery.columns }, node, scope);
}
