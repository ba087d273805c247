import { auditColumns, rawAuditColumns } from '../schema/auditColumns.ts';
import type { Fields } from './auditTables.ts';

export type RecordKind = 'record' | 'row';

/** What an object is, by its fields: an audit record as a site sends it, or a mapped row; undefined for neither. */
export function kindOf(fields: Fields): RecordKind | undefined {
  const hasColumn = 'TimeGenerated' in fields;
  const hasMember = 'creationDate' in fields;
  // Nearly all are told by these, without counting.
  if (hasColumn !== hasMember) return hasColumn ? 'row' : 'record';
  const columns = countOf(fields, COLUMNS);
  const members = countOf(fields, MEMBERS);
  if (columns > members && columns > 1) return 'row';
  return members > columns && members > 1 ? 'record' : undefined;
}

const COLUMNS: ReadonlySet<string> = new Set(auditColumns.map(({ name }) => name));
const MEMBERS: ReadonlySet<string> = new Set(rawAuditColumns.map(({ name }) => name));

function countOf(fields: Fields, names: ReadonlySet<string>): number {
  let count = 0;
  for (const name in fields) if (names.has(name) || names.has(name.split('.')[0] ?? '')) count += 1;
  return count;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
