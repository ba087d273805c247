import { Decimal } from 'decimal.js';
import { type Cell, int64, type Row } from '../../values.ts';
import type { Argument, Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { argumentAt, countAt, isIntegerType, ofReal, realAt, refuseTypes } from './callArguments.ts';

/** Absolute values, signs, and rounding; each gives the type of what it is given. */
export const rounding: ScalarFunctions = {
  abs,
  sign: ofReal(Math.sign),
  ceiling,
  round,
};

function abs(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (isIntegerType(type) || type === 'timespan') return (row) => absoluteInt64(evaluate(row));
  return byKind(call, Math.abs, (value) => value.abs());
}

function absoluteInt64(cell: Cell): Cell {
  if (typeof cell === 'number') return Math.abs(cell);
  return typeof cell === 'bigint' && cell < 0n ? int64(-cell) : cell;
}

function ceiling(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (isIntegerType(type)) return evaluate;
  return byKind(
    call,
    // Plus zero makes a negative zero positive.
    (value) => Math.ceil(value) + 0,
    (value) => value.ceil(),
  );
}

/** What is done with a real number, and with a decimal one. */
function byKind(call: ScalarCall, ofRealNumber: (x: number) => number, ofDecimal: (x: Decimal) => Decimal): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (type === 'real') {
    const read = realAt(call, 0);
    return (row) => {
      const x = read(row);
      return x === null ? null : ofRealNumber(x);
    };
  }
  if (type !== 'decimal') return refuseTypes(call);
  return (row) => {
    const cell = evaluate(row);
    return cell instanceof Decimal ? ofDecimal(cell) : null;
  };
}

/** Halves are rounded away from zero. */
function round(call: ScalarCall): Evaluator {
  const value = argumentAt(call, 0);
  const digits = call.args.length > 1 ? countAt(call, 1) : () => 0;
  if (isIntegerType(value.type)) return withDigits(value, digits, roundInteger);
  if (value.type === 'real') return withDigits(value, digits, roundReal);
  return value.type === 'decimal' ? withDigits(value, digits, roundDecimal) : refuseTypes(call);
}

function withDigits(
  { evaluate }: Argument,
  digitsOf: (row: Row) => number | null,
  apply: (cell: Cell, digits: number) => Cell,
): Evaluator {
  return (row) => {
    const cell = evaluate(row);
    const digits = digitsOf(row);
    return cell === null || digits === null ? null : apply(cell, digits);
  };
}

function roundInteger(cell: Cell, digits: number): Cell {
  if (digits >= 0 || (typeof cell !== 'number' && typeof cell !== 'bigint')) return cell;
  if (digits < -19) return 0;
  const unit = 10n ** BigInt(-digits);
  const value = BigInt(cell);
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return int64(((value + half) / unit) * unit);
}

function roundReal(cell: Cell, digits: number): Cell {
  if (typeof cell !== 'number' || !Number.isFinite(cell) || digits > 17) return cell;
  if (digits < -308) return 0;
  const unit = 10 ** Math.abs(digits);
  const scaled = digits < 0 ? cell / unit : cell * unit;
  // Beyond this all numbers are integers.
  if (Math.abs(scaled) >= 2 ** 52) return cell;
  const whole = Math.sign(scaled) * Math.round(Math.abs(scaled)) + 0;
  return digits < 0 ? whole * unit : whole / unit;
}

function roundDecimal(cell: Cell, digits: number): Cell {
  if (!(cell instanceof Decimal)) return null;
  if (digits >= 0) return cell.toDecimalPlaces(Math.min(digits, 1000), Decimal.ROUND_HALF_UP);
  const unit = new Decimal(10).pow(-digits);
  return cell.dividedBy(unit).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(unit);
}
