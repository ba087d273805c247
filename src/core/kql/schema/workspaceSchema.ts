import { AUDIT_TABLE_NAME } from '../../audit/auditTable.ts';
import { auditColumns, rawAuditColumns } from './auditColumns.ts';
import { auditFunctions } from './auditFunctions.ts';
import type { ColumnSummary, DataSummary } from './dataSummary.ts';
import type { Schema, SchemaColumn, SchemaTable } from './schema.ts';
import { workspaceFunctions, workspaceTables } from './workspaceTables.ts';

export const RAW_AUDIT_TABLE_NAME = 'RawConfluenceAudit';

/** What queries may name, with what is known of the data that is loaded. */
export function workspaceSchema(summary: DataSummary = NOTHING_LOADED): Schema {
  const known = [...SAMPLED_TABLES, ...workspaceTables];
  const summaries = new Map(summary.tables.map(({ name, columns }) => [name, columns]));
  const added = summary.tables.filter(({ name }) => known.every((table) => table.name !== name));
  return {
    tables: [
      ...known.map((table) => withSummary(table, summaries.get(table.name) ?? [])),
      ...added.map(({ name, columns }) => withSummary({ name, description: '', columns: [] }, columns)),
    ],
    functions: [...auditFunctions, ...workspaceFunctions],
  };
}

/** Whether a table or function exists in workspaces only, so that nothing can be run on it here. */
export function hasNoSample(name: string): boolean {
  return NO_SAMPLE.has(name);
}

const SAMPLED_TABLES: readonly SchemaTable[] = [
  {
    name: AUDIT_TABLE_NAME,
    description: "Audit records of Confluence, as this extension and Microsoft's connector send them.",
    columns: auditColumns,
  },
  {
    name: RAW_AUDIT_TABLE_NAME,
    description: 'The same records as the site sent them. Local runs only: a workspace does not have this table.',
    columns: rawAuditColumns,
  },
];
const NO_SAMPLE: ReadonlySet<string> = new Set([...workspaceTables, ...workspaceFunctions].map(({ name }) => name));
const NOTHING_LOADED: DataSummary = { tables: [] };

/** What is loaded may have columns that the schema does not know; its types stand where both know a column. */
function withSummary(table: SchemaTable, summaries: readonly ColumnSummary[]): SchemaTable {
  const byName = new Map(summaries.map((column) => [column.name, column]));
  const known = new Set(table.columns.map(({ name }) => name));
  const columns = table.columns.map((column): SchemaColumn => {
    const found = byName.get(column.name);
    return found === undefined ? column : { ...column, ...found };
  });
  const added = summaries
    .filter(({ name }) => !known.has(name))
    .map((column): SchemaColumn => ({ description: '', ...column }));
  return { ...table, columns: [...columns, ...added] };
}

/** The schema without what was seen inside of dynamic columns. */
export function withoutShapes(schema: Schema): Schema {
  const plain = ({ shape: _, ...column }: SchemaColumn): SchemaColumn => column;
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, columns: table.columns.map(plain) })) };
}
