import type { Plan, PlanColumn, QueryPlan } from '../../src/core/kql/plan.ts';
import { auditColumns, rawAuditColumns } from '../../src/core/kql/schema/auditColumns.ts';
import type { Cell, ScalarType } from '../../src/core/kql/values.ts';

/** Plans as the planner makes them, of queries that the tests need. */

export const auditRows: Plan = { kind: 'table', name: 'ConfluenceAuditLogs_CL', columns: auditColumns };
export const rawRows: Plan = { kind: 'table', name: 'RawConfluenceAudit', columns: rawAuditColumns };

export function query(root: Plan): QueryPlan {
  return { tables: [], scalars: [], root, render: undefined };
}

/** `range x from 1 to … step 1` */
export function numbers(to: number): Plan {
  const columns = [{ name: 'x', type: 'long' }] as const;
  return { kind: 'range', from: literal(1, 'long'), to: literal(to, 'long'), step: literal(1, 'long'), columns };
}

export function counted(input: Plan): Plan {
  const columns: readonly PlanColumn[] = [{ name: 'Count', type: 'long' }];
  const place = { start: 0, length: 0 };
  return {
    kind: 'summarize',
    input,
    keys: [],
    aggregates: [{ name: 'count', args: [], outputs: columns, place }],
    columns,
  };
}

export function literal(value: Cell, type: ScalarType) {
  return { kind: 'literal', type, value } as const;
}
