import type { Int64 } from '../../values.ts';

/** Anything whose order is that of numbers. */
export type Ordinal = Int64;

/** Percentiles such as 99.9 are not exact in binary: so much of a value does not make a rank go up. */
const ROUNDING = 1e-9;

/**
 * For each percentile, the smallest value that so many percent of the values are not above (nearest rank), each value
 * counted as often as its weight says; null where there are no values. May sort the values in place.
 */
export function smallestAtRanks(
  values: Ordinal[],
  weights: readonly number[] | undefined,
  percentiles: readonly number[],
): (Ordinal | null)[] {
  if (values.length === 0) return percentiles.map(() => null);
  if (weights === undefined) return unweighted(sorted(values), percentiles);
  return weighted(values, weights, percentiles);
}

function unweighted(ascending: ArrayLike<Ordinal>, percentiles: readonly number[]): (Ordinal | null)[] {
  return percentiles.map((percentile) => {
    const rank = Math.ceil((percentile * ascending.length) / 100 - ROUNDING);
    return ascending[Math.max(rank, 1) - 1] ?? null;
  });
}

function weighted(
  values: readonly Ordinal[],
  weights: readonly number[],
  percentiles: readonly number[],
): (Ordinal | null)[] {
  const pairs = values.map((value, index) => ({ value, weight: weights[index] ?? 0 }));
  pairs.sort((a, b) => compare(a.value, b.value));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return percentiles.map((percentile) => {
    const wanted = (percentile * total) / 100 - ROUNDING;
    let sum = 0;
    for (const { value, weight } of pairs) {
      sum += weight;
      if (sum >= wanted) return value;
    }
    return pairs.at(-1)?.value ?? null;
  });
}

/** A typed array sorts numbers without calling back. */
function sorted(values: Ordinal[]): ArrayLike<Ordinal> {
  if (values.every((value) => typeof value === 'number')) return Float64Array.from(values).sort();
  return values.sort(compare);
}

function compare(a: Ordinal, b: Ordinal): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
