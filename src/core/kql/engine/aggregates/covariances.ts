import type { Cell, Row } from '../../values.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { onlyIf } from './onlyIf.ts';

const covariance = covarianceOf({ isSample: true });
const covarianceP = covarianceOf({ isSample: false });

export const covariances: AggregateFunctions = {
  covariance,
  covarianceif: onlyIf(covariance, 2),
  covariancep: covarianceP,
  covariancepif: onlyIf(covarianceP, 2),
};

const NUMERIC = new Set(['int', 'long', 'real', 'decimal']);

function covarianceOf({ isSample }: { readonly isSample: boolean }): AggregateFunction {
  return (call) => {
    const first = argumentAt(call, 0);
    const second = argumentAt(call, 1);
    if (!NUMERIC.has(first.type) || !NUMERIC.has(second.type)) {
      throw new QueryError(`${call.name}() is supported for numbers only.`, call.name);
    }
    return () => new Covariance(first.evaluate, second.evaluate, isSample ? 1 : 0);
  };
}

class Covariance implements Accumulator {
  private count = 0;
  private firstMean = 0;
  private secondMean = 0;
  private products = 0;
  private readonly first: Evaluator;
  private readonly second: Evaluator;
  /** By how much the divisor is less than the number of pairs. */
  private readonly correction: number;

  constructor(first: Evaluator, second: Evaluator, correction: number) {
    this.first = first;
    this.second = second;
    this.correction = correction;
  }

  add(row: Row): void {
    const first = this.first(row);
    const second = this.second(row);
    if (first === null || second === null) return;
    this.count++;
    const firstDistance = Number(first) - this.firstMean;
    this.firstMean += firstDistance / this.count;
    this.secondMean += (Number(second) - this.secondMean) / this.count;
    this.products += firstDistance * (Number(second) - this.secondMean);
  }

  finish(out: Cell[]): void {
    if (this.count <= this.correction) {
      throw new QueryError('What the covariance of so few values is, is not documented.', 'covariance');
    }
    out.push(this.products / (this.count - this.correction));
  }
}
