import type { Expression, Plan } from '../../plan.ts';
import type { Cell, Row } from '../../values.ts';
import { emptyCell, isInt64 } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileAll, compileExpression, constantValue } from '../compileExpression.ts';
import { QueryError } from '../functionTable.ts';
import { collect, type Source, stepCheck } from '../source.ts';
import type { WindowFrame } from '../windowFrame.ts';
import { isWindowed } from '../windowFunctions.ts';
import type { PlanOf } from './planOf.ts';

export function compileFilter({ input, condition }: PlanOf<'filter'>, compilation: Compilation): Source {
  return windowed([condition], input, compilation, (source, inner) => {
    const { evaluate } = compileExpression(condition, inner);
    return (sink) => source((row) => evaluate(row) !== true || sink(row));
  });
}

export function compileProject({ input, expressions }: PlanOf<'project'>, compilation: Compilation): Source {
  return windowed(expressions, input, compilation, (source, inner) => {
    const make = rowMaker(expressions, input, inner);
    return (sink) => source((row) => sink(make(row)));
  });
}

/** What makes an output row of an input row. Columns that are kept in their places are copied as a whole. */
function rowMaker(expressions: readonly Expression[], input: Plan, compilation: Compilation): (row: Row) => Row {
  const width = input.columns.length;
  const evaluators = compileAll(expressions, compilation);
  if (width > 0 && isCopy(expressions, width)) {
    const added = evaluators.slice(width);
    return (row) => {
      const made = row.slice();
      for (const evaluate of added) made.push(evaluate(row));
      return made;
    };
  }
  return (row) => {
    const made: Cell[] = [];
    for (const evaluate of evaluators) made.push(evaluate(row));
    return made;
  };
}

function isCopy(expressions: readonly Expression[], width: number): boolean {
  if (expressions.length < width) return false;
  return expressions
    .slice(0, width)
    .every((expression, index) => expression.kind === 'column' && expression.index === index);
}

/**
 * Rows come one by one, unless window functions stand in the expressions: they look at other rows too, so that all are
 * collected first.
 */
function windowed(
  expressions: readonly Expression[],
  input: Plan,
  compilation: Compilation,
  compile: (source: Source, compilation: Compilation) => Source,
): Source {
  const source = compilation.compilePlan(input, compilation);
  if (!expressions.some(isWindowed)) return compile(source, { ...compilation, window: undefined });
  const frame: WindowFrame = { rows: [], index: 0, run: 0 };
  const fromFrame: Source = (sink) => {
    const { rows, done } = collect(source, compilation);
    frame.rows = rows;
    frame.run += 1;
    const check = stepCheck(compilation);
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      frame.index = index;
      check();
      if (row === undefined || !sink(row)) break;
    }
    frame.rows = [];
    done();
  };
  return compile(fromFrame, { ...compilation, window: frame });
}

export function compileTake({ input, count }: PlanOf<'take'>, compilation: Compilation): Source {
  const limit = rowCount(count, compilation);
  const source = compilation.compilePlan(input, compilation);
  return (sink) => {
    let left = limit;
    if (left <= 0) return;
    source((row) => {
      left -= 1;
      return sink(row) && left > 0;
    });
  };
}

/** @throws QueryError where it is no number of rows. */
export function rowCount(expression: Expression, compilation: Compilation): number {
  const count = constantValue(expression, compilation);
  if (!isInt64(count)) throw new QueryError('The number of rows must be a constant number.');
  return Number(count);
}

/** A column that an input does not have is empty there. */
export function compileUnion(
  { inputs, source: withSource, columns }: PlanOf<'union'>,
  compilation: Compilation,
): Source {
  const parts = inputs.map(({ plan, from, sourceName }) => {
    const source = compilation.compilePlan(plan, compilation);
    const isAsItIs = plan.columns.length === columns.length && from.every((place, index) => place === index);
    const empty = columns.map(({ type }) => emptyCell(type));
    const make = (row: Row): Row =>
      columns.map((_, index) => {
        const place = from[index];
        if (index === withSource) return sourceName;
        return place === undefined ? (empty[index] ?? null) : (row[place] ?? null);
      });
    return { source, make: isAsItIs && withSource === undefined ? undefined : make };
  });
  return (sink) => {
    let isWanted = true;
    for (const { source, make } of parts) {
      if (!isWanted) return;
      source((row) => {
        isWanted = sink(make === undefined ? row : make(row));
        return isWanted;
      });
    }
  };
}

export function compileGetschema({ of, columns }: PlanOf<'getschema'>): Source {
  const names = columns.map(({ name }) => name);
  return (sink) => {
    for (const [index, { name, type }] of of.entries()) {
      const cells: Readonly<Record<string, Cell>> = {
        ColumnName: name,
        ColumnOrdinal: index,
        DataType: DATA_TYPES[type],
        ColumnType: type,
      };
      if (!sink(names.map((column) => cells[column] ?? null))) return;
    }
  };
}

/** The .NET types that getschema names. */
const DATA_TYPES = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  string: 'System.String',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
} as const;
