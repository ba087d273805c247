import type { Plan, PlanColumn, ScanStep } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { type RowScope, refuse, type Scope, withRow } from '../scope.ts';
import { elements, items, listed, nameOf, present, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, parameter } from './operatorParts.ts';
import { declaredType } from './parse.ts';

export function planScan(node: Syntax<'ScanOperator'>, input: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['with_match_id'], scope);
  for (const clause of [node.OrderByClause, node.PartitionByClause]) {
    if (clause !== null) refuse(clause, scope, { name: clause.GetFirstToken()?.Text ?? 'scan' });
  }
  const declared = elements(node.DeclareClause?.Declarations).map(({ NameAndType, DefaultValue: otherwise }) => ({
    name: nameOf(present(NameAndType).Name),
    type: declaredType(present(NameAndType), scope),
    defaultValue: otherwise === null ? undefined : planScalar(otherwise.Value, withRow(scope, [])),
  }));
  const withMatchId = parameter(node.Parameters, 'with_match_id') !== undefined;
  const state: readonly PlanColumn[] = [...input.columns, ...declared.map(({ name, type }) => ({ name, type }))];
  const steps = items(node.Steps);
  const inner = { ...scope, row: stepScope(steps, input.columns, state), aggregates: undefined };
  const planned = steps.map((step) => planStep(step, state.slice(input.columns.length), inner));
  if (!withMatchId) markMatchId(node, state.length, scope);
  const columns = withMatchId ? boundColumns(node, scope) : state;
  return checkColumns({ kind: 'scan', input, columns, scan: { withMatchId, declared, steps: planned } }, node, scope);
}

/** The service adds a column for the match in any case; Kusto does so where one is asked for only. */
function markMatchId(node: Syntax<'ScanOperator'>, width: number, { session }: Scope): void {
  const { TableSymbol } = session.kusto.Symbols;
  const bound = node.ResultType instanceof TableSymbol ? listed(node.ResultType.Columns) : [];
  const last = bound.at(-1);
  if (last !== undefined && bound.length > width) session.phantoms.add(last);
}

/**
 * The current row, and behind it, for each step, the row that it has matched last, with the declared columns. What a
 * declared column means without the name of a step is not documented.
 */
function stepScope(
  steps: readonly Syntax<'ScanStep'>[],
  columns: readonly PlanColumn[],
  state: readonly PlanColumn[],
): RowScope {
  const rows = steps.map(({ Name }, index) => {
    return [nameOf(Name), { offset: columns.length + index * state.length, columns: state }] as const;
  });
  return { columns, rows: new Map(rows) };
}

function planStep(node: Syntax<'ScanStep'>, declared: readonly PlanColumn[], scope: Scope): ScanStep {
  const condition = planScalar(node.Condition, scope);
  if (condition.type !== 'bool') refuse(present(node.Condition), scope, { name: 'step' });
  const output = node.ScanStepOutput?.OutputKind?.Text ?? 'all';
  return {
    name: nameOf(node.Name),
    output: output === 'last' || output === 'none' ? output : 'all',
    isOptional: node.OptionalKeyword !== null,
    condition,
    assignments: elements(node.ComputationClause?.Assignments).map((assignment) => {
      const name = nameOf(assignment.Name);
      const index = declared.findIndex((column) => column.name === name);
      if (index < 0) return refuse(assignment, scope, { name });
      return { declared: index, value: planScalar(assignment.Expression, scope) };
    }),
  };
}
