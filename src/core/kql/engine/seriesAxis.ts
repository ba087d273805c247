import { addInt64, type Cell, type Int64, int64, type ScalarType, TICKS_BEFORE_EPOCH } from '../values.ts';
import { isInt64 } from './cellTypes.ts';
import { QueryError } from './functionTable.ts';

/** The points of a series along its axis. */
export interface Axis {
  readonly type: ScalarType;
  readonly from: Int64 | undefined;
  readonly to: Int64 | undefined;
  readonly step: Int64;
  /** Points lie whole steps from here. */
  readonly origin: Int64;
  /** The point that a value belongs to; undefined for what lies outside, and for null. */
  readonly binOf: (cell: Cell) => Int64 | undefined;
}

interface AxisOptions {
  readonly type: ScalarType;
  /** The first point. Without it a series begins where its data do. */
  readonly from: Int64 | undefined;
  /** What no point reaches. Without it a series ends where its data do. */
  readonly to: Int64 | undefined;
  readonly step: Int64;
  /** Whether points are multiples of the step although the first one is named. */
  readonly isAligned: boolean;
}

export function createAxis({ type, from, to, step, isAligned }: AxisOptions): Axis {
  if (!TYPES.has(type)) throw new QueryError(`make-series is not supported along ${type}.`, 'make-series');
  // Bins of datetimes are counted from the year 1.
  const zero: Int64 = type === 'datetime' ? int64(-TICKS_BEFORE_EPOCH) : 0;
  const origin = from === undefined || isAligned ? zero : from;
  const first = from === undefined ? undefined : floorTo(from, origin, step);
  if (isAligned && first !== from) {
    throw new QueryError(
      'make-series in range() is not supported from where no bin begins: use from … to … step.',
      'range',
    );
  }
  return {
    type,
    from: first,
    to,
    step,
    origin,
    binOf: (cell) => {
      if (!isInt64(cell) || Number.isNaN(cell)) return undefined;
      if ((from !== undefined && cell < from) || (to !== undefined && cell >= to)) return undefined;
      return floorTo(cell, origin, step);
    },
  };
}

const TYPES: ReadonlySet<ScalarType> = new Set(['int', 'long', 'real', 'datetime', 'timespan']);

function floorTo(value: Int64, origin: Int64, step: Int64): Int64 {
  if (typeof value === 'number' && typeof origin === 'number' && typeof step === 'number') {
    if (!Number.isInteger(value) || !Number.isInteger(step) || !Number.isInteger(origin)) {
      return origin + Math.floor((value - origin) / step) * step;
    }
    const rest = (value - origin) % step;
    return value - (rest < 0 ? rest + step : rest);
  }
  const [exact, width] = [BigInt(value) - BigInt(origin), BigInt(step)];
  return int64(BigInt(value) - (((exact % width) + width) % width));
}

/** Between the ends, or between the first and the last point that has data. */
export function* binsBetween({ from, to, step, origin, type }: Axis, bins: Iterable<Int64>): Generator<Int64> {
  let first = from;
  let end = to;
  let last: Int64 | undefined;
  for (const bin of bins) {
    if (from === undefined && (first === undefined || bin < first)) first = bin;
    if (last === undefined || bin > last) last = bin;
  }
  if (first === undefined) return;
  if (end === undefined && last !== undefined)
    end = type === 'real' ? Number(last) + Number(step) / 2 : addInt64(last, 1);
  // Real points are computed just as binOf does it: any other way would round some of them to their neighbours.
  const steps = type === 'real' ? Math.round((Number(first) - Number(origin)) / Number(step)) : 0;
  for (let count = 0; ; count += 1) {
    const bin = type === 'real' ? Number(origin) + (steps + count) * Number(step) : addInt64(first, times(step, count));
    if (end === undefined || bin >= end) return;
    if (count >= MAX_POINTS) throw new QueryError(`A series of make-series may have ${MAX_POINTS} points at most.`);
    yield bin;
  }
}

const MAX_POINTS = 1_048_576;

function times(step: Int64, count: number): Int64 {
  return typeof step === 'number' && Number.isSafeInteger(step * count)
    ? step * count
    : int64(BigInt(step) * BigInt(count));
}
