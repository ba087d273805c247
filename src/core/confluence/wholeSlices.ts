import type { AuditQuery, AuditWindow } from '../audit/auditWindow.ts';
import { PAGE_LIMIT, type PageItem } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { type createDownwardReader, PagesDisagree } from './downwardReader.ts';

/** A window with all of its records, newest first. */
export interface WholeSlice {
  readonly window: AuditWindow;
  readonly items: readonly PageItem[];
  /** By the site's own clock, when it began to give them; undefined where it does not tell. */
  readonly siteTimeMs: number | undefined;
}

/** A slice holds about so many records: enough to fill several pages, few enough to keep in memory. */
const TARGET_RECORDS = 4 * PAGE_LIMIT;
/** A slice that promises to hold so many times its target is given up for a smaller one. */
const TOLERANCE = 2;
/** A quiet stretch says little about the next one. */
const MAX_GROWTH = 16;
/** After pages have disagreed, each slice that is read dares so many times more. */
const RECOVERY = 1.25;
/** Records that arrive meanwhile make pages disagree; that they do it again is less likely than another order. */
const MAX_READINGS = 2;

/**
 * Cuts a window into slices by the density of its records and gives each one whole, from either end. Where the site's
 * pages are not newest first, slices shrink until one page holds them, which takes no order.
 */
export function createSlicer(
  http: ConfluenceHttp,
  { readDownwards, readInstant }: ReturnType<typeof createDownwardReader>,
) {
  let target = TARGET_RECORDS;

  async function* wholeSlices(
    window: AuditQuery,
    from: 'oldest' | 'newest',
    signal: AbortSignal,
  ): AsyncGenerator<WholeSlice> {
    let rest: AuditQuery = window;
    let widthMs = rest.toMs - rest.fromMs + 1;
    while (rest.fromMs <= rest.toMs) {
      const slice =
        from === 'oldest'
          ? { ...rest, toMs: Math.min(rest.toMs, rest.fromMs + widthMs - 1) }
          : { ...rest, fromMs: Math.max(rest.fromMs, rest.toMs - widthMs + 1) };
      const read = await readSlice(slice, signal);
      if ('widthMs' in read) {
        widthMs = Math.max(1, Math.min(Math.floor(widthOf(slice) / 2), Math.floor(read.widthMs)));
        continue;
      }
      yield read;
      target = Math.min(TARGET_RECORDS, target * RECOVERY);
      rest = from === 'oldest' ? { ...rest, fromMs: slice.toMs + 1 } : { ...rest, toMs: slice.fromMs - 1 };
      const growth = Math.min(MAX_GROWTH, target / Math.max(1, read.items.length));
      widthMs = Math.max(1, Math.floor(widthOf(slice) * growth));
    }
  }

  /** The slice, or the width at which it is worth another try. */
  async function readSlice(slice: AuditQuery, signal: AbortSignal): Promise<WholeSlice | { readonly widthMs: number }> {
    const { fromMs, toMs } = slice;
    for (let reading = 1; ; reading++) {
      const items: PageItem[] = [];
      let siteTimeMs: number | undefined;
      try {
        for await (const stretch of readDownwards(slice, signal)) {
          siteTimeMs = stretch.siteTimeMs;
          for (const item of stretch.items) items.push(item);
          const readMs = toMs - stretch.window.fromMs + 1;
          if (fromMs < toMs && stretch.window.fromMs > fromMs) {
            const expected = (items.length / readMs) * widthOf(slice);
            // What was read has enough of them; where it is a burst, the rest may be far thinner, or as dense.
            if (expected > target * TOLERANCE) {
              return { widthMs: Math.min((readMs / items.length) * target, stretch.window.fromMs - fromMs) };
            }
          }
        }
        return { window: { fromMs, toMs }, items, siteTimeMs };
      } catch (error) {
        if (!(error instanceof PagesDisagree)) throw error;
        if (!error.byItself && reading < MAX_READINGS) continue;
        if (fromMs === toMs) {
          siteTimeMs = http.lastAnswer()?.siteTimeMs;
          return { window: { fromMs, toMs }, items: await readInstant(slice, signal), siteTimeMs };
        }
        // For now, one page is to hold a slice.
        target = Math.max(1, Math.floor(error.pageRecords / 2));
        return { widthMs: widthOf(slice) / 2 };
      }
    }
  }

  return wholeSlices;
}

function widthOf({ fromMs, toMs }: AuditWindow): number {
  return toMs - fromMs + 1;
}
