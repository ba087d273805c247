import type { Cell, Dynamic, Row } from '../../values.ts';
import { toDynamic } from '../cellTypes.ts';
import type { Accumulator, Argument } from '../functionTable.ts';

/** All values in the order of the rows, without nulls. */
export class ListOfValues implements Accumulator {
  private readonly list: Dynamic[] = [];
  private readonly argument: Argument;
  private readonly maxSize: number;

  constructor(argument: Argument, maxSize: number) {
    this.argument = argument;
    this.maxSize = maxSize;
  }

  add(row: Row): void {
    if (this.list.length >= this.maxSize) return;
    const value = this.argument.evaluate(row);
    if (value !== null) this.list.push(toDynamic(value, this.argument.type));
  }

  finish(out: Cell[]): void {
    out.push(this.list);
  }
}

export class ListWithNulls implements Accumulator {
  private readonly list: Dynamic[] = [];
  private readonly argument: Argument;
  private readonly maxSize: number;

  constructor(argument: Argument, maxSize: number) {
    this.argument = argument;
    this.maxSize = maxSize;
  }

  add(row: Row): void {
    if (this.list.length >= this.maxSize) return;
    this.list.push(toDynamic(this.argument.evaluate(row), this.argument.type));
  }

  finish(out: Cell[]): void {
    out.push(this.list);
  }
}
