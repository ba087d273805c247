import type { AuditRow } from '../audit/auditTable.ts';
import type { Batch, Batcher } from '../sync/ports.ts';

export interface BatchLimits {
  readonly maxBytes: number;
  /** Rows of different groups never share a batch. */
  readonly groupOf: (row: AuditRow) => string;
}

/** Packs rows, in their order, into batches of at most `maxBytes`. */
export function createBatcher({ maxBytes, groupOf }: BatchLimits): Batcher {
  let rows: AuditRow[] = [];
  let bytes = 0;
  let group = '';
  const take = (): Batch | undefined => {
    if (rows.length === 0) return undefined;
    const batch = { rows, bytes: bytes + BRACKETS_BYTES, group };
    rows = [];
    bytes = 0;
    return batch;
  };
  return {
    add(row) {
      const rowBytes = Buffer.byteLength(JSON.stringify(row)) + COMMA_BYTES;
      if (rowBytes + BRACKETS_BYTES > maxBytes) return { tooLarge: true };
      const rowGroup = groupOf(row);
      const fits = bytes + rowBytes + BRACKETS_BYTES <= maxBytes && (rowGroup === group || rows.length === 0);
      const full = fits ? undefined : take();
      rows.push(row);
      bytes += rowBytes;
      group = rowGroup;
      return full === undefined ? {} : { full };
    },
    rest: take,
  };
}

const BRACKETS_BYTES = 2;
const COMMA_BYTES = 1;
