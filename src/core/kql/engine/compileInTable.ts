import type { Expression } from '../plan.ts';
import type { CellKey } from './cellKey.ts';
import type { Compilation } from './compilation.ts';
import { compileExpression } from './compileExpression.ts';
import { type Argument, QueryError } from './functionTable.ts';
import { comparable, equalityOf } from './scalar/operators/comparisonOperators.ts';
import { membershipOf, reader } from './scalar/operators/membershipOperators.ts';

/** Whether a value is in the first column of a table, which is read once, before the first row. */
export function compileInTable(
  { name, value, plan, column, type, place }: Extract<Expression, { kind: 'inTable' }>,
  compilation: Compilation,
): Argument {
  const argument = compileExpression(value, compilation);
  const compared = argument.type === 'dynamic' ? column.type : argument.type;
  const membership = membershipOf(name);
  const read = reader(argument.type, compared, membership);
  if (read === undefined || equalityOf(argument.type, column.type) === undefined) {
    const message = `The operator '${name}' is not supported between ${argument.type} and ${column.type}.`;
    throw new QueryError(message, name, place);
  }
  const subject = comparable(argument, column.type);
  const element = comparable({ type: column.type, evaluate: (row) => row[0] ?? null, constant: undefined }, compared);
  const keys = new Set<CellKey>();
  compilation.compilePlan(plan, { ...compilation, window: undefined })((row) => {
    const cell = element(row);
    if (cell !== null && !keys.has(read(cell))) {
      keys.add(read(cell));
      compilation.memory.hold(2);
    }
    return true;
  });
  const evaluate: Argument['evaluate'] = (row) => {
    const cell = subject(row);
    return (cell !== null && keys.has(read(cell))) === membership.isWanted;
  };
  return argument.constant === undefined
    ? { type, evaluate, constant: undefined }
    : { type, evaluate, constant: { value: evaluate([]) } };
}
