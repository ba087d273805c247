import { auditTable } from '../../src/core/audit/auditTable.ts';
import { cellMaker } from '../../src/core/kql/data/jsonCells.ts';
import { cellText } from '../../src/core/kql/engine/cellText.ts';
import type { PlanColumn } from '../../src/core/kql/plan.ts';
import { workspaceSchema } from '../../src/core/kql/schema/workspaceSchema.ts';
import { type Cell, datetimeOfUnixMs, type ScalarType } from '../../src/core/kql/values.ts';
import { createQueryRunner } from '../conformance/queryRunner.ts';
import type { IngestedRow } from './ingestedTable.ts';
import type { QueriedTable } from './logsQuery.ts';

export interface Workspace {
  /** Those of ConfluenceAuditLogs_CL. */
  readonly rows: readonly IngestedRow[];
  readonly nowMs: number;
}

/** Runs a query on what was ingested, as a workspace does. Throws an error that says what is wrong with the query. */
export function evaluateQuery(query: string, { rows, nowMs }: Workspace): QueriedTable {
  const columns: readonly PlanColumn[] = auditTable.map(({ name, type }) => ({
    name,
    type: type === 'boolean' ? 'bool' : type,
  }));
  const makers = columns.map(({ name, type }) => {
    const make = cellMaker(type);
    return (row: IngestedRow): Cell => make(row[name]);
  });
  const table = { columns, rows: rows.map((row) => makers.map((make) => make(row))) };
  const run = createQueryRunner({
    schema: workspaceSchema(undefined),
    tables: new Map([['ConfluenceAuditLogs_CL', table]]),
    now: datetimeOfUnixMs(nowMs),
  });
  const outcome = run(query);
  if (outcome.kind === 'failed') throw new Error(outcome.why);
  if (outcome.kind === 'refused') throw new Error(`The query is not supported: ${outcome.names.join(', ')}`);
  const given = outcome.table;
  return {
    columns: given.columns,
    rows: given.rows.map((row) => row.map((cell, index) => jsonValue(cell, given.columns[index]?.type ?? 'string'))),
  };
}

/** As the service writes it: numbers and booleans as such, dynamic values as JSON text, all else as text. */
function jsonValue(cell: Cell, type: ScalarType): unknown {
  if (cell === null || typeof cell === 'boolean') return cell;
  if (typeof cell === 'number' && Number.isFinite(cell) && (type === 'long' || type === 'int' || type === 'real')) {
    return cell;
  }
  return cellText(cell, type);
}
