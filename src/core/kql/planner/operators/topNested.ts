import type { Plan, TopNestedLevel } from '../../plan.ts';
import { aggregateHead } from '../aggregateCalls.ts';
import { argumentsOf } from '../calls.ts';
import { planScalar } from '../planScalar.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, present, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, named } from './operatorParts.ts';
import { ordered } from './sort.ts';

export function planTopNested(node: Syntax<'TopNestedOperator'>, input: Plan, scope: Scope): Plan {
  const inner = withRow(scope, input.columns);
  const columns = boundColumns(node, scope);
  const levels = elements(node.Clauses).map((clause, index): TopNestedLevel => {
    const { count, others } = { count: clause.Expression, others: clause.WithOthersClause?.Expression };
    const { by, ascending } = ordered(present(clause.ByExpression), scope);
    const { value } = named(present(by), scope);
    if (!(value instanceof scope.session.kusto.Syntax.FunctionCallExpression)) {
      return refuse(value, scope, {
        name: 'top-nested',
        message: 'top-nested is supported by a single aggregate only.',
      });
    }
    const args = argumentsOf(value).map((argument) => planScalar(argument, inner));
    const outputs = [present(columns[2 * index + 1])];
    return {
      count: count === null ? undefined : planScalar(count, withRow(scope, [])),
      of: planScalar(named(present(clause.OfExpression), scope).value, inner),
      others: others ? planScalar(others, withRow(scope, [])) : undefined,
      by: { ...aggregateHead(value, scope), args, outputs },
      descending: !ascending,
    };
  });
  return checkColumns({ kind: 'topNested', input, levels, columns }, node, scope);
}
