import { Decimal } from 'decimal.js';
import { type Cell, type Dynamic, TypedScalar } from '../../values.ts';
import { cellKeyOf } from '../cellKey.ts';
import { isArray } from '../cellTypes.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { numberIn } from '../seriesNumbers.ts';
import { argumentAt, arrayAt, arraysOf, countAt, dynamicAt, dynamicOf, isIntegerType } from './callArguments.ts';

type Elements = readonly Dynamic[];

/** Arrays made, measured, cut and moved. What is no array gives null where there is one array only. */
export const arrays: ScalarFunctions = {
  pack_array: packArray,
  array_length: (call) => ofArray(call, (array) => array.length),
  arraylength: (call) => ofArray(call, (array) => array.length),
  array_concat: arrayConcat,
  array_slice: arraySlice,
  array_split: arraySplit,
  array_sum: (call) => ofArray(call, arraySum),
  array_index_of: arrayIndexOf,
  array_reverse: (call) => ofArray(call, (array) => array.toReversed()),
  array_rotate_left: (call) => moved(call, (array, count) => rotated(array, count)),
  array_rotate_right: (call) => moved(call, (array, count) => rotated(array, -count)),
  array_shift_left: (call) => arrayShift(call, 1),
  array_shift_right: (call) => arrayShift(call, -1),
  array_iff: arrayIff,
  array_iif: arrayIff,
  zip,
};

function packArray(call: ScalarCall): Evaluator {
  const values = call.args.map(dynamicOf);
  return (row) => values.map((value) => value(row));
}

function ofArray(call: ScalarCall, apply: (array: Elements) => Cell): Evaluator {
  const read = arrayAt(call, 0);
  return (row) => {
    const array = read(row);
    return array === null ? null : apply(array);
  };
}

function arrayConcat(call: ScalarCall): Evaluator {
  const read = arraysOf(call);
  return (row) => read(row).flat(1);
}

/** Both ends belong to the slice, and what lies outside of the array is left out. */
function arraySlice(call: ScalarCall): Evaluator {
  const [read, startOf, endOf] = [arrayAt(call, 0), countAt(call, 1), countAt(call, 2)];
  return (row) => {
    const array = read(row);
    const start = startOf(row);
    const end = endOf(row);
    if (array === null || start === null || end === null) return null;
    const first = start < 0 ? start + array.length : start;
    const last = end < 0 ? end + array.length : end;
    return last < 0 ? [] : array.slice(Math.max(first, 0), last + 1);
  };
}

function arraySplit(call: ScalarCall): Evaluator {
  const read = arrayAt(call, 0);
  const isOne = isIntegerType(argumentAt(call, 1).type);
  const indexOf = isOne ? countAt(call, 1) : () => null;
  const indicesOf = isOne ? () => null : arrayAt(call, 1);
  return (row) => {
    const array = read(row);
    const index = indexOf(row);
    const indices = index === null ? indicesOf(row) : [index];
    return array === null || indices === null ? null : split(call, array, indices);
  };
}

function split(call: ScalarCall, array: Elements, indices: Elements): Elements {
  const cuts = indices.map((index) => {
    if (typeof index !== 'number') throw new QueryError(`${call.name}() splits at whole numbers only.`, call.name);
    return Math.min(index < 0 ? Math.max(index + array.length, 0) : index, array.length);
  });
  if (cuts.some((cut, index) => cut < (cuts[index - 1] ?? 0))) {
    throw new QueryError(`${call.name}() is supported with indices in ascending order only.`, call.name);
  }
  return [...cuts, array.length].map((cut, index) => array.slice(cuts[index - 1] ?? 0, cut));
}

function arraySum(array: Elements): Cell {
  let sum = 0;
  for (const element of array) {
    const value = numberIn(element);
    if (value === undefined) return null;
    sum += value;
  }
  return sum;
}

const keyOf = cellKeyOf('dynamic') ?? ((cell: Cell) => String(cell));

function arrayIndexOf(call: ScalarCall): Evaluator {
  const [read, wantedAt] = [arrayAt(call, 0), dynamicAt(call, 1)];
  const [startOf, lengthOf, occurrenceOf] = [2, 3, 4].map((index) =>
    call.args.length > index ? countAt(call, index) : undefined,
  );
  return (row) => {
    const array = read(row);
    const value = wantedAt(row);
    const start = startOf === undefined ? 0 : startOf(row);
    const length = lengthOf === undefined ? -1 : lengthOf(row);
    const occurrence = occurrenceOf === undefined ? 1 : occurrenceOf(row);
    if (array === null || value === null || start === null || length === null || occurrence === null) return null;
    if (occurrence < 1 || length < -1) return null;
    const first = start < 0 ? Math.max(start + array.length, 0) : start;
    return indexOfKey(array, keyOf(value), {
      first,
      end: length < 0 ? array.length : Math.min(first + length, array.length),
      occurrence,
    });
  };
}

function indexOfKey(
  array: Elements,
  key: unknown,
  { first, end, occurrence }: { readonly first: number; readonly end: number; readonly occurrence: number },
): number {
  let missing = occurrence;
  for (let index = first; index < end; index += 1) {
    if (keyOf(array[index] ?? null) === key) missing -= 1;
    if (missing === 0) return index;
  }
  return -1;
}

function moved(call: ScalarCall, move: (array: Elements, count: number) => Elements): Evaluator {
  const [read, countOf] = [arrayAt(call, 0), countAt(call, 1)];
  return (row) => {
    const array = read(row);
    const count = countOf(row);
    return array === null || count === null ? null : move(array, count);
  };
}

function rotated(array: Elements, count: number): Elements {
  const { length } = array;
  if (length === 0) return array;
  const start = ((count % length) + length) % length;
  return [...array.slice(start), ...array.slice(0, start)];
}

function arrayShift(call: ScalarCall, direction: 1 | -1): Evaluator {
  const fillOf = call.args.length > 2 ? dynamicAt(call, 2) : undefined;
  const [read, countOf] = [arrayAt(call, 0), countAt(call, 1)];
  return (row) => {
    const array = read(row);
    const count = countOf(row);
    if (array === null || count === null) return null;
    const fill = fillOf === undefined ? emptyElement(call, array) : fillOf(row);
    const shift = count * direction;
    return array.map((_, index) => {
      const from = index + shift;
      return from >= 0 && from < array.length ? (array[from] ?? null) : fill;
    });
  };
}

/** By the type of the elements: an empty string among strings, else null. */
function emptyElement(call: ScalarCall, array: Elements): Dynamic {
  const strings = array.filter((element) => typeof element === 'string').length;
  if (strings === 0) return null;
  if (strings === array.length) return '';
  throw new QueryError(`${call.name}() without a default is not supported for strings among other values.`, call.name);
}

/** An array gives the element at the index, null beyond its end; any other value stands for all elements. */
function arrayIff(call: ScalarCall): Evaluator {
  const read = arrayAt(call, 0);
  const [trueOf, falseOf] = [dynamicAt(call, 1), dynamicAt(call, 2)];
  return (row) => {
    const conditions = read(row);
    if (conditions === null) return null;
    const [whenTrue, whenFalse] = [trueOf(row), falseOf(row)];
    return conditions.map((condition, index) => {
      const isTrue = conditionOf(condition);
      if (isTrue === undefined) return null;
      const values = isTrue ? whenTrue : whenFalse;
      return isArray(values) ? (values[index] ?? null) : values;
    });
  };
}

function conditionOf(condition: Dynamic): boolean | undefined {
  if (typeof condition === 'boolean') return condition;
  if (typeof condition === 'bigint') return true;
  if (condition instanceof TypedScalar && condition.value instanceof Decimal) return !condition.value.isZero();
  const value = numberIn(condition);
  return value === undefined ? undefined : value !== 0;
}

/** As long as the longest array; null where another one has ended. */
function zip(call: ScalarCall): Evaluator {
  const read = arraysOf(call);
  return (row) => {
    const values = read(row);
    const length = Math.max(...values.map((array) => array.length));
    return Array.from({ length }, (_, index) => values.map((array) => array[index] ?? null));
  };
}
