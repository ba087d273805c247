import type { Plan, PlanColumn } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { planTable } from '../planTable.ts';
import { refuse, type Scope, withRow, withSubquery } from '../scope.ts';
import { elements, present, type Syntax } from '../syntax.ts';
import { expandItems } from './mvExpand.ts';
import { boundColumns, checkColumns, checkParameters, parameterText, pick } from './operatorParts.ts';

/** Columns of the input that the subquery gives too are those of the subquery: the service has them once. */
export function planMvApply(node: Syntax<'MvApplyOperator'>, input: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['with_itemindex'], scope);
  if (node.ContextIdClause !== null) refuse(node.ContextIdClause, scope, { name: 'mv-apply id' });
  const index = parameterText(node.Parameters, 'with_itemindex');
  const {
    columns: expanded,
    items,
    indexColumn,
  } = expandItems(elements(node.Expressions), {
    input,
    index,
    made: [],
    scope,
  });
  const subquery = planTable(present(node.Subquery).Expression, withSubquery(scope, expanded));
  const given = new Set(subquery.columns.map(({ name }) => name));
  const bound = boundColumns(node, scope);
  const kept = input.columns.flatMap(({ name }, number) => {
    return !given.has(name) && bound.some((column) => column.name === name) ? [number] : [];
  });
  const limit = node.RowLimitClause?.RowLimit;
  const applied: Plan = {
    kind: 'mvApply',
    input,
    items,
    indexColumn,
    limit: limit ? planScalar(limit, withRow(scope, [])) : undefined,
    expanded,
    subquery,
    kept,
    columns: [...kept.map((number) => present(input.columns[number])), ...subquery.columns],
  };
  return checkColumns(inOrder(applied, bound) ?? refuse(node, scope, { name: 'mv-apply' }), node, scope);
}

/** The columns in the order in which the service has them; undefined where it has others. */
function inOrder(applied: Plan, bound: readonly PlanColumn[]): Plan | undefined {
  const picked = bound.map(({ name }) => ({ index: applied.columns.findIndex((column) => column.name === name) }));
  if (picked.some((column) => column.index < 0)) return undefined;
  const isSame = picked.length === applied.columns.length && picked.every((column, at) => column.index === at);
  return isSame ? applied : pick(applied, picked);
}
