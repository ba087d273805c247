import type { AuditRow } from '../audit/auditTable.ts';
import type { UnreadableRecord } from '../audit/auditWindow.ts';

/** Rows on their way out, packed as the destination likes them. */
export interface SinkBatch {
  readonly rows: readonly AuditRow[];
  /** Bytes on the way, before compression. */
  readonly bytes: number;
}

/** Where rows go; see core/sentinel/logSink.ts for what each promises. */
export interface Sink<B extends SinkBatch> {
  createBatcher(): {
    add(row: AuditRow): { readonly full?: B; readonly tooLarge?: boolean };
    rest(): B | undefined;
  };
  /** Resolves only when the other side has the whole batch. */
  send(batch: B, signal: AbortSignal): Promise<void>;
}

/** Records that cannot be delivered are kept here, with the reason, instead of stopping the others. */
export interface Quarantine {
  /** Resolves when the records are on the disk. */
  keep(records: readonly UnreadableRecord[]): Promise<void>;
}
