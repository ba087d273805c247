import { Decimal } from 'decimal.js';
import type { Call, Expression } from '../plan.ts';
import type { Cell, Row } from '../values.ts';
import { atPlace } from './atPlace.ts';
import { emptyCell } from './cellTypes.ts';
import type { Compilation } from './compilation.ts';
import { compileInTable } from './compileInTable.ts';
import { type Argument, type Evaluator, QueryError } from './functionTable.ts';
import { scalarFunctions } from './scalar/scalarFunctions.ts';
import { windowFunctions } from './windowFunctions.ts';

/**
 * Makes of an expression what evaluates it for a row. What is the same for every row is evaluated here, once.
 * @throws QueryError for what the engine does not support.
 */
export function compileExpression(expression: Expression, compilation: Compilation): Argument {
  switch (expression.kind) {
    case 'literal':
      return constant(expression, literalValue(expression.value, expression.type));
    case 'column': {
      const { type, index } = expression;
      return { type, evaluate: columnReader(index, emptyCell(type)), constant: undefined };
    }
    case 'scalar':
      return constant(expression, compilation.scalar(expression.id));
    case 'toscalar':
      return constant(expression, firstCell(expression, compilation));
    case 'inTable':
      return compileInTable(expression, compilation);
    default:
      return compileCall(expression, compilation);
  }
}

export function compileAll(expressions: readonly Expression[], compilation: Compilation): readonly Evaluator[] {
  return expressions.map((expression) => compileExpression(expression, compilation).evaluate);
}

/** The value of an expression without columns, for instance of a count of rows. */
export function constantValue(expression: Expression, compilation: Compilation): Cell {
  const { evaluate, constant } = compileExpression(expression, compilation);
  return constant === undefined ? evaluate([]) : constant.value;
}

function columnReader(index: number, empty: Cell): Evaluator {
  return (row) => {
    const cell = row[index];
    return cell === undefined ? empty : cell;
  };
}

function constant({ type }: Expression, value: Cell): Argument {
  return { type, evaluate: () => value, constant: { value } };
}

/** Decimals cross between threads as text. Other values with a class are in no plan: calls make them. */
export function literalValue(value: Cell, type: Expression['type']): Cell {
  if (type === 'decimal' && typeof value === 'string') return new Decimal(value);
  return value;
}

function firstCell({ plan, type }: Extract<Expression, { kind: 'toscalar' }>, compilation: Compilation): Cell {
  let first: Cell | undefined;
  compilation.compilePlan(plan, { ...compilation, window: undefined })((row) => {
    first = row[0];
    return false;
  });
  return first ?? emptyCell(type);
}

function compileCall(call: Call, compilation: Compilation): Argument {
  const { name, type } = call;
  const args = call.args.map((argument) => compileExpression(argument, compilation));
  return atPlace(call.place, () => {
    const scalarCall = { name, args, type, run: compilation.run };
    const windowFunction = Object.hasOwn(windowFunctions, name) ? windowFunctions[name] : undefined;
    if (windowFunction !== undefined) {
      if (compilation.window === undefined) {
        throw new QueryError(`${name}() is supported in extend, project and where only.`, name);
      }
      return { type, evaluate: windowFunction(scalarCall, compilation.window), constant: undefined };
    }
    const build = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
    if (build === undefined) throw new QueryError(`${name} is not supported.`, name);
    const evaluate = build(scalarCall);
    const isConstant = !CHANGING.has(name) && args.every((argument) => argument.constant !== undefined);
    return isConstant ? constant(call, evaluate(NO_COLUMNS)) : { type, evaluate, constant: undefined };
  });
}

const NO_COLUMNS: Row = [];

/** Functions that give another value for each row although their arguments are the same. */
const CHANGING: ReadonlySet<string> = new Set(['rand', 'new_guid', 'assert']);
