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
  /** Its `creationDate`, where it has one that is a number; epoch milliseconds. */
  readonly timeMs: number | undefined;
  readonly raw: unknown;
  readonly reason: string;
}

/**
 * Some records of a window that is being read, newest first or oldest first. They may come again in a later part, where
 * the source had to read a stretch a second time. Of each instant that is vouched for, one part holds all records, so
 * that twins can be counted there; another part may hold fewer of them, but none ever holds more than there are. Only a
 * record without a date, which belongs to no instant, may come with each part.
 */
export interface AuditPart {
  readonly records: readonly AuditRecord[];
  readonly unreadable: readonly UnreadableRecord[];
  /** Of this window, every record has been given by now; undefined where nothing new is proven. */
  readonly whole: AuditWindow | undefined;
}

/** What a source has learnt about the site's pages, changed as it learns; kept between passes, it saves requests. */
export interface PageMemory {
  /**
   * The most records that were ever on a page that named a next one; 0 before the first. A page with fewer that names
   * none is taken for the last.
   */
  largest: number;
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
  readonly pages: PageMemory;
  /**
   * Reads a window. The windows that its parts call whole follow each other upwards from the window's beginning, without
   * a gap or an overlap. They end earlier than the window where the source's own clock has not reached its end: what it
   * has not yet recorded cannot be vouched for. Throws when any of it cannot be read whole.
   */
  parts(window: AuditWindow, signal: AbortSignal): AsyncIterable<AuditPart>;
  /** Reads a window downwards, a page at a time, newest first; for showing the newest records soon. */
  newestFirst(query: AuditQuery, signal: AbortSignal): AsyncIterable<AuditSlice>;
  /** How long records are kept. */
  retention(signal: AbortSignal): Promise<Retention>;
}
