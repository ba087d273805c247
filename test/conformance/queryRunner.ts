import { type Executed, execute } from '../../src/core/kql/engine/execute.ts';
import { QueryError } from '../../src/core/kql/engine/functionTable.ts';
import type { Table } from '../../src/core/kql/engine/table.ts';
import { loadKusto } from '../../src/core/kql/kusto/kusto.ts';
import type { QueryPlan } from '../../src/core/kql/plan.ts';
import type { FoundSchema } from '../../src/core/kql/planner/insertedSchemas.ts';
import { planQuery } from '../../src/core/kql/planner/planQuery.ts';
import type { PlanProblem } from '../../src/core/kql/planner/problems.ts';
import { globalStateOf } from '../../src/core/kql/schema/globalState.ts';
import type { Schema } from '../../src/core/kql/schema/schema.ts';
import { datetimeOfUnixMs, type Int64 } from '../../src/core/kql/values.ts';
import { engineSupports as supports } from '../../src/kqlThread/engineSupports.ts';
import { readKustoScripts } from '../../src/kqlThread/kustoScripts.ts';

export interface QueryRunnerOptions {
  readonly schema: Schema;
  readonly tables: ReadonlyMap<string, Table>;
  /** What `now()` is: a datetime's cell. */
  readonly now: Int64;
}

/** A result, the names of what is not supported, or why there is neither. */
export type QueryOutcome =
  | { readonly kind: 'table'; readonly table: Executed }
  | { readonly kind: 'refused'; readonly names: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string };

/** Runs queries in this thread, where the language service stays loaded. */
export function createQueryRunner(options: Partial<QueryRunnerOptions> = {}): (text: string) => QueryOutcome {
  const { schema = { tables: [], functions: [] }, tables = new Map(), now = SOME_DAY } = options;
  const kusto = loadKusto(readKustoScripts());
  const globals = globalStateOf(kusto, schema);
  const run = (plan: QueryPlan): Executed =>
    execute(plan, { tables: (name) => tables.get(name), now, checkStop: stopAfter(MAX_MS), maxRows: MAX_ROWS });

  return (text) => {
    const schemas: FoundSchema[] = [];
    try {
      for (;;) {
        const planned = planQuery(kusto, { text, globals, supports, schemas });
        if (planned.ok === false) return refusal(planned.problems, text);
        const table = run(planned.plan);
        if (planned.ok === true) return { kind: 'table', table };
        schemas.push({ at: planned.at, columns: table.columns });
      }
    } catch (error) {
      if (!(error instanceof QueryError)) return { kind: 'failed', why: `${error}` };
      if (error.unsupported !== undefined) return { kind: 'refused', names: [error.unsupported] };
      return { kind: 'failed', why: error.message };
    }
  };
}

const SOME_DAY = datetimeOfUnixMs(Date.UTC(2026, 0, 15, 12));
const MAX_MS = 10_000;
const MAX_ROWS = 500_000;

/** What the language service calls an error has no name but the text that it is about. */
function refusal(problems: readonly PlanProblem[], text: string): QueryOutcome {
  const names = problems.map(({ name, message, place: { start, length } }) => {
    return name ?? `${text.slice(start, start + length)} (${message})`;
  });
  return { kind: 'refused', names: [...new Set(names)] };
}

function stopAfter(maxMs: number): () => void {
  const startMs = performance.now();
  return () => {
    if (performance.now() - startMs > maxMs) throw new Error(`It took more than ${maxMs} ms.`);
  };
}
