import type { DescriptionEntry } from '../descriptions.ts';

/** What `summarize` and `make-series` compute. */
export const aggregateDescriptions: Readonly<Record<string, DescriptionEntry>> = {
  'count()': ['count()', 'Number of rows.'],
  countif: ['countif(predicate)', 'Number of rows for which the predicate is true.'],
  dcount: ['dcount(expression [, accuracy])', 'Number of different values, estimated when there are many.'],
  dcountif: [
    'dcountif(expression, predicate)',
    'Number of different values in the rows for which the predicate is true.',
  ],
  count_distinct: ['count_distinct(expression)', 'Exact number of different values.'],
  sum: ['sum(expression)', 'Sum of the values.'],
  sumif: ['sumif(expression, predicate)', 'Sum over the rows for which the predicate is true.'],
  avg: ['avg(expression)', 'Mean of the values; nulls do not count.'],
  avgif: ['avgif(expression, predicate)', 'Mean over the rows for which the predicate is true.'],
  min: ['min(expression)', 'Lowest value.'],
  minif: ['minif(expression, predicate)', 'Lowest value in the rows for which the predicate is true.'],
  max: ['max(expression)', 'Highest value.'],
  maxif: ['maxif(expression, predicate)', 'Highest value in the rows for which the predicate is true.'],
  arg_max: [
    'arg_max(expression, column, … | *)',
    'The row with the highest value: that value and the named columns, or all.',
  ],
  arg_min: [
    'arg_min(expression, column, … | *)',
    'The row with the lowest value: that value and the named columns, or all.',
  ],
  make_set: ['make_set(expression [, maxSize])', 'Array of the different values, in no defined order.'],
  make_set_if: [
    'make_set_if(expression, predicate)',
    'Array of the different values in the rows for which the predicate is true.',
  ],
  make_list: ['make_list(expression [, maxSize])', 'Array of all values but nulls.'],
  make_list_if: [
    'make_list_if(expression, predicate)',
    'Array of the values in the rows for which the predicate is true.',
  ],
  make_bag: ['make_bag(bag)', 'One bag of the properties of all.'],
  percentile: ['percentile(expression, percent)', 'Value below which that many percent of the values lie, estimated.'],
  percentiles: ['percentiles(expression, percent, …)', 'Several percentiles, one column each.'],
  stdev: ['stdev(expression)', 'Standard deviation of the values as a sample.'],
  variance: ['variance(expression)', 'Variance of the values as a sample.'],
  take_any: ['take_any(expression)', 'The value of some row of the group.'],
  hll: ['hll(expression)', 'State of a distinct count, to be merged with others and counted later.'],
  tdigest: ['tdigest(expression)', 'State of percentiles, to be merged with others and asked later.'],
};
