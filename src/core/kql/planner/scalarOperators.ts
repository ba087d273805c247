import type { Expression, Plan, PlanColumn } from '../plan.ts';
import { int64 } from '../values.ts';
import { searchedColumns } from './anyColumn.ts';
import { call, planScalar } from './planScalar.ts';
import { planTable } from './planTable.ts';
import { placeOf, refuse, type Scope, withoutRow } from './scope.ts';
import { shareScalar } from './shared.ts';
import { elements, present, type Syntax, textOf, unwrapped } from './syntax.ts';

/** Other spellings of operators, old ones mostly. */
const SPELLINGS: Readonly<Record<string, string>> = {
  '<>': '!=',
  notcontains: '!contains',
  notcontainscs: '!contains_cs',
  containscs: 'contains_cs',
  notbetween: '!between',
};

/** An operator's name as it is in a plan. The service's own kinds mix up `in` and `in~`. */
export function operatorName(token: Syntax<'SyntaxToken'> | null): string {
  const text = textOf(token).toLowerCase();
  const name = text.replace(/\s+/g, ' ');
  return SPELLINGS[name] ?? name;
}

export function planPrefix(node: Syntax<'PrefixUnaryExpression'>, scope: Scope): Expression {
  const operand = planScalar(node.Expression, scope);
  switch (textOf(node.Operator)) {
    case '+':
      return operand;
    case '-':
      return negated(operand) ?? call(node, scope, { name: 'negate', args: [operand] });
    default:
      return refuse(node, scope, { name: textOf(node.Operator) });
  }
}

/** Of a written number, so that `-1` is a literal too. */
function negated(operand: Expression): Expression | undefined {
  if (operand.kind !== 'literal') return undefined;
  const { type, value } = operand;
  if (typeof value === 'bigint') return { kind: 'literal', type, value: int64(-value) };
  if (typeof value !== 'number') return undefined;
  if (type === 'real') return { kind: 'literal', type, value: -value };
  // There is no negative zero among the integers.
  return type === 'long' || type === 'timespan' ? { kind: 'literal', type, value: 0 - value } : undefined;
}

export function planBinary(node: Syntax<'BinaryExpression'>, scope: Scope): Expression {
  const { Syntax } = scope.session.kusto;
  const name = operatorName(node.Operator);
  const [left, right] = [present(node.Left), present(node.Right)];
  if (left instanceof Syntax.StarExpression) return planAnyColumn(node, scope);
  return call(node, scope, { name, args: [planScalar(left, scope), planScalar(right, scope)] });
}

/** `* has "term"`: whether it is so of any column. */
function planAnyColumn(node: Syntax<'BinaryExpression'>, scope: Scope): Expression {
  const name = operatorName(node.Operator);
  const right = planScalar(node.Right, scope);
  if (name.startsWith('!') || name === 'matches regex' || right.kind !== 'literal' || typeof right.value !== 'string') {
    const message = `${name} is not supported with *: name the columns.`;
    return refuse(node, scope, { name: '*', message });
  }
  const columns = searchedColumns(node, scope, right.value);
  return anyOf(columns.map((column) => call(node, scope, { name, args: [column, right] })));
}

/** `or` of all of them. */
export function anyOf(conditions: readonly Expression[]): Expression {
  const [first, ...others] = conditions;
  if (first === undefined) return { kind: 'literal', type: 'bool', value: false };
  return others.reduce((left, right) => {
    const place = right.kind === 'call' ? right.place : { start: 0, length: 0 };
    return { kind: 'call', type: 'bool', name: 'or', args: [left, right], place };
  }, first);
}

/** `in`, `has_any` and their kin, with a list, or with a table. */
export function planList(
  node: Syntax<'InExpression'> | Syntax<'HasAnyExpression'> | Syntax<'HasAllExpression'>,
  scope: Scope,
): Expression {
  const name = operatorName(node.Operator);
  const value = planScalar(node.Left, scope);
  const listed = elements(node.Right?.Expressions).map((element) => unwrapped(element, scope.session.kusto.Syntax));
  const [first] = listed;
  if (!first?.ResultType?.IsTabular) {
    return call(node, scope, { name, args: [value, ...listed.map((element) => planScalar(element, scope))] });
  }
  if (listed.length > 1) refuse(first, scope, { name, message: `${name} is supported with one table only.` });
  // It cannot read the rows of a subquery.
  const plan = planTable(first, { ...withoutRow(scope), subquery: undefined });
  const column = plan.columns[0];
  if (column === undefined) return refuse(first, scope, { name });
  if (!/^!?in~?$/.test(name)) return call(node, scope, { name, args: [value, allOf(plan, column, { node, scope })] });
  return { kind: 'inTable', type: 'bool', name, value, plan, column, place: placeOf(node, scope) };
}

/** The values of a table's first column as an array. */
function allOf(
  input: Plan,
  column: PlanColumn,
  { node, scope }: { readonly node: Syntax<'Expression'>; readonly scope: Scope },
): Expression {
  const name = 'make_set';
  if (!scope.session.supports.aggregate(name)) refuse(node, scope, { name });
  const columns: readonly PlanColumn[] = [{ name: 'values', type: 'dynamic' }];
  const args: readonly Expression[] = [{ kind: 'column', type: column.type, index: 0 }];
  const aggregates = [{ name, args, outputs: columns, place: placeOf(node, scope) }];
  const plan: Plan = { kind: 'summarize', input, keys: [], aggregates, columns };
  return shareScalar(scope.session, { kind: 'toscalar', type: 'dynamic', plan });
}

/** A timespan as the upper end counts from the lower one. */
export function planBetween(node: Syntax<'BetweenExpression'>, scope: Scope): Expression {
  const lower = planScalar(node.Right?.First, scope);
  const upper = planScalar(node.Right?.Second, scope);
  const isLength = lower.type === 'datetime' && upper.type === 'timespan';
  const end = isLength ? call(node, scope, { name: '+', args: [lower, upper], type: 'datetime' }) : upper;
  return call(node, scope, { name: operatorName(node.Operator), args: [planScalar(node.Left, scope), lower, end] });
}
