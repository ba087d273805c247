import { addInt64 } from '../../../values.ts';
import { isInt64 } from '../../cellTypes.ts';
import {
  type Argument,
  type Evaluator,
  QueryError,
  type ScalarCall,
  type ScalarFunctions,
} from '../../functionTable.ts';
import { comparable, orderOf } from './comparisonOperators.ts';
import { refuseOperands } from './operandTypes.ts';

/** Both ends belong to the range; the second end of datetimes may be a timespan after the first. */
export const betweenOperators: ScalarFunctions = {
  between: (call) => between(call, true),
  '!between': (call) => between(call, false),
};

function between(call: ScalarCall, isInside: boolean): Evaluator {
  const [value, from, to] = call.args;
  if (value === undefined || from === undefined || to === undefined) {
    throw new QueryError(`The operator '${call.name}' needs a range.`, call.name);
  }
  const last = from.type === 'datetime' && to.type === 'timespan' ? after(from, to) : to;
  const afterFrom = orderOf(value.type, from.type) ?? refuseOperands(call);
  const beforeLast = orderOf(value.type, last.type) ?? refuseOperands(call);
  const [middle, low, high] = [
    comparable(value, from.type),
    comparable(from, value.type),
    comparable(last, value.type),
  ];
  return (row) => {
    const x = middle(row);
    const a = low(row);
    const b = high(row);
    if (x === null || a === null || b === null) return null;
    return (afterFrom(x, a) >= 0 && beforeLast(x, b) <= 0) === isInside;
  };
}

function after(from: Argument, to: Argument): Argument {
  return {
    type: 'datetime',
    constant: undefined,
    evaluate: (row) => {
      const start = from.evaluate(row);
      const span = to.evaluate(row);
      return isInt64(start) && isInt64(span) ? addInt64(start, span) : null;
    },
  };
}
