import type { Expression, Plan, PlanColumn } from '../../plan.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, nameOf, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, column } from './operatorParts.ts';
import { writtenValues } from './values.ts';

type Extend = Syntax<'ExtendOperator'> | Syntax<'SerializeOperator'>;

/** Replaces columns in their places, and appends new ones. */
export function planExtend(node: Extend, input: Plan, scope: Scope): Plan {
  const columns: PlanColumn[] = [...input.columns];
  const expressions: Expression[] = columns.map((_, index) => column(columns, index));
  for (const { name, expression } of assignments(node, input, scope)) {
    const at = columns.findIndex((candidate) => candidate.name === name);
    const index = at < 0 ? columns.length : at;
    columns[index] = { name, type: expression.type };
    expressions[index] = expression;
  }
  return checkColumns({ kind: 'project', input, columns, expressions }, node, scope);
}

interface Assignment {
  readonly name: string;
  readonly expression: Expression;
}

/** Values with the names of their columns; the service makes up a name for one that has none. */
function assignments(node: Extend, input: Plan, scope: Scope): readonly Assignment[] {
  const { Syntax } = scope.session.kusto;
  const inner = withRow(scope, input.columns);
  const written = elements(node.Expressions).map((expression) => {
    const { names, value, expressions } = writtenValues(expression, inner);
    const own = names.length === 0 && value instanceof Syntax.NameReference ? [nameOf(value)] : names;
    return { names: own, value, expressions };
  });
  const taken = new Set([...input.columns.map(({ name }) => name), ...written.flatMap(({ names }) => names)]);
  const made = boundColumns(node, scope).filter(({ name }) => !taken.has(name));
  return written.flatMap(({ names, value, expressions }) => {
    return expressions.map((expression, index) => {
      const message = 'Give this value a name: it is not sure here which column it would be.';
      const name = names[index] ?? made.shift()?.name ?? refuse(value, scope, { name: 'extend', message });
      return { name, expression };
    });
  });
}
