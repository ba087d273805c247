import type { RowText } from '../audit/auditTable.ts';
import type { Batch, Batcher } from '../sync/ports.ts';

export interface BatchLimits {
  readonly maxBytes: number;
  /** Rows of different groups never share a batch. */
  readonly groupOf: (row: RowText) => string;
}

/** Packs rows, in their order, into batches of at most `maxBytes`. */
export function createBatcher({ maxBytes, groupOf }: BatchLimits): Batcher {
  let rows: string[] = [];
  let bytes = NO_ROWS_BYTES;
  let group = '';
  const take = (): Batch | undefined => {
    if (rows.length === 0) return undefined;
    const batch = { rows, bytes, group };
    rows = [];
    bytes = NO_ROWS_BYTES;
    return batch;
  };
  return {
    add(row) {
      const rowBytes = bytesOf(row.json);
      if (NO_ROWS_BYTES + rowBytes > maxBytes) return { tooLarge: true };
      const rowGroup = groupOf(row);
      const fits = bytes + rowBytes <= maxBytes && (rowGroup === group || rows.length === 0);
      const full = fits ? undefined : take();
      rows.push(row.json);
      bytes += rowBytes;
      group = rowGroup;
      return full === undefined ? {} : { full };
    },
    rest: take,
  };
}

/** Of a row with the comma before it. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text) + 1;
}

/** Two brackets, less the comma that the first row has not. */
const NO_ROWS_BYTES = 1;
