import { type Dynamic, TypedScalar } from '../../values.ts';
import { compareNumbers, compareText } from '../compareCells.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { numberIn } from '../seriesNumbers.ts';
import { argumentAt, arrayAt, flagAt } from './callArguments.ts';

type Elements = readonly Dynamic[];

/** Several arrays give an array of arrays, which stands for the several columns of the call. */
export const arraySort: ScalarFunctions = {
  array_sort_asc: (call) => sort(call, 1),
  array_sort_desc: (call) => sort(call, -1),
};

function sort(call: ScalarCall, direction: 1 | -1): Evaluator {
  const last = call.args.length - 1;
  const hasFlag = last > 0 && argumentAt(call, last).type === 'bool';
  const nullsLast = hasFlag ? flagAt(call, last, true) : true;
  const [first, ...others] = call.args.slice(0, hasFlag ? last : last + 1).map((_, index) => arrayAt(call, index));
  return (row) => {
    const array = first?.(row) ?? null;
    const order = array === null ? undefined : sortedOrder(call, array, { direction, nullsLast });
    if (others.length === 0) return order === undefined ? null : inOrder(array, order);
    return [array, ...others.map((read) => read(row))].map((values) => inOrder(values, order));
  };
}

/** Null for an array that has another length than the first one. */
function inOrder(values: Elements | null, order: readonly number[] | undefined): Dynamic {
  if (values === null || order === undefined || values.length !== order.length) return null;
  return order.map((index) => values[index] ?? null);
}

interface Order {
  readonly direction: 1 | -1;
  readonly nullsLast: boolean;
}

/** The indices of the elements in their order; equal ones stay as they are. */
function sortedOrder(call: ScalarCall, array: Elements, { direction, nullsLast }: Order): readonly number[] {
  const kinds = array.map(kindOf);
  refuseUnordered(call, kinds);
  return array
    .map((_, index) => index)
    .sort((left, right) => {
      const [a, b] = [array[left] ?? null, array[right] ?? null];
      if (a === null || b === null) return a === b ? 0 : (a === null) === nullsLast ? 1 : -1;
      const groups = groupOf(kinds[left]) - groupOf(kinds[right]);
      return groups === 0 ? direction * compareElements(a, b) : groups;
    });
}

type Kind = 'null' | 'number' | 'datetime' | 'timespan' | 'string' | 'guid' | 'other';

function kindOf(value: Dynamic): Kind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (numberIn(value) !== undefined) return 'number';
  if (!(value instanceof TypedScalar)) return 'other';
  return value.type === 'datetime' || value.type === 'timespan' || value.type === 'guid' ? value.type : 'other';
}

/** Numbers, datetimes and timespans come first, then strings, guids and all others, also in descending order. */
function groupOf(kind: Kind | undefined): number {
  return kind === 'string' ? 1 : kind === 'guid' ? 2 : kind === 'other' ? 3 : 0;
}

/** Where Kusto's documentation says nothing about the order. */
function refuseUnordered(call: ScalarCall, kinds: readonly Kind[]): void {
  const counted = kinds.filter((kind) => kind === 'number' || kind === 'datetime' || kind === 'timespan');
  if (new Set(counted).size > 1) {
    throw new QueryError(`${call.name}() does not support datetimes, timespans and numbers in one array.`, call.name);
  }
  if (kinds.filter((kind) => kind === 'other').length > 1) {
    throw new QueryError(`${call.name}() does not support an array of bools, arrays or bags.`, call.name);
  }
}

function compareElements(a: Dynamic, b: Dynamic): number {
  if (typeof a === 'string') return compareText(a, b);
  const [x, y] = [scalarOf(a), scalarOf(b)];
  return typeof x === 'string' ? compareText(x, y) : compareNumbers(x, y);
}

function scalarOf(value: Dynamic): string | number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const scalar = value instanceof TypedScalar ? value.value : 0;
  return typeof scalar === 'string' || typeof scalar === 'number' || typeof scalar === 'bigint'
    ? scalar
    : Number(scalar);
}
