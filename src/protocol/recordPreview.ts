/** The preview of live audit records: the host holds the records, the view asks for the rows it shows. */

export type PreviewRange = 'lastHour' | 'last24Hours' | 'last7Days' | 'last30Days' | 'lastYear' | 'custom';

export interface PreviewQuery {
  readonly range: PreviewRange;
  /** Epoch milliseconds, both inclusive; only for the custom range. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** A text that the site searches its records for; empty for all of them. */
  readonly search: string;
}

export interface PreviewColumn {
  readonly name: string;
  /** The KQL type of the column. */
  readonly type: 'string' | 'datetime' | 'boolean' | 'long' | 'dynamic';
}

export interface PreviewState {
  readonly organization: string;
  /** The site's address, or a word for the sample. */
  readonly site: string;
  readonly columns: readonly PreviewColumn[];
  readonly query: PreviewQuery;
  /** At most so many records are read for one preview. */
  readonly maxRecords: number;
  /** What the host still holds of an earlier load of `query`: the view was hidden and is shown again. */
  readonly loaded: PreviewLoaded | undefined;
}

export interface PreviewLoaded {
  /** Number of records that can be shown, newest first. */
  readonly count: number;
  /** False when the range holds more records than `maxRecords`; the newest ones are shown. */
  readonly complete: boolean;
  /** Records of the range that could not be understood. */
  readonly unreadable: number;
  /** What no catalogue knows, among the records shown: the most frequent first, a few dozen at most. */
  readonly drift: readonly DriftEntry[];
  /** The range as it was read: epoch milliseconds, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** True when a newer load, or a cancel, ended this one. */
  readonly superseded: boolean;
}

/** A category, a summary (with its category) or a field that Confluence is not known to use, and in how many records. */
export interface DriftEntry {
  readonly kind: 'category' | 'event' | 'field';
  readonly name: string;
  readonly records: number;
}

export interface PreviewRows {
  readonly offset: number;
  /** One array per record, one text per column. */
  readonly rows: readonly (readonly string[])[];
}

export interface MappedCell {
  readonly name: string;
  readonly type: string;
  /** The value as JSON text. */
  readonly value: string;
}

export interface PreviewRecord {
  /** The record as the site sent it, as indented JSON. */
  readonly raw: string;
  /** The row of ConfluenceAuditLogs_CL made of it, in the order of the table. */
  readonly mapped: readonly MappedCell[];
}

export type RecordPreviewCalls = {
  ready: { params: undefined; result: PreviewState };
  load: { params: PreviewQuery; result: PreviewLoaded };
  cancel: { params: undefined; result: undefined };
  rows: { params: { readonly offset: number; readonly count: number }; result: PreviewRows };
  record: { params: { readonly index: number }; result: PreviewRecord };
  copyRecord: { params: { readonly index: number; readonly form: 'raw' | 'mapped' }; result: undefined };
};

export type RecordPreviewEvents = {
  /** Records read so far by the running load. */
  progress: { readonly read: number };
  /** The site asked for patience, or stumbles: a sentence that says why and until when. Empty once it goes on. */
  waiting: { readonly sentence: string };
};
