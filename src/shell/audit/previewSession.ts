import type { AuditRecord } from '../../core/audit/auditRecord.ts';
import { type AuditRow, toRow } from '../../core/audit/auditTable.ts';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { createKeyer } from '../../core/audit/recordKey.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { PreviewLoaded, PreviewQuery, PreviewRange } from '../../protocol/recordPreview.ts';
import type { Connections } from '../connections.ts';

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
}

interface KeyedRecord {
  readonly record: AuditRecord;
  readonly key: string;
}

/** Enough to look at; a longer history is a matter for a sync. */
export const MAX_RECORDS = 20_000;

export function createPreviewSession(options: PreviewSessionOptions): PreviewSession {
  const { organization, withSource, nowMs, onProgress } = options;
  let records: readonly KeyedRecord[] = [];
  let abort = new AbortController();
  let last: ReturnType<PreviewSession['last']>;

  const read = async (window: AuditWindow, { signal }: AbortController): Promise<Omit<PreviewLoaded, 'superseded'>> => {
    const found: KeyedRecord[] = [];
    const keyOf = createKeyer(organization.site);
    let unreadable = 0;
    let complete = true;
    await withSource(organization, async (source) => {
      for await (const slice of source.newestFirst(window, signal)) {
        for (const record of slice.records) found.push({ record, key: keyOf(record) });
        unreadable += slice.unreadable.length;
        onProgress(found.length);
        complete = found.length <= MAX_RECORDS && slice.window.fromMs === window.fromMs;
        if (found.length > MAX_RECORDS) break;
      }
    });
    signal.throwIfAborted();
    records = found.slice(0, MAX_RECORDS);
    return { count: records.length, complete, unreadable, ...window };
  };
  const rowOf = ({ record, key }: KeyedRecord): AuditRow =>
    toRow(record, { site: organization.site, key, receivedAtMs: nowMs() });
  const at = (index: number): KeyedRecord => {
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
      const window = windowOf(query, nowMs());
      try {
        const loaded = { ...(await read(window, mine)), superseded: false };
        last = { query, loaded };
        return loaded;
      } catch (error) {
        if (!mine.signal.aborted) throw error;
        return { count: 0, complete: false, unreadable: 0, ...window, superseded: true };
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

function windowOf({ range, fromMs, toMs }: PreviewQuery, nowMs: number): AuditWindow {
  if (range !== 'custom') return { fromMs: nowMs - REACH_MS[range], toMs: nowMs };
  return { fromMs: fromMs ?? nowMs - REACH_MS.last24Hours, toMs: toMs ?? nowMs };
}
