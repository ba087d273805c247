import { type Execution, execute } from '../../../../src/core/kql/engine/execute.ts';
import type { Aggregate, Expression, Place, Plan, PlanColumn, QueryPlan } from '../../../../src/core/kql/plan.ts';
import type { Cell, Row, ScalarType } from '../../../../src/core/kql/values.ts';

/** A small builder of plans, for tests of the engine without the planner. */

export const PLACE: Place = { start: 0, length: 0 };

export function columns(text: string): readonly PlanColumn[] {
  return text.split(', ').map((part) => {
    const [name = '', type = 'long'] = part.split(':');
    return { name, type: typeNamed(type) };
  });
}

const TYPES: readonly ScalarType[] = [
  ...(['bool', 'int', 'long', 'real', 'decimal', 'string', 'datetime', 'timespan', 'guid', 'dynamic'] as const),
];

function typeNamed(name: string): ScalarType {
  const type = TYPES.find((other) => other === name);
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
}

export function rows(schema: string, ...given: readonly Row[]): Plan {
  return { kind: 'rows', columns: columns(schema), rows: given };
}

export function literal(type: ScalarType, value: Cell): Expression {
  return { kind: 'literal', type, value };
}

export function long(value: number | bigint): Expression {
  return literal('long', value);
}

export function text(value: string): Expression {
  return literal('string', value);
}

/** A column of a plan, by its name. */
export function column(plan: Plan, name: string): Expression {
  const index = plan.columns.findIndex((other) => other.name === name);
  const found = plan.columns[index];
  if (found === undefined) throw new Error(`There is no column ${name}.`);
  return { kind: 'column', index, type: found.type };
}

export function call(type: ScalarType, name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', type, name, args, place: PLACE };
}

export function aggregate(name: string, outputs: string, ...args: readonly Expression[]): Aggregate {
  return { name, args, outputs: columns(outputs), place: PLACE };
}

export function project(input: Plan, schema: string, ...expressions: readonly Expression[]): Plan {
  return { kind: 'project', input, columns: columns(schema), expressions };
}

export function queryPlan(root: Plan, parts: Partial<QueryPlan> = {}): QueryPlan {
  return { tables: [], scalars: [], render: undefined, ...parts, root };
}

export const execution: Execution = { tables: () => undefined, now: 0, checkStop: () => undefined, maxRows: 10_000 };

/** The rows that a plan gives. */
export function run(root: Plan, parts: Partial<QueryPlan> = {}): readonly Row[] {
  return execute(queryPlan(root, parts), execution).rows;
}

/** The value of an expression that has no columns. */
export function resultOf(expression: Expression): Cell {
  return run(project(rows('none:long', [0]), `value:${expression.type}`, expression))[0]?.[0] ?? null;
}
