import type { Cell, Dynamic } from '../../values.ts';
import { type CellKey, cellKeyOf } from '../cellKey.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { realElement } from '../seriesNumbers.ts';
import { arrayAt, arraysOf, dynamicAt } from './callArguments.ts';

type Elements = readonly Dynamic[];

/** Arrays as sets: each element once, in the order in which they come first. */
export const sets: ScalarFunctions = {
  set_union: (call) => ofSets(call, union),
  set_intersect: (call) => ofSets(call, intersection),
  set_difference: (call) => ofSets(call, difference),
  set_has_element: setHasElement,
  jaccard_index: (call) => ofSets(call, (arrays) => jaccardIndex(call, arrays)),
};

const keyOf: (cell: Cell) => CellKey = cellKeyOf('dynamic') ?? String;

function ofSets(call: ScalarCall, apply: (arrays: readonly Elements[]) => Dynamic): Evaluator {
  const read = arraysOf(call);
  return (row) => apply(read(row));
}

function byKey(array: Elements): Map<CellKey, Dynamic> {
  const elements = new Map<CellKey, Dynamic>();
  for (const element of array) {
    const key = keyOf(element);
    if (!elements.has(key)) elements.set(key, element);
  }
  return elements;
}

function union(arrays: readonly Elements[]): Elements {
  return [...byKey(arrays.flat(1)).values()];
}

function intersection([first = [], ...others]: readonly Elements[]): Elements {
  const sets = others.map(byKey);
  return [...byKey(first)].filter(([key]) => sets.every((set) => set.has(key))).map(([, element]) => element);
}

function difference([first = [], ...others]: readonly Elements[]): Elements {
  const sets = others.map(byKey);
  return [...byKey(first)].filter(([key]) => !sets.some((set) => set.has(key))).map(([, element]) => element);
}

function jaccardIndex(call: ScalarCall, arrays: readonly Elements[]): Dynamic {
  const all = union(arrays).length;
  if (all === 0) throw new QueryError('jaccard_index() of two empty sets is not supported.', call.name);
  return realElement(intersection(arrays).length / all);
}

function setHasElement(call: ScalarCall): Evaluator {
  const [read, elementAt] = [arrayAt(call, 0), dynamicAt(call, 1)];
  return (row) => {
    const array = read(row);
    if (array === null) return null;
    const key = keyOf(elementAt(row));
    return array.some((element) => keyOf(element) === key);
  };
}
