import type { AuditRow, RowText } from '../../../src/core/audit/auditTable.ts';

/** A row, made up by a test, as a batcher takes it. */
export function rowTextOf(row: AuditRow): RowText {
  const { SiteUrl = '', TimeGenerated = 0 } = row;
  return { json: JSON.stringify(row), site: String(SiteUrl), timeMs: Date.parse(String(TimeGenerated)) };
}
