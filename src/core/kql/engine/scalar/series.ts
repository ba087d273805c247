import { addInt64, type Cell, type Dynamic, type Int64, multiplyInt64, type Row, subtractInt64 } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { isIntegerElement, numberIn, realElement } from '../seriesNumbers.ts';
import { argumentAt, arrayAt, dynamicAt } from './callArguments.ts';

type Elements = readonly Dynamic[];

/**
 * Operations on arrays of numbers, element by element: what is no number, or missing in the other array, gives null. A
 * number in place of one array stands for an array of it.
 */
export const series: ScalarFunctions = {
  series_add: arithmetic((a, b) => a + b, addInt64),
  series_subtract: arithmetic((a, b) => a - b, subtractInt64),
  series_multiply: arithmetic((a, b) => a * b, multiplyInt64),
  series_divide: arithmetic((a, b) => a / b),
  series_pow: arithmetic((a, b) => a ** b),
  series_equals: comparison((a, b) => a === b),
  series_not_equals: comparison((a, b) => a !== b),
  series_less: comparison((a, b) => a < b),
  series_less_equals: comparison((a, b) => a <= b),
  series_greater: comparison((a, b) => a > b),
  series_greater_equals: comparison((a, b) => a >= b),
  series_abs: kept((x) => (x < 0 ? -x : x)),
  series_sign: kept((x) => Math.sign(Number(x))),
  series_exp: mapped(Math.exp),
  series_log: mapped(Math.log),
  series_sin: mapped(Math.sin),
  series_cos: mapped(Math.cos),
  series_tan: mapped(Math.tan),
  series_asin: mapped(Math.asin),
  series_acos: mapped(Math.acos),
  series_atan: mapped(Math.atan),
  series_floor: mapped(Math.floor),
  series_ceiling: mapped((x) => Math.ceil(x) + 0),
};

type Combine = (a: Dynamic, b: Dynamic) => Dynamic;

function pairwise(call: ScalarCall, combine: Combine): Evaluator {
  const [left, right] = [operandAt(call, 0), operandAt(call, 1)];
  return (row): Cell => {
    const [a, b] = [left(row), right(row)];
    if (a === null || b === null) return null;
    const length = Math.max(a.length ?? 0, b.length ?? 0);
    return Array.from({ length }, (_, index) => combine(a.at(index), b.at(index)));
  };
}

interface Operand {
  /** Undefined for a single number, which is as long as the other operand. */
  readonly length: number | undefined;
  readonly at: (index: number) => Dynamic;
}

function operandAt(call: ScalarCall, index: number): (row: Row) => Operand | null {
  if (argumentAt(call, index).type !== 'dynamic') {
    const elementAt = dynamicAt(call, index);
    return (row) => {
      const value = elementAt(row);
      return { length: undefined, at: () => value };
    };
  }
  const read = arrayAt(call, index);
  return (row) => {
    const array = read(row);
    return array === null ? null : { length: array.length, at: (position) => array[position] ?? null };
  };
}

/** Longs stay longs where an operation is given for them. */
function arithmetic(
  ofReals: (a: number, b: number) => number,
  ofLongs?: (a: Int64, b: Int64) => Int64,
): (call: ScalarCall) => Evaluator {
  return (call) =>
    pairwise(call, (a, b) => {
      if (ofLongs !== undefined && isIntegerElement(a) && isIntegerElement(b)) return ofLongs(a, b);
      const [x, y] = [numberIn(a), numberIn(b)];
      return x === undefined || y === undefined ? null : realElement(ofReals(x, y));
    });
}

function comparison(test: (a: number | bigint, b: number | bigint) => boolean): (call: ScalarCall) => Evaluator {
  return (call) =>
    pairwise(call, (a, b) => {
      if (isIntegerElement(a) && isIntegerElement(b)) return test(a, b);
      const [x, y] = [numberIn(a), numberIn(b)];
      return x === undefined || y === undefined ? null : test(x, y);
    });
}

function each(call: ScalarCall, apply: (element: Dynamic) => Dynamic): Evaluator {
  const read = arrayAt(call, 0);
  return (row): Cell => {
    const array: Elements | null = read(row);
    return array === null ? null : array.map(apply);
  };
}

function mapped(apply: (x: number) => number): (call: ScalarCall) => Evaluator {
  return (call) =>
    each(call, (element) => {
      const x = numberIn(element);
      if (x === undefined) return null;
      const value = apply(x);
      // Whether such an element is NaN or null, the documentation does not say.
      if (Number.isNaN(value) && !Number.isNaN(x)) {
        throw new QueryError(`${call.name}() is not defined for ${x}.`, call.name);
      }
      return realElement(value);
    });
}

/** Gives longs for longs, and reals for all else. */
function kept(apply: (x: Int64) => Int64): (call: ScalarCall) => Evaluator {
  return (call) =>
    each(call, (element) => {
      if (isIntegerElement(element)) return apply(element);
      const x = numberIn(element);
      return x === undefined ? null : realElement(Number(apply(x)));
    });
}
