import { type Cell, type Int64, int64, type Row } from '../../values.ts';
import {
  type Accumulator,
  type AggregateFunction,
  type AggregateFunctions,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';

export const bitwise: AggregateFunctions = {
  binary_all_and: combine((a, b) => a & b),
  binary_all_or: combine((a, b) => a | b),
  binary_all_xor: combine((a, b) => a ^ b),
};

function combine(operation: (a: bigint, b: bigint) => bigint): AggregateFunction {
  return (call) => {
    const { type, evaluate } = argumentAt(call, 0);
    if (type !== 'int' && type !== 'long') {
      throw new QueryError(`${call.name}() of a ${type} is not supported.`, call.name);
    }
    return () => new Combination(evaluate, operation);
  };
}

class Combination implements Accumulator {
  private result: Int64 | null = null;
  private readonly evaluate: Evaluator;
  private readonly operation: (a: bigint, b: bigint) => bigint;

  constructor(evaluate: Evaluator, operation: (a: bigint, b: bigint) => bigint) {
    this.evaluate = evaluate;
    this.operation = operation;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    this.result = this.result === null ? value : int64(this.operation(BigInt(this.result), BigInt(value)));
  }

  finish(out: Cell[]): void {
    out.push(this.result);
  }
}
