import { parseAuditRecord } from '../../audit/auditRecord.ts';
import { AUDIT_TABLE_NAME, toRow } from '../../audit/auditTable.ts';
import type { PlanColumn } from '../plan.ts';
import { auditColumns, rawAuditColumns } from '../schema/auditColumns.ts';
import { RAW_AUDIT_TABLE_NAME } from '../schema/workspaceSchema.ts';
import { type Int64, TypedScalar } from '../values.ts';
import type { LoadedData } from './loadedData.ts';
import { createRowCollector } from './rowCollector.ts';

/** Fills the two tables. */
export interface AuditTables {
  /** Adds a record to both; false when it is not as records are. `keyOf` is asked for its key only if it is. */
  addRecord(value: Fields, site: string, keyOf: (record: unknown) => string): boolean;
  /** Adds a row that is mapped already. */
  addRow(row: Fields): void;
  rows(): number;
  finish(remarks: readonly string[]): LoadedData;
}

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** `receivedAtMs` stands in where a record has no creation date. */
export function createAuditTables(receivedAtMs: number): AuditTables {
  const mapped = createRowCollector(auditColumns);
  const raw = createRowCollector(rawAuditColumns);
  return {
    addRecord(value, site, keyOf) {
      const parsed = parseAuditRecord(withPlainNumbers(value));
      if (!parsed.ok) return false;
      mapped.add(toRow(parsed.record, { site, key: keyOf(value), receivedAtMs }));
      raw.add(value);
      return true;
    },
    addRow: (row) => mapped.add(row),
    rows: () => mapped.rows.length,
    finish(remarks) {
      const columns = mapped.columns();
      const tables = new Map([
        [AUDIT_TABLE_NAME, { columns, rows: mapped.rows }],
        [RAW_AUDIT_TABLE_NAME, { columns: raw.columns(), rows: raw.rows }],
      ]);
      const { newest, missing } = timesOf(mapped.rows, columns);
      const untimed = missing === 0 ? [] : [`Rows whose TimeGenerated cannot be read, and is null: ${missing}.`];
      return { tables, newest, remarks: [...remarks, ...mapped.remarks(), ...raw.remarks(), ...untimed] };
    },
  };
}

/** Some tools write whole numbers as `1.7e12`, which are reals to Kusto but times to us. */
function withPlainNumbers(value: Fields): Fields {
  const { creationDate } = value;
  if (!(creationDate instanceof TypedScalar)) return value;
  return { ...value, creationDate: creationDate.value };
}

function timesOf(rows: LoadedRows, columns: readonly PlanColumn[]): { newest: Int64 | undefined; missing: number } {
  const index = columns.findIndex(({ name }) => name === 'TimeGenerated');
  let newest: Int64 | undefined;
  let missing = 0;
  for (const row of rows) {
    const time = row[index];
    if (typeof time !== 'number' && typeof time !== 'bigint') missing += 1;
    else if (newest === undefined || time > newest) newest = time;
  }
  return { newest, missing };
}

type LoadedRows = ReturnType<typeof createRowCollector>['rows'];
