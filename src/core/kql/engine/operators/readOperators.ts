import { Decimal } from 'decimal.js';
import { addInt64, type Cell, type Int64, type ScalarType } from '../../values.ts';
import { isInt64 } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { constantValue, literalValue } from '../compileExpression.ts';
import { cellConverter } from '../convertCell.ts';
import { QueryError } from '../functionTable.ts';
import { pushAll, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** @throws QueryError when there are no rows for this table. */
export function compileTable({ name, columns }: PlanOf<'table'>, compilation: Compilation): Source {
  const table = compilation.tableOf(name);
  if (table === undefined) {
    throw new QueryError(`There is no sample of the table ${name} here, so the query cannot be run on it.`);
  }
  const places = columns.map((column) => table.columns.findIndex(({ name: other }) => other === column.name));
  const isAsItIs = columns.length === table.columns.length && places.every((place, index) => place === index);
  const { rows } = table;
  return (sink) => {
    let read = 0;
    const check = stepCheck(compilation);
    for (const row of rows) {
      check();
      read += 1;
      if (!sink(isAsItIs ? row : places.map((place) => row[place] ?? null))) break;
    }
    compilation.countRead(read);
  };
}

export function compileRows({ rows, columns }: PlanOf<'rows'>, compilation: Compilation): Source {
  const hasDecimals = columns.some(({ type }) => type === 'decimal');
  const ready = hasDecimals
    ? rows.map((row) => row.map((cell, index) => literalValue(cell, columns[index]?.type ?? 'dynamic')))
    : rows;
  return (sink) => pushAll(ready, sink, compilation);
}

export function compileSubqueryInput(_: PlanOf<'subqueryInput'>, compilation: Compilation): Source {
  const { subqueryRows } = compilation;
  if (subqueryRows === undefined) throw new QueryError('A subquery stands where none is supported.');
  return (sink) => pushAll(subqueryRows.rows, sink, compilation);
}

/** From the first value, both included, as long as the last one is not passed. */
export function compileRange(plan: PlanOf<'range'>, compilation: Compilation): Source {
  const type = plan.columns[0]?.type ?? 'long';
  if (type !== 'real' && [plan.from, plan.to, plan.step].some((expression) => expression.type === 'real')) {
    throw new QueryError(`A range of ${type} is not supported with a real number: convert its beginning too.`, 'range');
  }
  const read = (expression: typeof plan.from, wanted: ScalarType) =>
    cellConverter(expression.type, wanted)(constantValue(expression, compilation));
  const from = read(plan.from, type);
  const to = read(plan.to, type);
  const step = read(plan.step, type === 'datetime' ? 'timespan' : type);
  return (sink) => {
    const check = stepCheck(compilation);
    for (const value of series({ from, to, step }, type)) {
      check();
      if (!sink([value])) return;
    }
  };
}

/** The values of a range; none where an end or the step is null or the step is zero. */
function* series({ from, to, step }: { from: Cell; to: Cell; step: Cell }, type: ScalarType): Generator<Cell> {
  if (from instanceof Decimal || to instanceof Decimal || type === 'decimal') {
    throw new QueryError('The operator range is not supported for decimal.', 'range');
  }
  if (!isInt64(from) || !isInt64(to) || !isInt64(step) || step === 0) return;
  if (type === 'real') {
    for (let index = 0; ; index += 1) {
      const value = Number(from) + index * Number(step);
      if (!(step > 0 ? value <= to : value >= to)) return;
      yield value;
    }
  }
  const isUp = step > 0;
  let value: Int64 = from;
  while (isUp ? value <= to : value >= to) {
    yield value;
    const next = addInt64(value, step);
    // Past the largest number the sum begins again with the smallest.
    if (isUp ? next <= value : next >= value) return;
    value = next;
  }
}
