import type { Expression, JoinFlavour, Plan, PlanColumn } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { planTable } from '../planTable.ts';
import { refuse, type Scope, withoutRow } from '../scope.ts';
import { elements, nameOf, present, type Syntax, textOf, unwrapped } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, column, parameterText, pick } from './operatorParts.ts';

const FLAVOURS: Readonly<Record<string, JoinFlavour>> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  leftantisemi: 'leftanti',
  anti: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

export function planJoin(node: Syntax<'JoinOperator'>, left: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind'], scope);
  const kind = parameterText(node.Parameters, 'kind') ?? 'innerunique';
  const flavour = FLAVOURS[kind.toLowerCase()];
  if (flavour === undefined) return refuse(node, scope, { name: `join kind=${kind}` });
  const right = planTable(node.Expression, withoutRow(scope));
  const keys = planKeys(node.ConditionClause, { left, right, scope, operator: node });
  const columns = namedBy(boundColumns(node, scope), givenColumns(flavour, left, right));
  return checkColumns({ kind: 'join', flavour, left, right, ...keys, columns }, node, scope);
}

/** A join to which the right side gives its columns without its keys. */
export function planLookup(node: Syntax<'LookupOperator'>, left: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind'], scope);
  const kind = parameterText(node.Parameters, 'kind') ?? 'leftouter';
  if (kind !== 'leftouter' && kind !== 'inner') return refuse(node, scope, { name: `lookup kind=${kind}` });
  const right = planTable(node.Expression, withoutRow(scope));
  const keys = planKeys(node.LookupClause, { left, right, scope, operator: node });
  const joined: Plan = {
    kind: 'join',
    flavour: kind,
    left,
    right,
    ...keys,
    columns: [...left.columns, ...right.columns],
  };
  const isKey = (index: number) => keys.rightKeys.some((key) => key.kind === 'column' && key.index === index);
  const kept = joined.columns.flatMap((_, index) => (isKey(index - left.columns.length) ? [] : [{ index }]));
  const bound = boundColumns(node, scope);
  return checkColumns(
    pick(
      joined,
      kept.map(({ index }, position) => ({ index, name: bound[position]?.name ?? '' })),
    ),
    node,
    scope,
  );
}

function givenColumns(flavour: JoinFlavour, left: Plan, right: Plan): readonly PlanColumn[] {
  if (flavour === 'leftsemi' || flavour === 'leftanti') return left.columns;
  if (flavour === 'rightsemi' || flavour === 'rightanti') return right.columns;
  return [...left.columns, ...right.columns];
}

/** Columns of both sides under the names that the service gives them, so that none comes twice. */
function namedBy(bound: readonly PlanColumn[], columns: readonly PlanColumn[]): readonly PlanColumn[] {
  return columns.map(({ name, type }, index) => ({ name: bound[index]?.name ?? name, type }));
}

interface Sides {
  readonly left: Plan;
  readonly right: Plan;
  readonly scope: Scope;
  readonly operator: Syntax<'QueryOperator'>;
}

interface Keys {
  readonly leftKeys: Expression[];
  readonly rightKeys: Expression[];
}

function planKeys(clause: Syntax<'JoinConditionClause'> | null, sides: Sides): Keys {
  const { Syntax } = sides.scope.session.kusto;
  if (!(clause instanceof Syntax.JoinOnClause)) {
    return refuse(clause ?? sides.operator, sides.scope, {
      name: 'join',
      message: 'A join is supported with on only.',
    });
  }
  const keys: Keys = { leftKeys: [], rightKeys: [] };
  for (const condition of elements(clause.Expressions)) addKeys(condition, sides, keys);
  return keys;
}

/** `column`, `$left.a == $right.b`, or several of the latter with `and`. */
function addKeys(node: Syntax<'Expression'>, sides: Sides, keys: Keys): void {
  const { Syntax } = sides.scope.session.kusto;
  const condition = unwrapped(node, Syntax);
  if (condition instanceof Syntax.NameReference) {
    const name = nameOf(condition);
    keys.leftKeys.push(columnNamed(name, sides.left, { condition, sides }));
    keys.rightKeys.push(columnNamed(name, sides.right, { condition, sides }));
    return;
  }
  if (condition instanceof Syntax.BinaryExpression) {
    const [left, right] = [present(condition.Left), present(condition.Right)];
    if (textOf(condition.Operator) === 'and') {
      addKeys(left, sides, keys);
      addKeys(right, sides, keys);
      return;
    }
    if (textOf(condition.Operator) === '==') {
      const leftKey = keyOf(left, { side: '$left', plan: sides.left }, sides.scope);
      const rightKey = keyOf(right, { side: '$right', plan: sides.right }, sides.scope);
      if (leftKey !== undefined && rightKey !== undefined) {
        keys.leftKeys.push(leftKey);
        keys.rightKeys.push(rightKey);
        return;
      }
    }
  }
  const message = 'Only equality of a column of $left and one of $right is supported.';
  refuse(condition, sides.scope, { name: 'join on', message });
}

function columnNamed(
  name: string,
  { columns }: Plan,
  { condition, sides }: { readonly condition: Syntax<'Expression'>; readonly sides: Sides },
): Expression {
  const index = columns.findIndex((candidate) => candidate.name === name);
  return index < 0 ? refuse(condition, sides.scope, { name }) : column(columns, index);
}

/** Undefined for what is no column of this side. */
function keyOf(
  node: Syntax<'Expression'>,
  { side, plan }: { readonly side: '$left' | '$right'; readonly plan: Plan },
  scope: Scope,
): Expression | undefined {
  const { Syntax } = scope.session.kusto;
  const path = unwrapped(node, Syntax);
  if (!(path instanceof Syntax.PathExpression && path.Expression instanceof Syntax.NameReference)) return undefined;
  if (nameOf(path.Expression) !== side) return undefined;
  const row = { columns: [], rows: new Map([[side, { offset: 0, columns: plan.columns }]]) };
  return planScalar(path, { ...scope, row, aggregates: undefined });
}
