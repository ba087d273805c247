import { Decimal } from 'decimal.js';
import { addInt64, type Cell, type Int64, type Row } from '../../values.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { averages } from './averages.ts';
import { bitwise } from './bitwise.ts';
import { KustoDecimal } from './kustoDecimal.ts';
import { onlyIf } from './onlyIf.ts';

/** The sum of no values is zero. */
const sum: AggregateFunction = (call) => {
  const { type, evaluate } = argumentAt(call, 0);
  switch (type) {
    case 'int':
    case 'long':
    case 'timespan':
      return () => new IntegerSum(evaluate);
    case 'real':
      return () => new RealSum(evaluate);
    case 'decimal':
      return () => new DecimalSum(evaluate);
    default:
      throw new QueryError(`${call.name}() of a ${type} is not supported.`, call.name);
  }
};

export const sums: AggregateFunctions = { sum, sumif: onlyIf(sum), ...averages, ...bitwise };

class IntegerSum implements Accumulator {
  private total: Int64 = 0;
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (typeof value === 'number' || typeof value === 'bigint') this.total = addInt64(this.total, value);
  }

  finish(out: Cell[]): void {
    out.push(this.total);
  }
}

class RealSum implements Accumulator {
  private total = 0;
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (typeof value === 'number') this.total += value;
  }

  finish(out: Cell[]): void {
    out.push(this.total);
  }
}

class DecimalSum implements Accumulator {
  private total = new KustoDecimal(0);
  private readonly evaluate: Evaluator;

  constructor(evaluate: Evaluator) {
    this.evaluate = evaluate;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (Decimal.isDecimal(value)) this.total = this.total.plus(value);
  }

  finish(out: Cell[]): void {
    out.push(this.total);
  }
}
