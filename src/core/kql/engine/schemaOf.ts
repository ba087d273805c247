import type { Plan, PlanColumn, QueryPlan } from '../plan.ts';
import { createCompilation } from './createCompilation.ts';
import type { Execution } from './execute.ts';
import { compilePlugin } from './operators/evaluateOperator.ts';

/** The operator `evaluate` at the end of a plan whose columns are not known before the plugin has run. */
type OpenRoot = Extract<Plan, { readonly kind: 'evaluate' }>;

export function isOpenRoot(root: Plan): root is OpenRoot {
  return root.kind === 'evaluate' && root.columns.length === 0;
}

/**
 * Runs a plugin for the columns that it gives.
 * @throws QueryError as a run does.
 */
export function schemaOf(plan: QueryPlan, root: OpenRoot, execution: Execution): readonly PlanColumn[] {
  return compilePlugin(root, createCompilation(plan, execution).compilation)().table.columns;
}
