import type { AuditRecord } from '../audit/auditRecord.ts';
import {
  type AuditPart,
  type AuditQuery,
  type AuditSlice,
  type AuditSource,
  type AuditWindow,
  type PageMemory,
  SETTLE_MS,
  type UnreadableRecord,
} from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { PAGE_LIMIT, type PageItem } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { createDownwardReader, PagesDisagree, type Stretch } from './downwardReader.ts';
import { readRetention } from './readRetention.ts';
import { createSlicer, type SlicePart } from './wholeSlices.ts';

/** The audit log of a Confluence site, read through `GET /wiki/rest/api/audit`. */
export function createAuditSource(http: ConfluenceHttp, site: string, pages: PageMemory = { largest: 0 }): AuditSource {
  const reader = createDownwardReader(http, site, { pages });
  const readSlices = createSlicer({ http, site, reader, targetRecords: SLICE_RECORDS });
  const readHeldSlices = createSlicer({ http, site, reader, targetRecords: HELD_SLICE_RECORDS });

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
      let items: PageItem[] = [];
      for await (const part of readHeldSlices({ ...query, toMs }, 'newest', signal)) {
        if (part.isFirst) items = [];
        for (const item of part.items) items.push(item);
        if (part.isLast) yield toSlice(part.slice, items);
      }
    }
  }

  async function* parts(window: AuditWindow, signal: AbortSignal): AsyncGenerator<AuditPart> {
    for await (const part of readSlices(window, 'oldest', signal)) {
      const { fromMs, toMs } = part.slice;
      const vouchedMs = Math.min(toMs, vouchedThrough(part));
      if (vouchedMs < fromMs - CLOCK_TOLERANCE_MS) throw new Failure('siteClockWrong', { where: site });
      const whole = part.isLast && vouchedMs >= fromMs ? { fromMs, toMs: vouchedMs } : undefined;
      if (whole !== undefined || part.items.length > 0) yield { ...separated(part.items), whole };
      // This computer's clock is ahead of the site's: records of the rest are still to come.
      if (part.isLast && vouchedMs < toMs) return;
    }
  }

  return { pages, newestFirst, parts, retention: (signal) => readRetention(http, site, signal) };
}

/** Up to when the site can have given all there is: by its own clock, unless its own records prove that wrong. */
function vouchedThrough({ newestMs = Number.NEGATIVE_INFINITY, siteTimeMs }: SlicePart): number {
  if (siteTimeMs === undefined) return Number.POSITIVE_INFINITY;
  return newestMs > siteTimeMs + SETTLE_MS ? Number.POSITIVE_INFINITY : siteTimeMs - SETTLE_MS;
}

/** Fills enough pages to be worth the last one, which is not full; read again from its beginning after a crash. */
const SLICE_RECORDS = 32 * PAGE_LIMIT;
/** Slices of a preview are kept in memory until they are whole. */
const HELD_SLICE_RECORDS = 4 * PAGE_LIMIT;
/** One in 479 million random orders of so many instants is newest first. */
const EVIDENT_INSTANTS = 12;
/** Clocks differ by minutes; one that is so far behind the range that is read tells nothing. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

function toSlice({ fromMs, toMs }: AuditWindow, items: readonly PageItem[]): AuditSlice {
  return { window: { fromMs, toMs }, ...separated(items) };
}

function separated(items: readonly PageItem[]): Pick<AuditPart, 'records' | 'unreadable'> {
  const records: AuditRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const item of items) {
    if ('record' in item) records.push(item.record);
    else unreadable.push(item.unreadable);
  }
  return { records, unreadable };
}
