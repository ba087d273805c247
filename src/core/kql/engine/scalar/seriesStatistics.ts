import type { Cell, Dynamic, Row } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { numberIn, realElement } from '../seriesNumbers.ts';
import { argumentAt, arrayAt, flagAt, realAt } from './callArguments.ts';

type Elements = readonly Dynamic[];

/**
 * Figures of arrays of numbers. `series_stats` gives an array, which stands for the columns of the call: min, min_idx,
 * max, max_idx, avg, stdev, variance.
 */
export const seriesStatistics: ScalarFunctions = {
  series_sum: (call) => folded(call, (values) => values.reduce((sum, value) => sum + value, 0)),
  series_product: (call) => folded(call, (values) => values.reduce((product, value) => product * value, 1)),
  series_magnitude: (call) => folded(call, (values) => Math.sqrt(dotProduct(values, values))),
  series_dot_product: seriesDotProduct,
  series_cosine_similarity: seriesCosineSimilarity,
  series_pearson_correlation: seriesPearsonCorrelation,
  series_stats: (call) => statistics(call, (stats) => COLUMNS.map((name) => stats?.[name] ?? null)),
  series_stats_dynamic: (call) => statistics(call, (stats) => (stats === undefined ? null : { ...stats })),
};

const COLUMNS = ['min', 'min_idx', 'max', 'max_idx', 'avg', 'stdev', 'variance'] as const;

/** An array with anything but numbers in it is refused: the documentation says nothing of it. */
function folded(call: ScalarCall, apply: (values: readonly number[]) => number): Evaluator {
  const read = arrayAt(call, 0);
  return (row) => {
    const array = read(row);
    if (array === null) return null;
    const values = numbersOf(array);
    if (values.length < array.length || values.length === 0) {
      throw new QueryError(
        `${call.name}() of an array that is empty or holds other than numbers is not supported.`,
        call.name,
      );
    }
    return apply(values);
  };
}

function numbersOf(array: Elements): readonly number[] {
  return array.map(numberIn).filter((value) => value !== undefined);
}

function dotProduct(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** The numbers that stand at the same places of two arrays; undefined when one is empty. */
function pairsOf(a: Elements, b: Elements): readonly [readonly number[], readonly number[]] | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  const [left, right]: [number[], number[]] = [[], []];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [x, y] = [numberIn(a[index]), numberIn(b[index])];
    if (x === undefined || y === undefined) continue;
    left.push(x);
    right.push(y);
  }
  return [left, right];
}

/** A number in place of one array stands for as many of it as the other array has elements. */
function seriesDotProduct(call: ScalarCall): Evaluator {
  const [left, right] = [arrayOrNumberAt(call, 0), arrayOrNumberAt(call, 1)];
  return (row) => {
    const [a, b] = [left(row), right(row)];
    if (a === null || b === null) return null;
    const x = typeof a === 'number' ? broadcast(a, b) : a;
    const y = typeof b === 'number' ? broadcast(b, a) : b;
    const pairs = pairsOf(x, y);
    return pairs === undefined ? null : dotProduct(...pairs);
  };
}

function arrayOrNumberAt(call: ScalarCall, index: number): (row: Row) => Elements | number | null {
  return argumentAt(call, index).type === 'dynamic' ? arrayAt(call, index) : realAt(call, index);
}

function broadcast(value: number, other: Elements | number): Elements {
  return typeof other === 'number' ? [] : other.map(() => value);
}

function seriesCosineSimilarity(call: ScalarCall): Evaluator {
  if (call.args.length > 2) throw new QueryError(`${call.name}() with given magnitudes is not supported.`, call.name);
  const [left, right] = [arrayAt(call, 0), arrayAt(call, 1)];
  return (row) => {
    const [a, b] = [left(row), right(row)];
    const pairs = a === null || b === null ? undefined : pairsOf(a, b);
    if (pairs === undefined) return null;
    const [x, y] = pairs;
    return dotProduct(x, y) / (Math.sqrt(dotProduct(x, x)) * Math.sqrt(dotProduct(y, y)));
  };
}

function seriesPearsonCorrelation(call: ScalarCall): Evaluator {
  const [left, right] = [arrayAt(call, 0), arrayAt(call, 1)];
  return (row) => {
    const [a, b] = [left(row), right(row)];
    if (a === null || b === null || a.length !== b.length) return null;
    const [x, y] = [numbersOf(a), numbersOf(b)];
    return x.length < a.length || y.length < b.length || x.length === 0 ? null : correlation(x, y);
  };
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [dx, dy] = [deviations(x), deviations(y)];
  return dotProduct(dx, dy) / Math.sqrt(dotProduct(dx, dx) * dotProduct(dy, dy));
}

function deviations(values: readonly number[]): readonly number[] {
  const mean = meanOf(values);
  return values.map((value) => value - mean);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Stats = Readonly<Record<(typeof COLUMNS)[number] | 'sum' | 'len', Dynamic>>;

function statistics(call: ScalarCall, give: (stats: Stats | undefined) => Cell): Evaluator {
  const isIgnoring = flagAt(call, 1, false);
  const read = arrayAt(call, 0);
  return (row) => {
    const array = read(row);
    return give(array === null ? undefined : statsOf(call, array, isIgnoring));
  };
}

function statsOf(call: ScalarCall, array: Elements, isIgnoring: boolean): Stats | undefined {
  const numbers = array.map((element) => numberIn(element) ?? Number.NaN);
  const values = numbers.filter(Number.isFinite);
  if (values.length < numbers.length && !isIgnoring) return undefined;
  if (values.length < 2) throw new QueryError(`${call.name}() of fewer than two numbers is not supported.`, call.name);
  // Not as arguments of one call: a series may have more numbers than a call takes.
  const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const squares = deviations(values);
  const variance = dotProduct(squares, squares) / (values.length - 1);
  return {
    min: realElement(min),
    min_idx: numbers.indexOf(min),
    max: realElement(max),
    max_idx: numbers.indexOf(max),
    avg: realElement(meanOf(values)),
    stdev: realElement(Math.sqrt(variance)),
    variance: realElement(variance),
    sum: realElement(values.reduce((sum, value) => sum + value, 0)),
    len: numbers.length,
  };
}
