import type { Cell, Row } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Accumulator, AggregateFunction, AggregateFunctions, Argument } from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';
import { type IsBefore, isBeforeOf } from './isBefore.ts';
import { onlyIf } from './onlyIf.ts';

const min: AggregateFunction = (call) => {
  const argument = argumentAt(call, 0);
  const isLess = isBeforeOf(argument.type);
  return () => new Extreme(argument, isLess);
};

const max: AggregateFunction = (call) => {
  const argument = argumentAt(call, 0);
  const isLess = isBeforeOf(argument.type);
  const isGreater: IsBefore = (a, b) => isLess(b, a);
  return () => new Extreme(argument, isGreater);
};

export const extremes: AggregateFunctions = { min, minif: onlyIf(min), max, maxif: onlyIf(max) };

/** Of no values it gives null, or an empty string. */
class Extreme implements Accumulator {
  private best: Cell = null;
  private readonly argument: Argument;
  private readonly isBetter: IsBefore;

  constructor(argument: Argument, isBetter: IsBefore) {
    this.argument = argument;
    this.isBetter = isBetter;
  }

  add(row: Row): void {
    const value = this.argument.evaluate(row);
    if (value === null) return;
    if (this.best === null || this.isBetter(value, this.best)) this.best = value;
  }

  finish(out: Cell[]): void {
    out.push(this.best ?? emptyCell(this.argument.type));
  }
}
