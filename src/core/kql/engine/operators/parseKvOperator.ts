import type { Cell } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { type PairReader, pairReader } from '../keyValuePairs.ts';
import { cellParser } from '../parseCell.ts';
import type { Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** The first value of each key; what is not there, or has another type, is empty. */
export function compileParseKv(plan: PlanOf<'parseKv'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(plan.input, compilation);
  const subject = compileExpression(plan.subject, compilation);
  const write = textWriter(subject.type);
  const names = new Set(plan.keys.map(({ name }) => name));
  const read: PairReader = pairReader(plan.options, names);
  const keys = plan.keys.map((key) => ({ ...key, parse: cellParser(key.type) }));
  return (sink) =>
    source((row) => {
      const values = read(write(subject.evaluate(row)));
      const made: Cell[] = row.slice();
      while (made.length < plan.columns.length) made.push(null);
      for (const { name, type, column, parse } of keys) {
        const text = values.get(name);
        made[column] = text === undefined ? emptyCell(type) : type === 'string' ? text : parse(text);
      }
      return sink(made);
    });
}
