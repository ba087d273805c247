import type { SortKey } from '../../plan.ts';
import type { Row } from '../../values.ts';
import { comparatorOf } from '../compareCells.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { type RowOrder, sortRows } from '../sortRows.ts';
import { collect, pushAll, ROW_OVERHEAD, type Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';
import { rowCount } from './rowOperators.ts';

export function compileSort({ input, keys }: PlanOf<'sort'>, compilation: Compilation): Source {
  const orders = rowOrders(keys, compilation);
  const source = compilation.compilePlan(input, compilation);
  return (sink) => {
    const { rows, done } = collect(source, compilation);
    pushAll(sortRows(rows, orders), sink, compilation);
    done();
  };
}

/** Keeps a multiple of the wanted rows at most. */
export function compileTop({ input, keys, count }: PlanOf<'top'>, compilation: Compilation): Source {
  const limit = rowCount(count, compilation);
  const orders = rowOrders(keys, compilation);
  const source = compilation.compilePlan(input, compilation);
  const room = Math.max(4 * limit, 4096);
  const size = input.columns.length + ROW_OVERHEAD;
  return (sink) => {
    let best: Row[] = [];
    if (limit <= 0) return;
    source((row) => {
      best.push(row);
      compilation.memory.hold(size);
      if (best.length >= room) {
        best = sortRows(best, orders).slice(0, limit);
        compilation.memory.release((room - limit) * size);
      }
      return true;
    });
    pushAll(sortRows(best, orders).slice(0, limit), sink, compilation);
    compilation.memory.release(best.length * size);
  };
}

function rowOrders(keys: readonly SortKey[], compilation: Compilation): readonly RowOrder[] {
  return keys.map(({ by, descending, nullsFirst }) => {
    // Refuses here what has no order.
    comparatorOf(by.type);
    return { by: compileExpression(by, compilation), descending, nullsFirst };
  });
}
