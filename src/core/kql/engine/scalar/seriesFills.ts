import type { Dynamic, Row } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { isIntegerElement, numberIn, realElement } from '../seriesNumbers.ts';
import { arrayAt, dynamicAt, flagAt } from './callArguments.ts';

type Elements = readonly Dynamic[];

/** Arrays of numbers with what is missing filled in; missing is null, or what the call says. */
export const seriesFills: ScalarFunctions = {
  series_fill_const: fillConst,
  series_fill_forward: (call) => filled(call, 1, fillForward),
  series_fill_backward: (call) =>
    filled(call, 1, (array, isMissing) => fillForward(array.toReversed(), isMissing).toReversed()),
  series_fill_linear: fillLinear,
};

type IsMissing = (element: Dynamic) => boolean;

function filled(
  call: ScalarCall,
  placeholderIndex: number,
  fill: (array: Elements, isMissing: IsMissing, row: Row) => Elements,
): Evaluator {
  const read = arrayAt(call, 0);
  const placeholderOf = call.args.length > placeholderIndex ? dynamicAt(call, placeholderIndex) : () => null;
  return (row) => {
    const array = read(row);
    if (array === null) return null;
    if (array.some((element) => element !== null && numberIn(element) === undefined)) {
      throw new QueryError(`${call.name}() of anything but numbers is not supported.`, call.name);
    }
    const placeholder = placeholderOf(row);
    const number = numberIn(placeholder);
    const isMissing: IsMissing =
      placeholder === null ? (element) => element === null : (element) => numberIn(element) === number;
    return fill(array, isMissing, row);
  };
}

function fillConst(call: ScalarCall): Evaluator {
  if (call.args.length < 2) throw new QueryError(`${call.name}() needs a constant to fill in.`, call.name);
  const elementAt = dynamicAt(call, 1);
  return filled(call, 2, (array, isMissing, row) => {
    const value = elementAt(row);
    return array.map((element) => (isMissing(element) ? value : element));
  });
}

function fillForward(array: Elements, isMissing: IsMissing): Elements {
  let last: Dynamic | undefined;
  return array.map((element) => {
    if (!isMissing(element)) last = element;
    return isMissing(element) && last !== undefined ? last : element;
  });
}

/** On the straight line between the neighbours; at the edges like the nearest one, unless the call says otherwise. */
function fillLinear(call: ScalarCall): Evaluator {
  const fillsEdges = flagAt(call, 2, true);
  const constantOf = call.args.length > 3 ? dynamicAt(call, 3) : () => realElement(0);
  return filled(call, 1, (array, isMissing, row) => {
    const known = array.flatMap((element, index) => (isMissing(element) ? [] : [index]));
    if (known.length === 0) return array.map(() => constantOf(row));
    const isWhole = known.every((index) => isIntegerElement(array[index]));
    let passed = 0;
    return array.map((element, index) => {
      if (!isMissing(element)) {
        passed += 1;
        return element;
      }
      const [before, after] = [known[passed - 1], known[passed]];
      if (before !== undefined && after !== undefined) {
        const value = valueBetween(array, [before, after], index);
        return isWhole ? wholeOf(call, value) : realElement(value);
      }
      return fillsEdges ? (array[before ?? after ?? index] ?? null) : element;
    });
  });
}

function valueBetween(array: Elements, [before, after]: readonly [number, number], index: number): number {
  const start = numberIn(array[before]) ?? Number.NaN;
  const end = numberIn(array[after]) ?? Number.NaN;
  return start + ((end - start) * (index - before)) / (after - before);
}

/** The documentation cuts off what stands behind the point, and shows no negative number. */
function wholeOf(call: ScalarCall, value: number): number {
  if (value < 0 && !Number.isInteger(value)) {
    throw new QueryError(`${call.name}() of negative integers is not supported.`, call.name);
  }
  return Math.trunc(value) + 0;
}
