import type { Cell, Row } from '../../values.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { covariances } from './covariances.ts';
import { onlyIf } from './onlyIf.ts';

const variance = deviation(({ squares, count }) => (count < 2 ? 0 : squares / (count - 1)));
const stdev = deviation(({ squares, count }) => (count < 2 ? 0 : Math.sqrt(squares / (count - 1))));
const varianceP = deviation((spread) => ofPopulation(spread));
const stdevP = deviation((spread) => Math.sqrt(ofPopulation(spread)));

export const deviations: AggregateFunctions = {
  variance,
  varianceif: onlyIf(variance),
  variancep: varianceP,
  variancepif: onlyIf(varianceP),
  stdev,
  stdevif: onlyIf(stdev),
  stdevp: stdevP,
  ...covariances,
};

/** How many values there are, and the sum of the squares of their distances from their mean. */
interface Spread {
  readonly count: number;
  readonly squares: number;
}

function ofPopulation({ squares, count }: Spread): number {
  if (count === 0)
    throw new QueryError('What the spread of a population of no values is, is not documented.', 'stdevp');
  return squares / count;
}

function deviation(resultOf: (spread: Spread) => number): AggregateFunction {
  return (call) => {
    const { type, evaluate } = argumentAt(call, 0);
    if (type !== 'int' && type !== 'long' && type !== 'real' && type !== 'decimal') {
      throw new QueryError(`${call.name}() of a ${type} is not supported.`, call.name);
    }
    return () => new Deviation(evaluate, resultOf);
  };
}

/** Welford's method: a sum of squares alone would lose the small differences of large values. */
class Deviation implements Accumulator, Spread {
  count = 0;
  squares = 0;
  private mean = 0;
  private readonly evaluate: Evaluator;
  private readonly resultOf: (spread: Spread) => number;

  constructor(evaluate: Evaluator, resultOf: (spread: Spread) => number) {
    this.evaluate = evaluate;
    this.resultOf = resultOf;
  }

  add(row: Row): void {
    const cell = this.evaluate(row);
    if (cell === null) return;
    const value = Number(cell);
    const distance = value - this.mean;
    this.count++;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  finish(out: Cell[]): void {
    out.push(this.resultOf(this));
  }
}
