import type { Cell, Dynamic } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { numberIn, realElement } from '../seriesNumbers.ts';
import { arrayAt, countAt, flagAt } from './callArguments.ts';

type Numbers = readonly number[];

/**
 * Filters of arrays of numbers, and lines and seasons fitted to them. `series_fit_line` gives an array, which stands for
 * the columns of the call: rsquare, slope, variance, rvariance, interception, line_fit.
 */
export const seriesModels: ScalarFunctions = {
  series_iir: seriesIir,
  series_fir: seriesFir,
  series_fit_line: (call) => ofNumbers(call, (values) => Object.values(fitLine(call, values))),
  series_fit_line_dynamic: (call) => ofNumbers(call, (values) => fitLine(call, values)),
  series_seasonal: seriesSeasonal,
};

/** The numbers of an array; an array with anything else in it is refused, for the documentation says nothing of it. */
function numbersAt(call: ScalarCall, index: number): (row: readonly Cell[]) => Numbers | null {
  const read = arrayAt(call, index);
  return (row) => {
    const array = read(row);
    if (array === null) return null;
    return array.map((element) => {
      const value = numberIn(element);
      if (value === undefined) throw new QueryError(`${call.name}() is supported for numbers only.`, call.name);
      return value;
    });
  };
}

function ofNumbers(call: ScalarCall, apply: (values: Numbers) => Dynamic): Evaluator {
  const read = numbersAt(call, 0);
  return (row) => {
    const values = read(row);
    return values === null ? null : apply(values);
  };
}

/** By the recursive formula of the documentation; there is nothing before the first element. */
function seriesIir(call: ScalarCall): Evaluator {
  const [read, numerators, denominators] = [numbersAt(call, 0), numbersAt(call, 1), numbersAt(call, 2)];
  return (row) => {
    const [x, b, a] = [read(row), numerators(row), denominators(row)];
    if (x === null || b === null || a === null) return null;
    const [first = 0, ...feedback] = a;
    if (first === 0) throw new QueryError(`The first denominator of ${call.name}() must not be zero.`, call.name);
    const y: number[] = [];
    for (let index = 0; index < x.length; index += 1) {
      y.push((weighted(x, b, index) - weighted(y, feedback, index - 1)) / first);
    }
    return y.map(realElement);
  };
}

/** The sum of a value and those before it, each by its weight. */
function weighted(values: Numbers, weights: Numbers, index: number): number {
  return weights.reduce((sum, weight, lag) => sum + weight * (values[index - lag] ?? 0), 0);
}

function seriesFir(call: ScalarCall): Evaluator {
  const [read, readFilter] = [numbersAt(call, 0), numbersAt(call, 1)];
  const isCentered = flagAt(call, 3, false);
  return (row) => {
    const [x, filter] = [read(row), readFilter(row)];
    if (x === null || filter === null) return null;
    const hasNegative = filter.some((weight) => weight < 0);
    const isNormalized = flagAt(call, 2, !hasNegative);
    if (isNormalized && hasNegative) return null;
    const shift = isCentered ? Math.floor(filter.length / 2) : 0;
    refuseEdges(call, { x, length: filter.length, isCentered });
    const scale = isNormalized ? filter.reduce((sum, weight) => sum + weight, 0) : 1;
    return x.map((_, index) => realElement(weighted(x, filter, index + shift) / scale));
  };
}

/** What a filter takes for elements beyond the ends is not documented: it makes no difference between zeros. */
function refuseEdges(
  call: ScalarCall,
  { x, length, isCentered }: { readonly x: Numbers; readonly length: number; readonly isCentered: boolean },
): void {
  const reach = isCentered ? Math.floor(length / 2) : length - 1;
  const edges = [...x.slice(0, reach), ...(isCentered && reach > 0 ? x.slice(-reach) : [])];
  if (edges.some((value) => value !== 0) || (isCentered && length % 2 === 0) || length === 0) {
    throw new QueryError(`${call.name}() is supported for series that begin and end with zeros only.`, call.name);
  }
}

type Line = Readonly<Record<'rsquare' | 'slope' | 'variance' | 'rvariance' | 'interception' | 'line_fit', Dynamic>>;

/** The line of least squares through the elements, at 1, 2, 3 and so on. */
function fitLine(call: ScalarCall, y: Numbers): Line {
  const { length } = y;
  const meanX = (length + 1) / 2;
  const meanY = y.reduce((sum, value) => sum + value, 0) / length;
  const sum = (term: (value: number, index: number) => number): number =>
    y.reduce((total, value, index) => total + term(value, index), 0);
  const squares = sum((value) => (value - meanY) ** 2);
  if (length < 2 || squares === 0) {
    throw new QueryError(`${call.name}() of fewer than two different numbers is not supported.`, call.name);
  }
  const slope =
    sum((value, index) => (index + 1 - meanX) * (value - meanY)) / sum((_, index) => (index + 1 - meanX) ** 2);
  const interception = meanY - slope * meanX;
  const fit = y.map((_, index) => slope * (index + 1) + interception);
  const residues = sum((value, index) => (value - (fit[index] ?? 0)) ** 2);
  return {
    rsquare: realElement(1 - residues / squares),
    slope: realElement(slope),
    variance: realElement(squares / (length - 1)),
    rvariance: realElement(residues / (length - 1)),
    interception: realElement(interception),
    line_fit: fit.map(realElement),
  };
}

/** For a period that is given: the median of what stands at the same place of all periods. */
function seriesSeasonal(call: ScalarCall): Evaluator {
  if (call.args.length !== 2) {
    throw new QueryError(`${call.name}() is supported with a period only, and finds none by itself.`, call.name);
  }
  const [read, periodOf] = [numbersAt(call, 0), countAt(call, 1)];
  return (row) => {
    const values = read(row);
    const period = periodOf(row);
    if (values === null || period === null) return null;
    if (period < 1) throw new QueryError(`${call.name}() is supported with a period above zero only.`, call.name);
    const places: number[][] = [];
    for (const [index, value] of values.entries()) {
      const place = places[index % period];
      if (place === undefined) places.push([value]);
      else place.push(value);
    }
    const season = places.map((place) => realElement(medianOf(place)));
    return values.map((_, index) => season[index % period] ?? null);
  };
}

function medianOf(values: Numbers): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
