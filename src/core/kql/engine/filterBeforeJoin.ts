import type { Expression, Plan } from '../plan.ts';
import type { PlanOf } from './operators/planOf.ts';
import { isWindowed } from './windowFunctions.ts';

/**
 * Of several left rows with one key, `innerunique` keeps whichever comes first, unless a filter behind the join asks for
 * another: Kusto documents that what the filter says of the left side reaches that side before the rows are picked.
 */
export function filterBeforeJoin(plan: PlanOf<'filter'>): Plan {
  const filters = filtersDownTo(plan);
  const join = filters.at(-1)?.input;
  if (join?.kind !== 'join' || join.flavour !== 'innerunique') return plan;
  const width = join.left.columns.length;
  const conditions = filters.toReversed().flatMap(({ condition }) => conjuncts(condition));
  const isOfLeft = (condition: Expression) => isSteady(condition) && readsBelow(condition, width);
  const onLeft = conditions.filter(isOfLeft);
  if (onLeft.length === 0 || conditions.some((condition) => isWindowed(condition))) return plan;
  const left = onLeft.reduce(filtered, join.left);
  return conditions.filter((condition) => !isOfLeft(condition)).reduce(filtered, { ...join, left });
}

/** This filter, and those directly before it. */
function filtersDownTo(plan: PlanOf<'filter'>): readonly PlanOf<'filter'>[] {
  return plan.input.kind === 'filter' ? [plan, ...filtersDownTo(plan.input)] : [plan];
}

function filtered(input: Plan, condition: Expression): Plan {
  return { kind: 'filter', input, condition, columns: input.columns };
}

/** What has to be true for `a and b and …` to be. */
function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'call' && condition.name === 'and' ? condition.args.flatMap(conjuncts) : [condition];
}

/** Whether only columns before number `width` are read, and one at least. */
function readsBelow(expression: Expression, width: number): boolean {
  const read = columnsRead(expression);
  return read.length > 0 && read.every((index) => index < width);
}

function columnsRead(expression: Expression): readonly number[] {
  switch (expression.kind) {
    case 'column':
      return [expression.index];
    case 'call':
      return expression.args.flatMap(columnsRead);
    case 'inTable':
      return columnsRead(expression.value);
    default:
      return [];
  }
}

/** Whether it is the same whenever it is asked for the same row. */
function isSteady(expression: Expression): boolean {
  if (expression.kind !== 'call') return true;
  return !['rand', 'new_guid'].includes(expression.name) && expression.args.every(isSteady);
}
