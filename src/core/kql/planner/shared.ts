import type { Expression, Plan } from '../plan.ts';
import type { Session } from './scope.ts';

/** Makes an expression without columns one that is evaluated once. */
export function shareScalar(session: Session, expression: Expression): Expression {
  const { kind, type } = expression;
  if (kind === 'literal' || kind === 'scalar' || changes(expression)) return expression;
  const id = session.scalars.push(expression) - 1;
  return { kind: 'scalar', type, id };
}

/** Makes a table one that is evaluated once, unless it reads the rows of a subquery. */
export function shareTable(session: Session, plan: Plan): Plan {
  if (plan.kind === 'table' || plan.kind === 'reference' || readsSubquery(plan)) return plan;
  const id = session.tables.push(plan) - 1;
  return { kind: 'reference', id, columns: plan.columns };
}

export function usesColumns(expression: Expression): boolean {
  if (expression.kind === 'column') return true;
  if (expression.kind === 'inTable') return usesColumns(expression.value);
  return expression.kind === 'call' && expression.args.some(usesColumns);
}

/** Whether the rows of the subquery around it are read; those of subqueries inside are others. */
export function readsSubquery(plan: Plan): boolean {
  switch (plan.kind) {
    case 'subqueryInput':
      return true;
    case 'join':
      return readsSubquery(plan.left) || readsSubquery(plan.right);
    case 'addressLookup':
      return readsSubquery(plan.input) || readsSubquery(plan.lookup);
    case 'union':
      return plan.inputs.some((input) => readsSubquery(input.plan));
    default:
      return 'input' in plan && plan.input !== undefined && readsSubquery(plan.input);
  }
}

/** Functions that give another value each time, so that a name for one is no name for one value. */
const CHANGING: ReadonlySet<string> = new Set(['rand', 'new_guid']);

function changes(expression: Expression): boolean {
  return expression.kind === 'call' && (CHANGING.has(expression.name) || expression.args.some(changes));
}
