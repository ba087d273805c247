import { Decimal } from 'decimal.js';
import { type Cell, type Int64, int64, TICKS_BEFORE_EPOCH } from '../../values.ts';
import { KustoDecimal } from '../aggregates/kustoDecimal.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, int64At, int64OfCell, isIntegerType, isNumberType, realAt, refuseTypes } from './callArguments.ts';

/**
 * Rounding down to a multiple: of datetimes counted from year 1, of all else from zero, also below it. A size that is
 * null, zero or negative gives null.
 */
export const bins: ScalarFunctions = {
  bin,
  floor: bin,
  bin_at: binAt,
};

function bin(call: ScalarCall): Evaluator {
  const value = argumentAt(call, 0);
  const size = argumentAt(call, 1);
  if (value.type === 'datetime' && size.type === 'timespan') return integerBins(value, size, ORIGIN_OF_DATETIMES);
  if (value.type === 'timespan' && size.type === 'timespan') return integerBins(value, size, 0n);
  if (!isNumberType(value.type) || !isNumberType(size.type)) return refuseTypes(call);
  if (isIntegerType(value.type) && isIntegerType(size.type)) return integerBins(value, size, 0n);
  if (value.type === 'decimal' || size.type === 'decimal') return decimalBins(value, size);
  return realBins(call);
}

/** Bins start at multiples of their size from here. */
const ORIGIN_OF_DATETIMES = -TICKS_BEFORE_EPOCH;

function integerBins(value: Argument, size: Argument, origin: bigint): Evaluator {
  const { evaluate } = value;
  if (size.constant !== undefined) {
    const width = int64OfCell(size.constant.value);
    if (width === null || width <= 0) return () => null;
    const floor = floorTo(width, origin);
    return (row) => {
      const cell = evaluate(row);
      return typeof cell === 'number' || typeof cell === 'bigint' ? floor(cell) : null;
    };
  }
  return (row) => {
    const cell = int64OfCell(evaluate(row));
    const width = int64OfCell(size.evaluate(row));
    return cell === null || width === null || width <= 0 ? null : floorTo(width, origin)(cell);
  };
}

/** Rounds down to the next of the points that lie so far apart, one of them at the origin. */
function floorTo(width: Int64, origin: bigint): (value: Int64) => Int64 {
  const size = BigInt(width);
  // The distance from a point below or at zero to zero: only the rest of a division counts, not how often it fits.
  const shift = (((-origin % size) + size) % size) as bigint;
  const exact = (value: Int64): Int64 => {
    const rest = (BigInt(value) + shift) % size;
    return int64(BigInt(value) - (rest < 0n ? rest + size : rest));
  };
  if (typeof width === 'bigint') return exact;
  const offset = Number(shift);
  return (value) => {
    if (typeof value === 'bigint') return exact(value);
    const distance = value + offset;
    if (!Number.isSafeInteger(distance)) return exact(value);
    let rest = distance - Math.floor(distance / width) * width;
    // The quotient may have been rounded up to the next integer.
    if (rest < 0) rest += width;
    const start = value - rest;
    return Number.isSafeInteger(start) ? start : exact(value);
  };
}

function decimalBins(value: Argument, size: Argument): Evaluator {
  return (row) => {
    const number = decimalOf(value.evaluate(row));
    const width = decimalOf(size.evaluate(row));
    if (number === null || width === null || !width.greaterThan(0)) return null;
    return number.dividedBy(width).floor().times(width);
  };
}

function decimalOf(cell: Cell): Decimal | null {
  if (cell instanceof Decimal) return new KustoDecimal(cell);
  if (typeof cell === 'number') return Number.isFinite(cell) ? new KustoDecimal(cell) : null;
  return typeof cell === 'bigint' ? new KustoDecimal(cell.toString()) : null;
}

function realBins(call: ScalarCall): Evaluator {
  const value = realAt(call, 0);
  const size = realAt(call, 1);
  return (row) => {
    const x = value(row);
    const width = size(row);
    return x === null || width === null || !(width > 0) ? null : Math.floor(x / width) * width;
  };
}

function binAt(call: ScalarCall): Evaluator {
  const [value, size, point] = [argumentAt(call, 0), argumentAt(call, 1), argumentAt(call, 2)];
  if (value.type === 'datetime' || value.type === 'timespan') {
    if (size.type !== 'timespan' || point.type !== value.type) return refuseTypes(call);
    return integerBinsAt(call);
  }
  const types = [value.type, size.type, point.type];
  if (types.every(isIntegerType)) return integerBinsAt(call);
  if (types.includes('decimal')) throw new QueryError('bin_at() is not supported for decimals.', call.name);
  return realBinsAt(call);
}

function integerBinsAt(call: ScalarCall): Evaluator {
  const [value, size, point] = [int64At(call, 0), int64At(call, 1), int64At(call, 2)];
  const constant = constantBins(call);
  return (row) => {
    const cell = value(row);
    if (cell === null) return null;
    if (constant !== undefined) return constant(cell);
    const width = size(row);
    const origin = point(row);
    if (width === null || origin === null || width <= 0) return null;
    return floorTo(width, BigInt(origin))(cell);
  };
}

function constantBins(call: ScalarCall): ((value: Int64) => Int64 | null) | undefined {
  const size = argumentAt(call, 1).constant;
  const point = argumentAt(call, 2).constant;
  if (size === undefined || point === undefined) return undefined;
  const width = int64OfCell(size.value);
  const origin = int64OfCell(point.value);
  return width === null || origin === null || width <= 0 ? () => null : floorTo(width, BigInt(origin));
}

function realBinsAt(call: ScalarCall): Evaluator {
  const [value, size, point] = [realAt(call, 0), realAt(call, 1), realAt(call, 2)];
  return (row) => {
    const x = value(row);
    const width = size(row);
    const origin = point(row);
    if (x === null || width === null || origin === null || !(width > 0)) return null;
    return origin + Math.floor((x - origin) / width) * width;
  };
}
