import type { Cell, Dynamic, Row } from '../../values.ts';
import { isBag } from '../cellTypes.ts';
import type { Accumulator, Evaluator } from '../functionTable.ts';

/** The properties of all bags; what is no bag is left out. Of a name that several bags have, any value will do: the first. */
export class BagOfProperties implements Accumulator {
  private readonly properties = new Map<string, Dynamic>();
  private readonly evaluate: Evaluator;
  private readonly maxSize: number;

  constructor(evaluate: Evaluator, maxSize: number) {
    this.evaluate = evaluate;
    this.maxSize = maxSize;
  }

  add(row: Row): void {
    const value = this.evaluate(row);
    if (!isBag(value)) return;
    for (const [name, property] of Object.entries(value)) {
      if (this.properties.size >= this.maxSize) return;
      if (!this.properties.has(name)) this.properties.set(name, property);
    }
  }

  finish(out: Cell[]): void {
    out.push(Object.fromEntries(this.properties));
  }
}
