import type { AuditRecord } from '../audit/auditRecord.ts';
import {
  type AuditQuery,
  type AuditSlice,
  type AuditSource,
  type AuditWindow,
  SETTLE_MS,
  type UnreadableRecord,
} from '../audit/auditWindow.ts';
import { PAGE_LIMIT, type PageItem } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { createDownwardReader } from './downwardReader.ts';
import { readRetention } from './readRetention.ts';

/** A slice holds about so many records: enough to fill several pages, few enough to keep in memory. */
const TARGET_RECORDS = 4 * PAGE_LIMIT;
const MAX_RECORDS = 2 * TARGET_RECORDS;
/** A quiet stretch says little about the next one. */
const MAX_GROWTH = 16;

/** The audit log of a Confluence site, read through `GET /wiki/rest/api/audit`. */
export function createAuditSource(http: ConfluenceHttp, site: string): AuditSource {
  const readDownwards = createDownwardReader(http, site);

  async function* newestFirst(query: AuditQuery, signal: AbortSignal): AsyncGenerator<AuditSlice> {
    for await (const stretch of readDownwards(query, signal)) yield toSlice(stretch.window, stretch.items);
  }

  /** The site gives the newest first; slices come oldest first. Their width follows the density of the records. */
  async function* slices(window: AuditWindow, signal: AbortSignal): AsyncGenerator<AuditSlice> {
    let fromMs = window.fromMs;
    let widthMs = window.toMs - window.fromMs + 1;
    while (fromMs <= window.toMs) {
      const slice = { fromMs, toMs: Math.min(window.toMs, fromMs + widthMs - 1) };
      const sliceWidthMs = slice.toMs - slice.fromMs + 1;
      const read = await readWhole(slice, signal);
      if (read.items === undefined) {
        widthMs = Math.max(1, Math.min(Math.floor(sliceWidthMs / 2), Math.floor(read.widthForTargetMs)));
        continue;
      }
      const vouchedMs = Math.min(slice.toMs, (http.lastAnswer()?.siteTimeMs ?? Number.POSITIVE_INFINITY) - SETTLE_MS);
      if (vouchedMs < slice.toMs) {
        // This computer's clock is ahead of the site's: records of the rest are still to come.
        const settled = read.items.filter(({ timeMs }) => timeMs === undefined || timeMs <= vouchedMs);
        if (vouchedMs >= fromMs) yield toSlice({ fromMs, toMs: vouchedMs }, [...settled].reverse());
        return;
      }
      yield toSlice(slice, [...read.items].reverse());
      fromMs = slice.toMs + 1;
      const growth = Math.min(MAX_GROWTH, TARGET_RECORDS / Math.max(1, read.items.length));
      widthMs = Math.max(1, Math.floor(sliceWidthMs * growth));
    }
  }

  /** Gives up as soon as the slice promises to be too large; a single instant is read whatever it holds. */
  async function readWhole(slice: AuditWindow, signal: AbortSignal): Promise<WholeSlice> {
    const items: PageItem[] = [];
    const sliceWidthMs = slice.toMs - slice.fromMs + 1;
    for await (const stretch of readDownwards(slice, signal)) {
      for (const item of stretch.items) items.push(item);
      const readMs = slice.toMs - stretch.window.fromMs + 1;
      const expected = (items.length / readMs) * sliceWidthMs;
      if (sliceWidthMs > 1 && readMs < sliceWidthMs && expected > MAX_RECORDS) {
        return { items: undefined, widthForTargetMs: (readMs / items.length) * TARGET_RECORDS };
      }
    }
    return { items };
  }

  return { newestFirst, slices, retention: (signal) => readRetention(http, site, signal) };
}

type WholeSlice =
  | { readonly items: readonly PageItem[] }
  | { readonly items: undefined; readonly widthForTargetMs: number };

function toSlice(window: AuditWindow, items: readonly PageItem[]): AuditSlice {
  const records: AuditRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const item of items) {
    if ('record' in item) records.push(item.record);
    else unreadable.push(item.unreadable);
  }
  return { window, records, unreadable };
}
