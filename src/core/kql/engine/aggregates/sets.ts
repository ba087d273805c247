import type { Cell, Dynamic, Row } from '../../values.ts';
import { type CellKey, cellKeyOf } from '../cellKey.ts';

import { isArray, toDynamic } from '../cellTypes.ts';
import type { Accumulator, Argument, Evaluator } from '../functionTable.ts';

/** The different values, in the order in which they come first; nulls are none. */
export class SetOfValues implements Accumulator {
  private readonly values = new Map<Cell | CellKey, Cell>();
  private readonly keyOf: ((cell: Cell) => CellKey) | undefined;
  private readonly argument: Argument;
  private readonly maxSize: number;

  constructor(argument: Argument, maxSize: number) {
    this.argument = argument;
    this.keyOf = cellKeyOf(argument.type);
    this.maxSize = maxSize;
  }

  add(row: Row): void {
    const value = this.argument.evaluate(row);
    if (value === null || this.values.size >= this.maxSize) return;
    const key = this.keyOf === undefined ? value : this.keyOf(value);
    if (!this.values.has(key)) this.values.set(key, value);
  }

  finish(out: Cell[]): void {
    const { type } = this.argument;
    out.push(Array.from(this.values.values(), (value) => toDynamic(value, type)));
  }
}

/** The same of dynamic values, of which an array counts as the elements in it. */
export class SetOfElements implements Accumulator {
  private readonly elements = new Map<CellKey, Dynamic>();
  private readonly keyOf = cellKeyOf('dynamic');
  private readonly evaluate: Evaluator;
  private readonly maxSize: number;

  constructor({ evaluate }: Argument, maxSize: number) {
    this.evaluate = evaluate;
    this.maxSize = maxSize;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (isArray(value)) for (const element of value) this.addElement(element);
    else this.addElement(toDynamic(value, 'dynamic'));
  }

  private addElement(element: Dynamic): void {
    if (element === null || this.elements.size >= this.maxSize) return;
    const key = this.keyOf?.(element) ?? null;
    if (!this.elements.has(key)) this.elements.set(key, element);
  }

  finish(out: Cell[]): void {
    out.push([...this.elements.values()]);
  }
}
