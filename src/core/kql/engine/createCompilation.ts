import type { QueryPlan } from '../plan.ts';
import type { Cell } from '../values.ts';
import type { Compilation } from './compilation.ts';
import { compileExpression } from './compileExpression.ts';
import { compilePlan } from './compilePlan.ts';
import type { Execution } from './execute.ts';
import { QueryError } from './functionTable.ts';
import { createMemory } from './memory.ts';
import { referencesOnce } from './referencesOnce.ts';
import { type Collected, collect, pushAll, type Source } from './source.ts';

const MAX_CELLS = 60_000_000;

/** What the operators of one run share; what `let` names is evaluated when it is first asked for. */
export function createCompilation(
  plan: QueryPlan,
  { tables, now, checkStop, external, maxCells = MAX_CELLS }: Execution,
): { readonly compilation: Compilation; readonly rowsRead: () => number } {
  let read = 0;
  const once = referencesOnce(plan);
  const sources = new Map<number, Source>();
  const scalars = new Map<number, Cell>();
  const compilation: Compilation = {
    run: { now, checkStop },
    memory: createMemory(maxCells),
    tableOf: tables,
    countRead: (rows) => {
      read += rows;
    },
    readExternal: external,
    reference: (id) => {
      const known = sources.get(id);
      if (known !== undefined) return known;
      const named = plan.tables[id];
      if (named === undefined) throw new QueryError('The query names a table that it does not define.');
      const source = compilePlan(named, compilation);
      const reference = once.has(id) ? source : kept(source, compilation);
      sources.set(id, reference);
      return reference;
    },
    scalar: (id) => {
      const known = scalars.get(id);
      if (known !== undefined) return known;
      const named = plan.scalars[id];
      if (named === undefined) throw new QueryError('The query names a value that it does not define.');
      const { constant, evaluate } = compileExpression(named, compilation);
      const value = constant === undefined ? evaluate([]) : constant.value;
      scalars.set(id, value);
      return value;
    },
    compilePlan,
    subqueryRows: undefined,
    window: undefined,
  };
  return { compilation, rowsRead: () => read };
}

/** Runs once, and keeps the rows until the run ends. */
function kept(source: Source, compilation: Compilation): Source {
  let collected: Collected | undefined;
  return (sink) => {
    collected ??= collect(source, compilation);
    pushAll(collected.rows, sink, compilation);
  };
}
