import { AUDIT_TABLE_NAME, auditTable } from '../audit/auditTable.ts';

/**
 * The `streamDeclarations` of a data collection rule that takes our rows, as indented JSON.
 * Source of the form: Microsoft Learn, "Structure of a data collection rule in Azure Monitor".
 */
export function streamDeclaration(): string {
  const columns = auditTable.map(({ name, type }) => ({ name, type }));
  return JSON.stringify({ streamDeclarations: { [`Custom-${AUDIT_TABLE_NAME}`]: { columns } } }, null, 2);
}
