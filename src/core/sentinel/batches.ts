import type { AuditRow } from '../audit/auditTable.ts';

/** Rows that are sent, and acknowledged, together. */
export interface Batch {
  readonly rows: readonly AuditRow[];
  /** Size of the rows as a JSON array, in bytes, before compression. */
  readonly bytes: number;
  /** What the rows of the batch have in common, where the destination asks for it (a file's name). */
  readonly group: string;
}

/** What becomes of a row handed to a batcher. */
export interface Batched {
  /** A batch that is full now and must be sent; the row itself may be in it or in the next. */
  readonly full?: Batch;
  /** True when no batch can hold the row. */
  readonly tooLarge?: boolean;
}

export interface Batcher {
  add(row: AuditRow): Batched;
  /** What is left; undefined when nothing is. */
  rest(): Batch | undefined;
}

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
