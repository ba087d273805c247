import type { PlanColumn, QueryPlan } from '../plan.ts';
import type { Int64, Row } from '../values.ts';
import { compilePlan } from './compilePlan.ts';
import { createCompilation } from './createCompilation.ts';
import { isOpenRoot, schemaOf } from './schemaOf.ts';
import type { Table } from './table.ts';

/** What a plan is run on. */
export interface Execution {
  /** Undefined for a table of which there are no rows here. */
  readonly tables: (name: string) => Table | undefined;
  /** What `now()` is: a datetime's cell. */
  readonly now: Int64;
  /** Throws when the run has been stopped. */
  readonly checkStop: () => void;
  /** The text of what `externaldata` names; throws a QueryError for what may not be read. */
  readonly external?: (uri: string) => string;
  /** How many rows are given at most. */
  readonly maxRows: number;
  /** How many values the operators may hold at once: 60 million, about half a gigabyte, where nothing is said. */
  readonly maxCells?: number;
}

export interface Executed {
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly Row[];
  /** Whether there are more rows than were asked for. */
  readonly isCutOff: boolean;
  /** How many rows of tables were looked at. */
  readonly rowsRead: number;
}

/**
 * Runs a plan to its end, or to `maxRows` rows. A plan that ends with a plugin whose columns are not known gives these
 * columns, and no rows.
 * @throws QueryError with a sentence for the query's author.
 */
export function execute(plan: QueryPlan, execution: Execution): Executed {
  if (isOpenRoot(plan.root)) {
    return { columns: schemaOf(plan, plan.root, execution), rows: [], isCutOff: false, rowsRead: 0 };
  }
  const { compilation, rowsRead } = createCompilation(plan, execution);
  const rows: Row[] = [];
  let isCutOff = false;
  compilePlan(
    plan.root,
    compilation,
  )((row) => {
    isCutOff = rows.length >= execution.maxRows;
    if (!isCutOff) rows.push(row);
    return !isCutOff;
  });
  return { columns: plan.root.columns, rows, isCutOff, rowsRead: rowsRead() };
}
