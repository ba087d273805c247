import type { Row } from '../../values.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { createKeyIndex, type KeyReader, keyReaders } from '../keyIndex.ts';
import { collect, type Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** Runs the subquery over the rows of each value of a column. */
export function compilePartition({ input, by, subquery }: PlanOf<'partition'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(input, compilation);
  const readers = keyReaders([compileExpression(by, compilation)]);
  const subqueryRows: { rows: readonly Row[] } = { rows: [] };
  const run = compilation.compilePlan(subquery, { ...compilation, subqueryRows, window: undefined });
  return (sink) => {
    const { rows, done } = collect(source, compilation);
    let isWanted = true;
    for (const part of partsOf(rows, readers)) {
      if (!isWanted) break;
      subqueryRows.rows = part;
      run((row) => {
        isWanted = sink(row);
        return isWanted;
      });
    }
    done();
  };
}

function partsOf(rows: readonly Row[], readers: readonly KeyReader[]): readonly Row[][] {
  const index = createKeyIndex(readers);
  const parts: Row[][] = [];
  for (const row of rows) {
    const id = index.add(row);
    const part = parts[id];
    if (part === undefined) parts.push([row]);
    else part.push(row);
  }
  return parts;
}
