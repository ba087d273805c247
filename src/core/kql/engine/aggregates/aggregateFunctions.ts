import type { AggregateFunctions } from '../functionTable.ts';
import { collections } from './collections.ts';
import { counts } from './counts.ts';
import { deviations } from './deviations.ts';
import { extremes } from './extremes.ts';
import { percentiles } from './percentiles.ts';
import { selections } from './selections.ts';
import { sums } from './sums.ts';

/**
 * Every aggregate function that the engine has. Not among them: `hll`, `tdigest` and what merges them, whose results are
 * an undocumented binary form.
 */
export const aggregateFunctions: AggregateFunctions = {
  ...counts,
  ...sums,
  ...extremes,
  ...selections,
  ...collections,
  ...percentiles,
  ...deviations,
};
