import type { AuditRow } from '../audit/auditTable.ts';
import type { UnreadableRecord } from '../audit/auditWindow.ts';

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
  /** The rows before this one, full now: to be sent before anything else is added. */
  readonly full?: Batch;
  /** True when no batch can hold the row. */
  readonly tooLarge?: boolean;
}

/** Packs rows, in their order, as a destination likes them. */
export interface Batcher {
  add(row: AuditRow): Batched;
  /** What is left; undefined when nothing is. */
  rest(): Batch | undefined;
}

/** Where rows go. */
export interface Sink {
  createBatcher(): Batcher;
  /** Resolves only when the other side has the whole batch; throws a Failure, or the signal's reason. */
  send(batch: Batch, signal: AbortSignal): Promise<void>;
}

/** Records that cannot be delivered are kept here, with the reason, instead of stopping the others. */
export interface Quarantine {
  /** Resolves when the records are on the disk. */
  keep(records: readonly UnreadableRecord[]): Promise<void>;
}
