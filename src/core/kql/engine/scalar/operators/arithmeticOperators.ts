import { Decimal } from 'decimal.js';
import {
  addInt64,
  type Cell,
  divideInt64,
  type Int64,
  int64,
  multiplyInt64,
  type ScalarType,
  subtractInt64,
  TICKS_BEFORE_EPOCH,
} from '../../../values.ts';
import { isInt64 } from '../../cellTypes.ts';
import {
  type Argument,
  type Evaluator,
  QueryError,
  type ScalarCall,
  type ScalarFunction,
  type ScalarFunctions,
} from '../../functionTable.ts';
import {
  decimalOf,
  dynamicAs,
  type NumberKind,
  numberKind,
  operands,
  realOf,
  refuseOperands,
  sticky,
} from './operandTypes.ts';

/** `+ - * / %` and the sign, by the types of the operands; null where one is null, and where integers are divided by zero. */
export const arithmeticOperators: ScalarFunctions = {
  '+': binary('+'),
  '-': binary('-'),
  '*': binary('*'),
  '/': binary('/'),
  '%': binary('%'),
  negate,
};

type Sign = '+' | '-' | '*' | '/' | '%';
type Binary = (a: Cell, b: Cell) => Cell;

function binary(sign: Sign): ScalarFunction {
  return (call) => {
    const [left, right] = operands(call);
    const kinds = [numberKind(typeBeside(left, right)), numberKind(typeBeside(right, left))];
    const [leftKind = refuseOperands(call), rightKind = refuseOperands(call)] = kinds;
    const apply = operation(sign, leftKind, rightKind, call);
    return sticky([operand(left, right), operand(right, left)], apply);
  };
}

/** A dynamic operand is converted to the type of the other one. */
function typeBeside(argument: Argument, other: Argument): ScalarType {
  return argument.type === 'dynamic' ? other.type : argument.type;
}

function operand(argument: Argument, other: Argument): Evaluator {
  return argument.type === 'dynamic' ? dynamicAs(argument, other.type) : argument.evaluate;
}

function operation(sign: Sign, left: NumberKind, right: NumberKind, call: ScalarCall): Binary {
  if (left === 'datetime' || right === 'datetime') return withDatetime(sign, left, right) ?? refuseOperands(call);
  if (left === 'timespan' || right === 'timespan') return withTimespan(sign, left, right) ?? refuseOperands(call);
  if (left === 'decimal' || right === 'decimal') return decimalOperation(sign);
  if (left === 'real' || right === 'real') return REAL[sign];
  return integers(INTEGER[sign]);
}

function withDatetime(sign: Sign, left: NumberKind, right: NumberKind): Binary | undefined {
  if (sign === '-' && left === right) return integers(subtractInt64);
  if (sign === '+' && (left === 'timespan' || right === 'timespan')) return calendar(addInt64);
  if (right !== 'timespan') return undefined;
  if (sign === '-') return calendar(subtractInt64);
  if (sign !== '%') return undefined;
  return integers((a, b) => moduloInt64(int64(BigInt(a) + TICKS_BEFORE_EPOCH), b));
}

/** Null for what lies outside the years 1 to 9999. */
function calendar(apply: (a: Int64, b: Int64) => Int64): Binary {
  return integers((a, b) => {
    const datetime = apply(a, b);
    return datetime < FIRST_DATETIME || datetime > LAST_DATETIME ? null : datetime;
  });
}

const FIRST_DATETIME = -TICKS_BEFORE_EPOCH;
const LAST_DATETIME = 3_155_378_975_999_999_999n - TICKS_BEFORE_EPOCH;

function withTimespan(sign: Sign, left: NumberKind, right: NumberKind): Binary | undefined {
  if (left === right) return sign === '*' ? undefined : sign === '/' ? REAL['/'] : integers(INTEGER[sign]);
  const isNumberLast = left === 'timespan';
  if (sign === '*' || (sign === '/' && isNumberLast)) {
    const isInteger = (isNumberLast ? right : left) === 'integer';
    return isInteger ? integers(INTEGER[sign]) : (a, b) => ticks(REAL[sign](realOf(a), realOf(b)));
  }
  return undefined;
}

/** A number of ticks with its fraction cut off; null for what is none. */
function ticks(value: Cell): Cell {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return null;
  const whole = Math.trunc(value) + 0;
  return Number.isSafeInteger(whole) ? whole : int64(BigInt(whole));
}

type IntegerOperation = (a: Int64, b: Int64) => Int64 | null;

function integers(apply: IntegerOperation): Binary {
  return (a, b) => (isInt64(a) && isInt64(b) ? apply(a, b) : null);
}

const INTEGER: Readonly<Record<Sign, IntegerOperation>> = {
  '+': addInt64,
  '-': subtractInt64,
  '*': multiplyInt64,
  '/': (a, b) => (b === 0 ? null : divideInt64(a, b)),
  '%': moduloInt64,
};

/** Never negative: 0 <= a % b < |b|. */
function moduloInt64(a: Int64, b: Int64): Int64 | null {
  if (b === 0) return null;
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    return rest < 0 ? rest + Math.abs(b) : rest + 0;
  }
  const divisor = BigInt(b) < 0n ? -BigInt(b) : BigInt(b);
  return int64(((BigInt(a) % divisor) + divisor) % divisor);
}

const REAL: Readonly<Record<Sign, Binary>> = {
  '+': (a, b) => realOf(a) + realOf(b),
  '-': (a, b) => realOf(a) - realOf(b),
  '*': (a, b) => realOf(a) * realOf(b),
  '/': (a, b) => realOf(a) / realOf(b),
  '%': (a, b) => {
    const rest = realOf(a) % realOf(b);
    return rest < 0 ? rest + Math.abs(realOf(b)) : rest;
  },
};

function decimalOperation(sign: Sign): Binary {
  return (a, b) => {
    const left = decimalOf(a);
    const right = decimalOf(b);
    if ((sign === '/' || sign === '%') && right.isZero()) return null;
    const result = DECIMAL[sign](left, right);
    return result.isFinite() ? result : null;
  };
}

const DECIMAL: Readonly<Record<Sign, (a: Decimal, b: Decimal) => Decimal>> = {
  '+': (a, b) => a.plus(b),
  '-': (a, b) => a.minus(b),
  '*': (a, b) => a.times(b),
  '/': (a, b) => a.dividedBy(b),
  '%': (a, b) => {
    const rest = a.modulo(b);
    return rest.isNegative() && !rest.isZero() ? rest.plus(b.abs()) : rest;
  },
};

function negate(call: ScalarCall): Evaluator {
  const [argument] = call.args;
  const kind = argument === undefined ? undefined : numberKind(argument.type);
  if (argument === undefined || kind === undefined || kind === 'datetime') {
    throw new QueryError(`The sign is not supported before ${argument?.type ?? 'nothing'}.`, '-');
  }
  const { evaluate } = argument;
  return (row) => {
    const value = evaluate(row);
    if (value instanceof Decimal) return value.negated();
    if (kind === 'real') return typeof value === 'number' ? -value : null;
    return isInt64(value) ? subtractInt64(0, value) : null;
  };
}
