import { Decimal } from 'decimal.js';
import { type Cell, type Int64, int64, type Row } from '../../values.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { KustoDecimal } from './kustoDecimal.ts';
import { onlyIf } from './onlyIf.ts';

/** The average of no numbers is NaN, zero divided by zero; of no values of the other types it is null. */
const average: AggregateFunction = (call) => {
  const { type, evaluate } = argumentAt(call, 0);
  switch (type) {
    case 'int':
    case 'long':
    case 'real':
      return () => new RealAverage(evaluate);
    case 'decimal':
      return () => new DecimalAverage(evaluate);
    case 'datetime':
    case 'timespan':
      return () => new TicksAverage(evaluate);
    default:
      throw new QueryError(`${call.name}() of a ${type} is not supported.`, call.name);
  }
};

export const averages: AggregateFunctions = { avg: average, avgif: onlyIf(average) };

class RealAverage implements Accumulator {
  private total = 0;
  private count = 0;
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (value === null) return;
    this.total += Number(value);
    this.count++;
  }

  finish(out: Cell[]): void {
    out.push(this.total / this.count);
  }
}

class DecimalAverage implements Accumulator {
  private total = new KustoDecimal(0);
  private count = 0;
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (!Decimal.isDecimal(value)) return;
    this.total = this.total.plus(value);
    this.count++;
  }

  finish(out: Cell[]): void {
    out.push(this.count === 0 ? null : this.total.div(this.count));
  }
}

class TicksAverage implements Accumulator {
  /** The part of the sum that a number holds exactly, and the rest. */
  private near = 0;
  private far = 0n;
  private count = 0;
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    this.count++;
    this.addTicks(value);
  }

  private addTicks(ticks: Int64): void {
    const sum = typeof ticks === 'number' ? this.near + ticks : Number.NaN;
    if (Number.isSafeInteger(sum)) this.near = sum;
    else this.far += BigInt(ticks);
  }

  finish(out: Cell[]): void {
    const total = this.far + BigInt(this.near);
    out.push(this.count === 0 ? null : int64(total / BigInt(this.count)));
  }
}
