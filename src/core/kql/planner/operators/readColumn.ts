import type { PlanColumn } from '../../plan.ts';
import type { Scope } from '../scope.ts';
import type { Syntax } from '../syntax.ts';

/**
 * The name of the column of the input whose place a value without a name takes: of `s` in `mv-expand split(s, ",")`, as
 * the service names such a value. Undefined where the value makes a column of its own.
 */
export function readColumn(
  value: Syntax<'Expression'>,
  columns: readonly PlanColumn[],
  scope: Scope,
): string | undefined {
  const name = scope.session.kusto.Binding.Binder.GetExpressionResultName(value, '') ?? '';
  return columns.some((column) => column.name === name) ? name : undefined;
}
