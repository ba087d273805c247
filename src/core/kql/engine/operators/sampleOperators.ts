import type { Row } from '../../values.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { createKeyIndex, keyReaders } from '../keyIndex.ts';
import { ROW_OVERHEAD, type Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';
import { compileTake, rowCount } from './rowOperators.ts';

/** Any rows are a sample: the first ones are, and are the same each time. */
export function compileSample(plan: PlanOf<'sample'>, compilation: Compilation): Source {
  return compileTake({ ...plan, kind: 'take' }, compilation);
}

/** The first different values. */
export function compileSampleDistinct(
  { input, count, of }: PlanOf<'sampleDistinct'>,
  compilation: Compilation,
): Source {
  const limit = rowCount(count, compilation);
  const value = compileExpression(of, compilation);
  const readers = keyReaders([value]);
  const source = compilation.compilePlan(input, compilation);
  return (sink) => {
    const index = createKeyIndex(readers);
    let known = 0;
    if (limit <= 0) return;
    source((row: Row) => {
      if (index.add(row) < known) return true;
      known += 1;
      compilation.memory.hold(1 + ROW_OVERHEAD);
      return sink([value.evaluate(row)]) && known < limit;
    });
    compilation.memory.release(known * (1 + ROW_OVERHEAD));
  };
}
