import type { QueryPlan } from '../plan.ts';
import { compilePlan } from './compilePlan.ts';
import { createCompilation } from './createCompilation.ts';
import { QueryError } from './functionTable.ts';

/**
 * What of a plan the engine does not support, found without running it: undefined when there is nothing. A function may
 * be supported with some types of arguments only, which the planner does not know.
 */
export function refusalOf(plan: QueryPlan): QueryError | undefined {
  // What is the same for all rows is evaluated meanwhile, which may take long, and is not worth it here.
  let steps = 0;
  const checkStop = (): void => {
    steps += 1;
    if (steps > MAX_STEPS) throw new TooLong();
  };
  const { compilation } = createCompilation(plan, {
    tables: () => ({ columns: [], rows: [] }),
    now: 0,
    checkStop,
    external: () => '',
    maxRows: 0,
  });
  try {
    compilePlan(plan.root, compilation);
  } catch (error) {
    if (error instanceof TooLong || error instanceof RangeError) return undefined;
    if (!(error instanceof QueryError)) throw error;
    // Other errors may come of there being no rows.
    return error.unsupported === undefined ? undefined : error;
  }
  return undefined;
}

/** Of some thousand rows each. */
const MAX_STEPS = 100;

class TooLong extends Error {}
