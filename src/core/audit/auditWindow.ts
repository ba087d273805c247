import type { AuditRecord } from './auditRecord.ts';
import type { Retention } from './retention.ts';

/** A span of time in epoch milliseconds, both ends inclusive, as Confluence's audit API takes it. */
export interface AuditWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What to show of a window. */
export interface AuditQuery extends AuditWindow {
  /** Only records that the site finds by this text; undefined or empty for all of them. */
  readonly search?: string | undefined;
}

/** What is younger than this is left alone: its millisecond may not be over at the source. */
export const SETTLE_MS = 5_000;

/** A record that could not be understood, as it came. */
export interface UnreadableRecord {
  readonly raw: unknown;
  readonly reason: string;
}

/** Every record of one window: an answer that is complete, or none at all. */
export interface AuditSlice {
  readonly window: AuditWindow;
  /** In the order of the method that gives the slice. */
  readonly records: readonly AuditRecord[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** Where audit records come from: a Confluence site or the built-in sample. */
export interface AuditSource {
  /**
   * Reads a window from its oldest records to its newest, in consecutive slices that together cover it without a gap
   * or an overlap. They end earlier than the window where the source's own clock has not reached its end: what it has
   * not yet recorded cannot be vouched for. Throws when any part of it cannot be read whole.
   */
  slices(window: AuditWindow, signal: AbortSignal): AsyncIterable<AuditSlice>;
  /** Reads a window downwards, a page at a time, newest first; for showing the newest records soon. */
  newestFirst(query: AuditQuery, signal: AbortSignal): AsyncIterable<AuditSlice>;
  /** How long records are kept. */
  retention(signal: AbortSignal): Promise<Retention>;
}
