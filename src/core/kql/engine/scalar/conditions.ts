import type { Cell } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { comparatorOf } from '../compareCells.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, refuseTypes } from './callArguments.ts';
import { argumentAs, textAt } from './textArguments.ts';

/** Which of its arguments a function gives, and whether there is a value. */
export const conditions: ScalarFunctions = {
  iff,
  iif: iff,
  case: firstTrue,
  coalesce,
  max_of: (call) => extreme(call, (order) => order > 0),
  min_of: (call) => extreme(call, (order) => order < 0),
  isnull: (call) => isNull(call, true),
  isnotnull: (call) => isNull(call, false),
  notnull: (call) => isNull(call, false),
  isempty: (call) => isEmpty(call, true),
  isnotempty: (call) => isEmpty(call, false),
  notempty: (call) => isEmpty(call, false),
  assert: holds,
};

/** A condition that is null is not met. */
function condition(call: ScalarCall, index: number): Evaluator {
  const argument = argumentAt(call, index);
  if (argument.type === 'bool') return argument.evaluate;
  return argument.type === 'string' ? refuseTypes(call) : argumentAs(argument, 'bool');
}

function iff(call: ScalarCall): Evaluator {
  const isMet = condition(call, 0);
  const [then, otherwise] = [resultAt(call, 1), resultAt(call, 2)];
  return (row) => (isMet(row) === true ? then(row) : otherwise(row));
}

function firstTrue(call: ScalarCall): Evaluator {
  const last = call.args.length - 1;
  const otherwise = resultAt(call, last);
  const cases: { readonly isMet: Evaluator; readonly result: Evaluator }[] = [];
  for (let index = 0; index < last; index += 2) {
    cases.push({ isMet: condition(call, index), result: resultAt(call, index + 1) });
  }
  return (row) => {
    for (const { isMet, result } of cases) if (isMet(row) === true) return result(row);
    return otherwise(row);
  };
}

function resultAt(call: ScalarCall, index: number): Evaluator {
  return argumentAs(argumentAt(call, index), call.type);
}

/** The first value that is neither null nor an empty string. */
function coalesce(call: ScalarCall): Evaluator {
  const values = call.args.map((argument) => argumentAs(argument, call.type));
  const none: Cell = call.type === 'string' ? '' : null;
  return (row) => {
    for (const evaluate of values) {
      const value = evaluate(row);
      if (value !== null && value !== '') return value;
    }
    return none;
  };
}

/** Nulls do not take part, unless there is nothing else. */
function extreme(call: ScalarCall, isBetter: (order: number) => boolean): Evaluator {
  const values = call.args.map((argument) => argumentAs(argument, call.type));
  if (values.length === 0) throw new QueryError(`The function ${call.name}() needs arguments.`, call.name);
  const compare = comparatorOf(call.type);
  return (row) => {
    let best: Cell = null;
    for (const evaluate of values) {
      const value = evaluate(row);
      if (value !== null && (best === null || isBetter(compare(value, best)))) best = value;
    }
    return best;
  };
}

/** Strings are never null. */
function isNull(call: ScalarCall, isWanted: boolean): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  return type === 'string' ? () => !isWanted : (row) => (evaluate(row) === null) === isWanted;
}

/** Whether the text of the value is empty. */
function isEmpty(call: ScalarCall, isWanted: boolean): Evaluator {
  const argument: Argument = argumentAt(call, 0);
  const { type, evaluate } = argument;
  if (type !== 'string' && type !== 'dynamic') return (row) => (evaluate(row) === null) === isWanted;
  const write = textWriter(type);
  return (row) => {
    const cell = evaluate(row);
    const isAbsent =
      cell === null || cell === '' || (type === 'dynamic' && typeof cell === 'object' && write(cell) === '');
    return isAbsent === isWanted;
  };
}

/** @throws QueryError with the author's own message */
function holds(call: ScalarCall): Evaluator {
  const [{ evaluate }, message] = [argumentAt(call, 0), textAt(call, 1)];
  return (row) => {
    if (evaluate(row) !== true) throw new QueryError(`assert() has failed: ${message(row)}`);
    return true;
  };
}
