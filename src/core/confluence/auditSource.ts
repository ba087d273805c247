import type { AuditRecord } from '../audit/auditRecord.ts';
import {
  type AuditQuery,
  type AuditSlice,
  type AuditSource,
  type AuditWindow,
  SETTLE_MS,
  type UnreadableRecord,
} from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import type { PageItem } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { createDownwardReader, PagesDisagree, type Stretch } from './downwardReader.ts';
import { readRetention } from './readRetention.ts';
import { createSlicer, type WholeSlice } from './wholeSlices.ts';

/** The audit log of a Confluence site, read through `GET /wiki/rest/api/audit`. */
export function createAuditSource(http: ConfluenceHttp, site: string): AuditSource {
  const reader = createDownwardReader(http, site);
  const wholeSlices = createSlicer(http, reader);

  /**
   * Page by page, so that the first records are there soon; but only once they have shown that the order of the site is
   * this one. Where it is not, it is read in slices.
   */
  async function* newestFirst(query: AuditQuery, signal: AbortSignal): AsyncGenerator<AuditSlice> {
    const held: Stretch[] = [];
    const instants = new Set<number | undefined>();
    let { toMs } = query;
    try {
      for await (const stretch of reader.readDownwards(query, signal)) {
        held.push(stretch);
        for (const { timeMs } of stretch.items) if (instants.size < EVIDENT_INSTANTS) instants.add(timeMs);
        if (instants.size < EVIDENT_INSTANTS) continue;
        for (const { window, items } of held.splice(0)) {
          yield toSlice(window, items);
          toMs = window.fromMs - 1;
        }
      }
      for (const { window, items } of held) yield toSlice(window, items);
    } catch (error) {
      if (!(error instanceof PagesDisagree)) throw error;
      for await (const { window, items } of wholeSlices({ ...query, toMs }, 'newest', signal)) {
        yield toSlice(window, items);
      }
    }
  }

  async function* slices(window: AuditWindow, signal: AbortSignal): AsyncGenerator<AuditSlice> {
    for await (const slice of wholeSlices(window, 'oldest', signal)) {
      const { items } = slice;
      const { fromMs, toMs } = slice.window;
      const vouchedMs = vouchedThrough(slice);
      if (vouchedMs >= toMs) yield toSlice(slice.window, items.toReversed());
      else {
        if (vouchedMs < fromMs - CLOCK_TOLERANCE_MS) throw new Failure('siteClockWrong', { where: site });
        // This computer's clock is ahead of the site's: records of the rest are still to come.
        const settled = items.filter(({ timeMs }) => timeMs === undefined || timeMs <= vouchedMs);
        if (vouchedMs >= fromMs) yield toSlice({ fromMs, toMs: vouchedMs }, settled.toReversed());
        return;
      }
    }
  }

  return { newestFirst, slices, retention: (signal) => readRetention(http, site, signal) };
}

/** Up to when the site can have given all there is: by its own clock, unless its own records prove that wrong. */
function vouchedThrough({ items, siteTimeMs }: WholeSlice): number {
  if (siteTimeMs === undefined) return Number.POSITIVE_INFINITY;
  const newestMs = items.find(({ timeMs }) => timeMs !== undefined)?.timeMs ?? Number.NEGATIVE_INFINITY;
  return newestMs > siteTimeMs + SETTLE_MS ? Number.POSITIVE_INFINITY : siteTimeMs - SETTLE_MS;
}

/** One in 479 million random orders of so many instants is newest first. */
const EVIDENT_INSTANTS = 12;
/** Clocks differ by minutes; one that is so far behind the range that is read tells nothing. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

function toSlice(window: AuditWindow, items: readonly PageItem[]): AuditSlice {
  const records: AuditRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const item of items) {
    if ('record' in item) records.push(item.record);
    else unreadable.push(item.unreadable);
  }
  return { window: { fromMs: window.fromMs, toMs: window.toMs }, records, unreadable };
}
