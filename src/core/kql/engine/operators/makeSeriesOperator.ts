import type { Aggregate, Expression } from '../../plan.ts';
import { addInt64, type Cell, type Dynamic, type Int64, type Row, type ScalarType } from '../../values.ts';
import { isInt64, toDynamic } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression, constantValue } from '../compileExpression.ts';
import { cellConverter } from '../convertCell.ts';
import { type Accumulator, QueryError } from '../functionTable.ts';
import { createKeyIndex, keyReaders } from '../keyIndex.ts';
import { type Axis, binsBetween, createAxis } from '../seriesAxis.ts';
import { ROW_OVERHEAD, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';
import { ACCUMULATOR_CELLS, compileAggregate } from './summarizeOperator.ts';

/**
 * One row for each key, with an array for each aggregate and one for the axis. Of no input none, or one of defaults where
 * `kind=nonempty` was written.
 */
export function compileMakeSeries(plan: PlanOf<'makeSeries'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(plan.input, compilation);
  const axisArgument = compileExpression(plan.axis, compilation);
  const axis = compileAxis(plan, compilation);
  const keys = plan.keys.map((key) => compileExpression(key, compilation));
  const readers = keyReaders(keys);
  const series = plan.aggregates.map((aggregate) => compileSeries(aggregate, compilation));
  const size = series.length * ACCUMULATOR_CELLS + ROW_OVERHEAD;
  return (sink) => {
    const check = stepCheck(compilation);
    const index = createKeyIndex(readers);
    const groups: Group[] = [];
    let held = 0;
    source((row) => {
      const bin = axis.binOf(axisArgument.evaluate(row));
      if (bin === undefined) return true;
      const id = index.add(row);
      let group = groups[id];
      if (group === undefined) {
        group = { cells: keys.map(({ evaluate }) => evaluate(row)), bins: new Map() };
        groups.push(group);
      }
      let accumulators = group.bins.get(bin);
      if (accumulators === undefined) {
        compilation.memory.hold(size);
        held += size;
        accumulators = series.map(({ make }) => make());
        group.bins.set(bin, accumulators);
      }
      for (const accumulator of accumulators) accumulator.add(row);
      return true;
    });
    if (groups.length === 0 && plan.isNonEmpty) {
      if (keys.length > 0 || axis.from === undefined || axis.to === undefined) refuseNonEmpty();
      groups.push({ cells: [], bins: new Map() });
    }
    for (const { cells, bins } of groups) {
      if (!sink(seriesRow({ cells, bins }, { axis, series, check }))) break;
    }
    compilation.memory.release(held);
  };
}

/** Kusto's documentation does not say what the keys of a series without rows are, or where it begins without a start. */
function refuseNonEmpty(): never {
  throw new QueryError('make-series kind=nonempty of no rows needs from and to, and no keys.', 'make-series');
}

interface Group {
  readonly cells: readonly Cell[];
  readonly bins: Map<Int64, readonly Accumulator[]>;
}

interface Series {
  readonly make: () => Accumulator;
  readonly toElement: (cell: Cell) => Dynamic;
  readonly missing: Dynamic;
}

interface SeriesContext {
  readonly axis: Axis;
  readonly series: readonly Series[];
  readonly check: () => void;
}

function seriesRow({ cells, bins }: Group, { axis, series, check }: SeriesContext): Row {
  const values: Dynamic[][] = series.map(() => []);
  const points: Dynamic[] = [];
  for (const bin of binsBetween(axis, bins.keys())) {
    check();
    points.push(toDynamic(bin, axis.type));
    const finished: Cell[] = [];
    for (const accumulator of bins.get(bin) ?? []) accumulator.finish(finished);
    const isThere = finished.length > 0;
    for (const [position, { toElement, missing }] of series.entries()) {
      values[position]?.push(isThere ? toElement(finished[position] ?? null) : missing);
    }
  }
  return [...cells, ...values, points];
}

function compileSeries(
  aggregate: Aggregate & { readonly defaultValue: Expression | undefined },
  compilation: Compilation,
): Series {
  const type = elementType(aggregate);
  const { defaultValue } = aggregate;
  const outputs = aggregate.outputs.map((column) => ({ ...column, type }));
  const missing: Cell = defaultValue === undefined ? 0 : constantValue(defaultValue, compilation);
  const givenType = defaultValue?.type ?? 'long';
  const missingType = isNumber(type) ? type : givenType;
  const convert = cellConverter(givenType, missingType);
  return {
    make: compileAggregate({ ...aggregate, outputs }, compilation),
    toElement: (cell) => toDynamic(cell, type),
    missing: toDynamic(convert(missing), missingType),
  };
}

function isNumber(type: ScalarType): boolean {
  return type === 'int' || type === 'long' || type === 'real' || type === 'decimal';
}

/** What the elements are: the language names only the type of the whole array. */
function elementType({ name, args, outputs }: Aggregate): ScalarType {
  const bound = outputs[0]?.type ?? 'dynamic';
  if (bound !== 'dynamic') return bound;
  if (COUNTS.has(name)) return 'long';
  const argument = args[0]?.type ?? 'long';
  if (KEEPS_TYPE.has(name)) return argument;
  if (!REALS.has(name) || argument === 'timespan' || argument === 'datetime') {
    throw new QueryError(`make-series is not supported with ${name}() of ${argument}.`, 'make-series');
  }
  return argument === 'decimal' ? 'decimal' : 'real';
}

const COUNTS = new Set(['count', 'countif', 'dcount', 'dcountif', 'count_distinct', 'count_distinctif']);
const KEEPS_TYPE = new Set(['sum', 'sumif', 'min', 'minif', 'max', 'maxif', 'take_any', 'take_anyif', 'percentile']);
const REALS = new Set(['avg', 'avgif', 'stdev', 'stdevif', 'variance', 'varianceif']);

function compileAxis(plan: PlanOf<'makeSeries'>, compilation: Compilation): Axis {
  const { type } = plan.axis;
  const read = (expression: Expression | undefined, wanted: ScalarType): Int64 | undefined => {
    if (expression === undefined) return undefined;
    const cell = cellConverter(expression.type, wanted)(constantValue(expression, compilation));
    if (!isInt64(cell)) throw new QueryError('make-series needs constant ends and a constant step.', 'make-series');
    return cell;
  };
  const step = read(plan.step, type === 'datetime' ? 'timespan' : type);
  if (step === undefined || step <= 0) throw new QueryError('make-series needs a step above zero.', 'make-series');
  const [from, to] = [read(plan.from, type), read(plan.to, type)];
  return createAxis({
    type,
    from,
    to: to !== undefined && plan.isInclusive ? addInt64(to, 1) : to,
    step,
    isAligned: plan.isInclusive,
  });
}
