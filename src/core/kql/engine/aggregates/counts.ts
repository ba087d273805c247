import type { Cell, Row } from '../../values.ts';
import { type CellKey, cellKeyOf } from '../cellKey.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { onlyIf } from './onlyIf.ts';

/** An argument makes no difference, unless it is a bool, of which nothing is documented. */
const count: AggregateFunction = ({ args: [argument] }) => {
  if (argument?.type === 'bool') throw new QueryError('count() of a bool is not supported: use countif().', 'count');
  return () => new Counter();
};

const countIf: AggregateFunction = onlyIf(count, 0);

/**
 * The number of different values, nulls not counted. Kusto's `dcount` estimates it; this gives what it estimates, and the
 * accuracy that may be asked for makes no difference.
 */
const countDistinct: AggregateFunction = (call) => {
  const { type, evaluate } = argumentAt(call, 0);
  const keyOf = cellKeyOf(type);
  return () => new DistinctCounter(evaluate, keyOf);
};

export const counts: AggregateFunctions = {
  count,
  countif: countIf,
  dcount: countDistinct,
  dcountif: onlyIf(countDistinct),
  count_distinct: countDistinct,
  count_distinctif: onlyIf(countDistinct),
};

class Counter implements Accumulator {
  private total = 0;

  add(): void {
    this.total++;
  }

  finish(out: Cell[]): void {
    out.push(this.total);
  }
}

class DistinctCounter implements Accumulator {
  private readonly seen = new Set<CellKey | Cell>();
  private readonly evaluate: Evaluator;
  private readonly keyOf: ((cell: Cell) => CellKey) | undefined;

  constructor(evaluate: Evaluator, keyOf: ((cell: Cell) => CellKey) | undefined) {
    this.evaluate = evaluate;
    this.keyOf = keyOf;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (value !== null) this.seen.add(this.keyOf === undefined ? value : this.keyOf(value));
  }

  finish(out: Cell[]): void {
    out.push(this.seen.size);
  }
}
