import type { Expression } from '../plan.ts';
import { addInt64, type Cell, type Row, subtractInt64 } from '../values.ts';
import { emptyCell, isInt64 } from './cellTypes.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall } from './functionTable.ts';
import { decimalOf, realOf } from './scalar/operators/operandTypes.ts';
import type { WindowFrame } from './windowFrame.ts';

/** Prepares a call of a function that looks at other rows than the one it is evaluated for. */
type WindowFunction = (call: ScalarCall, frame: WindowFrame) => Evaluator;

/** By name. */
export const windowFunctions: Readonly<Record<string, WindowFunction>> = {
  prev: (call, frame) => neighbour(call, frame, -1),
  next: (call, frame) => neighbour(call, frame, 1),
  row_number: rowNumber,
  row_cumsum: rowCumsum,
  row_rank_dense: (call, frame) => rowRank(call, frame, (rank) => rank + 1),
  row_rank_min: (call, frame) => rowRank(call, frame, (_, seen) => seen + 1),
  row_window_session: rowWindowSession,
};

/** `next(column, offset = 1, default)`: a negative offset looks the other way. */
function neighbour(call: ScalarCall, frame: WindowFrame, direction: 1 | -1): Evaluator {
  const [value, offset, otherwise] = call.args;
  if (value === undefined) throw new QueryError(`${call.name}() needs a column.`, call.name);
  const distance = offset === undefined ? 1 : offset.constant?.value;
  if (typeof distance !== 'number') throw new QueryError(`${call.name}() needs a constant offset.`, call.name);
  const empty = emptyCell(value.type);
  return () => {
    const here = frame.index;
    const index = here + direction * distance;
    const row = frame.rows[index];
    if (row === undefined) {
      const current = frame.rows[here];
      return otherwise === undefined || current === undefined ? empty : otherwise.evaluate(current);
    }
    frame.index = index;
    const cell = value.evaluate(row);
    frame.index = here;
    return cell;
  };
}

/** `row_number(start = 1, restart = false)` */
function rowNumber({ args, name }: ScalarCall, frame: WindowFrame): Evaluator {
  const [start, restart] = args;
  const first = start === undefined ? 1 : start.constant?.value;
  if (!isInt64(first ?? null) || first === undefined) throw new QueryError(`${name}() needs a constant start.`, name);
  return inOrder(frame, () => {
    let number: Cell = null;
    return (row) => {
      number = isInt64(number) && restart?.evaluate(row) !== true ? addInt64(number, 1) : first;
      return number;
    };
  });
}

/** `row_cumsum(term, restart = false)`; a null term adds nothing. */
function rowCumsum({ args, name }: ScalarCall, frame: WindowFrame): Evaluator {
  const [term, restart] = args;
  if (term === undefined) throw new QueryError(`${name}() needs a term.`, name);
  const add = adder(term, name);
  return inOrder(frame, () => {
    let sum: Cell = null;
    return (row) => {
      if (restart?.evaluate(row) === true) sum = null;
      const value = term.evaluate(row);
      if (value !== null) sum = sum === null ? value : add(sum, value);
      return sum;
    };
  });
}

function adder({ type }: Argument, name: string): (a: Cell, b: Cell) => Cell {
  switch (type) {
    case 'real':
      return (a, b) => realOf(a) + realOf(b);
    case 'decimal':
      return (a, b) => decimalOf(a).plus(decimalOf(b));
    case 'int':
    case 'long':
    case 'timespan':
      return (a, b) => (isInt64(a) && isInt64(b) ? addInt64(a, b) : null);
    default:
      throw new QueryError(`${name}() is not supported for ${type}.`, name);
  }
}

/** `row_rank_*(term, restart = false)`: a new rank for each change of the term; `next` gives it of the last one and the rows seen. */
function rowRank(
  { args, name }: ScalarCall,
  frame: WindowFrame,
  next: (rank: number, seen: number) => number,
): Evaluator {
  const [term, restart] = args;
  if (term === undefined) throw new QueryError(`${name}() needs a term.`, name);
  if (term.type === 'dynamic' || term.type === 'decimal') {
    throw new QueryError(`${name}() is not supported for ${term.type}.`, name);
  }
  return inOrder(frame, () => {
    let rank = 0;
    let seen = 0;
    let last: Cell | undefined;
    return (row) => {
      if (restart?.evaluate(row) === true) {
        rank = 0;
        seen = 0;
        last = undefined;
      }
      const value = term.evaluate(row);
      if (last === undefined || value !== last) rank = next(rank, seen);
      last = value;
      seen += 1;
      return rank;
    };
  });
}

/** `row_window_session(datetime, longest from first, longest between neighbours, restart = false)`: when the session began. */
function rowWindowSession({ args, name }: ScalarCall, frame: WindowFrame): Evaluator {
  const [time, fromFirst, between, restart] = args;
  const longest = fromFirst?.constant?.value ?? null;
  const gap = between?.constant?.value ?? null;
  if (time?.type !== 'datetime' || !isInt64(longest) || !isInt64(gap)) {
    throw new QueryError(`${name}() needs a datetime and two constant timespans.`, name);
  }
  return inOrder(frame, () => {
    let start: Cell = null;
    let last: Cell = null;
    return (row) => {
      const value = time.evaluate(row);
      if (!isInt64(value)) return null;
      const isNew =
        !isInt64(start) ||
        !isInt64(last) ||
        restart?.evaluate(row) === true ||
        subtractInt64(value, start) > longest ||
        subtractInt64(value, last) > gap;
      if (isNew) start = value;
      last = value;
      return start;
    };
  });
}

/** A function that has to see every row in order computes them all when it is first asked: it may stand inside an iff(). */
function inOrder(frame: WindowFrame, begin: () => (row: Row) => Cell): Evaluator {
  let values: Cell[] = [];
  let run = -1;
  return () => {
    if (run !== frame.run) {
      run = frame.run;
      values = [];
      const here = frame.index;
      const next = begin();
      for (const [index, row] of frame.rows.entries()) {
        frame.index = index;
        values.push(next(row));
      }
      frame.index = here;
    }
    return values[frame.index] ?? null;
  };
}

/** Whether one of them stands in an expression. */
export function isWindowed(expression: Expression): boolean {
  if (expression.kind === 'inTable') return isWindowed(expression.value);
  if (expression.kind !== 'call') return false;
  return Object.hasOwn(windowFunctions, expression.name) || expression.args.some(isWindowed);
}
