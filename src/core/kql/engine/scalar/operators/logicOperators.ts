import type { Cell } from '../../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../../functionTable.ts';
import { operands } from './operandTypes.ts';

/** Three-valued: an unknown operand makes the result unknown unless the other one decides it. */
export const logicOperators: ScalarFunctions = {
  and: (call) => {
    const [left, right] = operands(call).map((argument) => truthOf(argument, call));
    if (left === undefined || right === undefined)
      throw new QueryError("The operator 'and' needs two operands.", 'and');
    return (row) => {
      const a = left(row);
      if (a === false) return false;
      const b = right(row);
      if (b === false) return false;
      return a === null || b === null ? null : true;
    };
  },
  or: (call) => {
    const [left, right] = operands(call).map((argument) => truthOf(argument, call));
    if (left === undefined || right === undefined) throw new QueryError("The operator 'or' needs two operands.", 'or');
    return (row) => {
      const a = left(row);
      if (a === true) return true;
      const b = right(row);
      if (b === true) return true;
      return a === null || b === null ? null : false;
    };
  },
  not: (call) => {
    const [argument] = call.args;
    if (argument === undefined) throw new QueryError('not() needs an argument.', 'not');
    const value = truthOf(argument, call);
    return (row) => {
      const cell = value(row);
      return cell === null ? null : cell === false;
    };
  },
};

/** Booleans, and dynamic values that hold one. */
function truthOf({ type, evaluate }: ScalarCall['args'][number], { name }: ScalarCall): Evaluator {
  if (type === 'bool') return evaluate;
  if (type === 'dynamic') return (row) => boolInDynamic(evaluate(row));
  if (type === 'int' || type === 'long') return (row) => isNotZero(evaluate(row));
  throw new QueryError(`The operator '${name}' is not supported for ${type}.`, name);
}

function boolInDynamic(cell: Cell): Cell {
  return typeof cell === 'boolean' ? cell : null;
}

function isNotZero(cell: Cell): Cell {
  return cell === null ? null : cell !== 0;
}
