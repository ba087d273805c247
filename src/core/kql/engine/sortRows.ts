import type { Row } from '../values.ts';
import type { Argument } from './functionTable.ts';
import { denseRanks, type Ranks, ranksOf } from './sortRanks.ts';

export interface RowOrder {
  readonly by: Argument;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** The rows in order; those with equal keys stay in the order they came in. */
export function sortRows(rows: readonly Row[], orders: readonly RowOrder[]): Row[] {
  const [first, ...others] = orders;
  if (first === undefined || rows.length < 2) return [...rows];
  let ranks = ranksOf(rows, first);
  for (const order of others) ranks = combined(ranks, ranksOf(rows, order));
  const sorted: Row[] = [];
  for (const place of sortedPlaces(ranks)) sorted.push(rows[place] ?? []);
  return sorted;
}

/** The ranks by one key, and where it is the same by another. */
function combined(first: Ranks, second: Ranks): Ranks {
  const isExact = first.size * second.size <= 2 ** 53 && isPackable(first.size * second.size, first.values.length);
  const [a, b] = isExact ? [first, second] : [denseRanks(first), denseRanks(second)];
  const values = new Float64Array(a.values.length);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = (a.values[index] ?? 0) * b.size + (b.values[index] ?? 0);
  }
  return { values, size: a.size * b.size };
}

function placeBits(count: number): number {
  return Math.ceil(Math.log2(count));
}

function isPackable(size: number, count: number): boolean {
  return size * 2 ** placeBits(count) <= 2 ** 64;
}

/**
 * The places of the ranks in their order. Rank and place become one number of 64 bits, because numbers are sorted much
 * faster without a function that compares them. They are written and read in halves: so no bigint is ever made.
 */
function sortedPlaces(ranks: Ranks): Uint32Array {
  const count = ranks.values.length;
  const { values } = isPackable(ranks.size, count) ? ranks : denseRanks(ranks);
  const packed = new BigUint64Array(count);
  const halves = new Uint32Array(packed.buffer);
  const places = 2 ** placeBits(count);
  const ranksInLow = 2 ** 32 / places;
  for (let place = 0; place < count; place += 1) {
    const rank = values[place] ?? 0;
    const high = Math.floor(rank / ranksInLow);
    halves[2 * place + LOW] = (rank - high * ranksInLow) * places + place;
    halves[2 * place + 1 - LOW] = high;
  }
  packed.sort();
  const sorted = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) sorted[at] = (halves[2 * at + LOW] ?? 0) % places;
  return sorted;
}

/** Which half of a number in memory is the lower one. */
const LOW = new Uint32Array(new BigUint64Array([1n]).buffer)[0] === 1 ? 0 : 1;
