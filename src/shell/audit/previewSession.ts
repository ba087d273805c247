import type { AuditRecord } from '../../core/audit/auditRecord.ts';
import { type AuditRow, toRow } from '../../core/audit/auditTable.ts';
import type { AuditQuery } from '../../core/audit/auditWindow.ts';
import { driftEntries } from '../../core/audit/drift.ts';
import { createDriftCounter } from '../../core/audit/driftCounter.ts';
import { createKeyer } from '../../core/audit/recordKey.ts';
import type { Waiting } from '../../core/confluence/patientHttp.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { PreviewLoaded, PreviewQuery, PreviewRange } from '../../protocol/recordPreview.ts';
import type { Connections } from '../connections.ts';
import type { KeptPreview, PreviewedRecord } from './previewMemory.ts';

/** The records of one preview, newest first, in memory only. */
export interface PreviewSession {
  /** Reads a range anew, which ends a load that is still running. */
  load(query: PreviewQuery): Promise<PreviewLoaded>;
  cancel(): void;
  /** The last complete load, as long as no other was begun. */
  last(): { readonly query: PreviewQuery; readonly loaded: PreviewLoaded } | undefined;
  rows(offset: number, count: number): readonly AuditRow[];
  record(index: number): { readonly record: AuditRecord; readonly row: AuditRow };
}

export interface PreviewSessionOptions {
  readonly organization: Organization;
  readonly withSource: Connections['withSource'];
  readonly nowMs: () => number;
  readonly onProgress: (read: number) => void;
  /** The site is given time before it is asked again; undefined when it goes on. */
  readonly onWait: (waiting: Waiting | undefined) => void;
  /** Given what was read, once it is complete. */
  readonly onRead: (preview: Omit<KeptPreview, 'id'>) => void;
}

/** Enough to look at; a longer history is a matter for a sync. */
export const MAX_RECORDS = 20_000;
/** What is more than this is said by the first ones. */
const MAX_DRIFT_ENTRIES = 50;

export function createPreviewSession(options: PreviewSessionOptions): PreviewSession {
  const { organization, withSource, nowMs, onProgress, onWait, onRead } = options;
  let records: readonly PreviewedRecord[] = [];
  let abort = new AbortController();
  let last: ReturnType<PreviewSession['last']>;

  const read = async (query: AuditQuery, { signal }: AbortController): Promise<PreviewLoaded> => {
    const found: PreviewedRecord[] = [];
    const keyOf = createKeyer(organization.site);
    const drift = createDriftCounter();
    let unreadable = 0;
    let complete = true;
    await withSource(
      organization,
      async (source) => {
        for await (const slice of source.newestFirst(query, signal)) {
          for (const record of slice.records) {
            found.push({ record, key: keyOf(record) });
            drift.add(record);
          }
          unreadable += slice.unreadable.length;
          onProgress(found.length);
          complete = found.length <= MAX_RECORDS && slice.window.fromMs === query.fromMs;
          if (found.length > MAX_RECORDS) break;
        }
      },
      (waiting) => {
        if (!signal.aborted) onWait(waiting);
      },
    );
    signal.throwIfAborted();
    records = found.slice(0, MAX_RECORDS);
    onRead({ site: organization.site, records, readAtMs: nowMs() });
    const { fromMs, toMs } = query;
    const entries = driftEntries(drift.drift()).slice(0, MAX_DRIFT_ENTRIES);
    return { count: records.length, complete, unreadable, drift: entries, fromMs, toMs, superseded: false };
  };
  const rowOf = ({ record, key }: PreviewedRecord): AuditRow =>
    toRow(record, { site: organization.site, key, receivedAtMs: nowMs() });
  const at = (index: number): PreviewedRecord => {
    const record = records[index];
    if (record === undefined) throw new RangeError('no such record');
    return record;
  };
  return {
    async load(query) {
      abort.abort();
      const mine = new AbortController();
      abort = mine;
      last = undefined;
      const { fromMs, toMs, search } = auditQueryOf(query, nowMs());
      try {
        const loaded = await read({ fromMs, toMs, search }, mine);
        last = { query, loaded };
        return loaded;
      } catch (error) {
        if (!mine.signal.aborted) throw error;
        return { count: 0, complete: false, unreadable: 0, drift: [], fromMs, toMs, superseded: true };
      }
    },
    cancel: () => abort.abort(),
    last: () => last,
    rows: (offset, count) => records.slice(offset, offset + count).map(rowOf),
    record: (index) => ({ record: at(index).record, row: rowOf(at(index)) }),
  };
}

const HOUR_MS = 60 * 60 * 1000;
const REACH_MS: Readonly<Record<Exclude<PreviewRange, 'custom'>, number>> = {
  lastHour: HOUR_MS,
  last24Hours: 24 * HOUR_MS,
  last7Days: 7 * 24 * HOUR_MS,
  last30Days: 30 * 24 * HOUR_MS,
  lastYear: 366 * 24 * HOUR_MS,
};

function auditQueryOf({ range, fromMs, toMs, search }: PreviewQuery, nowMs: number): AuditQuery {
  const text = search.trim();
  if (range !== 'custom') return { fromMs: nowMs - REACH_MS[range], toMs: nowMs, search: text };
  return { fromMs: fromMs ?? nowMs - REACH_MS.last24Hours, toMs: toMs ?? nowMs, search: text };
}
