import type { AuditQuery, AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { type PageItem, readAuditPage } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { type createDownwardReader, DEEP_RECORDS, PagesDisagree, type Stretch } from './downwardReader.ts';

/** Some records of a slice, newest first, as soon as they were read. */
export interface SlicePart {
  /** The slice that is being read. */
  readonly slice: AuditWindow;
  readonly items: readonly PageItem[];
  /** Whether a reading begins with it: of whatever the one before has given, nothing is proven. */
  readonly isFirst: boolean;
  /** Whether the slice is whole with it: proven, and all of it given since the reading began. */
  readonly isLast: boolean;
  /** Of the newest record of this reading; undefined where there is none. */
  readonly newestMs: number | undefined;
  /** By the site's own clock, when the reading began; undefined where it does not tell. */
  readonly siteTimeMs: number | undefined;
}

export interface SlicerOptions {
  readonly http: ConfluenceHttp;
  readonly site: string;
  readonly reader: ReturnType<typeof createDownwardReader>;
  /** A slice is to hold about so many records: the more, the fewer pages that are not full, and the deeper offsets. */
  readonly targetRecords: number;
}

/** Why a slice was given up: the width at which it is worth another try. */
interface Narrower {
  readonly widthMs: number;
  /** What of it is later than this is too much already; undefined where that is not known. */
  readonly excessMs?: number;
}

/** A slice that holds more than so many times its target is given up for a smaller one. */
const TOLERANCE = 4;
/** A quiet stretch says little about the next one. */
const MAX_GROWTH = 16;
/** After pages have disagreed, each slice that is read dares so many times more. */
const RECOVERY = 1.25;
/** Records that arrive meanwhile make pages disagree; that they do it again is less likely than another order. */
const MAX_READINGS = 2;

/**
 * Cuts a window into slices by the density of its records and reads each one whole, from either end of the window.
 * Where the site's pages are not newest first, slices shrink until one page holds them, which takes no order.
 */
export function createSlicer({ http, site, reader, targetRecords }: SlicerOptions) {
  const { readDownwards, readInstant } = reader;
  let target = targetRecords;
  // What the target grows to again; less than asked for where the site refuses deep offsets.
  let fullTarget = targetRecords;

  async function* readSlices(
    window: AuditQuery,
    from: 'oldest' | 'newest',
    signal: AbortSignal,
  ): AsyncGenerator<SlicePart> {
    let rest: AuditQuery = window;
    let widthMs = widthOf(rest);
    // A slice that would begin below this instant and end above it is known to hold too much.
    let excessMs = Number.POSITIVE_INFINITY;
    while (rest.fromMs <= rest.toMs) {
      if (excessMs < rest.fromMs) excessMs = Number.POSITIVE_INFINITY;
      const slice =
        from === 'oldest'
          ? { ...rest, toMs: Math.min(rest.toMs, rest.fromMs + widthMs - 1, excessMs) }
          : { ...rest, fromMs: Math.max(rest.fromMs, rest.toMs - widthMs + 1) };
      const read = yield* readSlice(slice, signal);
      if ('widthMs' in read) {
        widthMs = Math.max(1, Math.min(Math.floor(widthOf(slice) / 2), Math.floor(read.widthMs)));
        excessMs = Math.min(excessMs, read.excessMs ?? excessMs);
        continue;
      }
      target = Math.min(fullTarget, target * RECOVERY);
      rest = from === 'oldest' ? { ...rest, fromMs: slice.toMs + 1 } : { ...rest, toMs: slice.fromMs - 1 };
      const growth = Math.min(MAX_GROWTH, target / Math.max(1, read.records));
      widthMs = Math.max(1, Math.floor(widthOf(slice) * growth));
    }
  }

  /** Returns how many records the slice holds, or the width at which it is worth another try. */
  async function* readSlice(
    query: AuditQuery,
    signal: AbortSignal,
  ): AsyncGenerator<SlicePart, { readonly records: number } | Narrower> {
    const { fromMs, toMs } = query;
    const slice = { fromMs, toMs };
    for (let reading = 1; ; reading++) {
      let records = 0;
      let newestMs: number | undefined;
      let siteTimeMs: number | undefined;
      let isFirst = true;
      const partOf = (items: readonly PageItem[], isLast: boolean): SlicePart => {
        newestMs ??= items.find(({ timeMs }) => timeMs !== undefined)?.timeMs;
        records += items.length;
        const part = { slice, items, isFirst, isLast, newestMs, siteTimeMs };
        isFirst = false;
        return part;
      };
      try {
        let isWhole = false;
        let isBounded = false;
        for await (const stretch of readDownwards(query, signal)) {
          siteTimeMs = stretch.siteTimeMs;
          isWhole = stretch.isLast;
          yield partOf(stretch.items, isWhole);
          if (isWhole || isBounded || !promisesMuch(stretch, records, query)) continue;
          const narrower = await findExcess(query, stretch, signal);
          if (narrower !== undefined) return narrower;
          isBounded = true;
        }
        if (!isWhole) yield partOf([], true);
        return { records };
      } catch (error) {
        if (isRefusal(error) && records >= DEEP_RECORDS && fromMs < toMs) {
          fullTarget = Math.floor(records / 2);
          return { widthMs: widthOf(slice) / 2 };
        }
        if (!(error instanceof PagesDisagree)) throw error;
        if (!error.byItself && reading < MAX_READINGS) continue;
        if (fromMs === toMs) {
          siteTimeMs = http.lastAnswer()?.siteTimeMs;
          isFirst = true;
          records = 0;
          yield partOf(await readInstant(query, signal), true);
          return { records };
        }
        // For now, one page is to hold a slice.
        target = Math.max(1, Math.floor(error.pageRecords / 2));
        return { widthMs: widthOf(slice) / 2 };
      }
    }
  }

  /** Whether the rest of the slice, were it as dense as this stretch of it, would make it too large. */
  function promisesMuch({ window, items }: Stretch, records: number, { fromMs }: AuditQuery): boolean {
    const expected = records + (items.length / widthOf(window)) * (window.fromMs - fromMs);
    return window.fromMs > fromMs && expected > target * TOLERANCE;
  }

  /**
   * A stretch that promises much may be a burst, with little below it. A single record tells: the one at the offset
   * where the slice would be too large. Where there is none, the slice is read on. Where there is one, so much is known
   * of all records above it that the next width lies between theirs and everything below, in the middle by magnitude.
   */
  async function findExcess(query: AuditQuery, stretch: Stretch, signal: AbortSignal): Promise<Narrower | undefined> {
    const start = Math.ceil(target * TOLERANCE);
    const restMs = stretch.window.fromMs - query.fromMs;
    try {
      const { items } = await readAuditPage(http, site, { query, start, limit: 1, signal });
      if (items.length === 0) return undefined;
      const excessMs = items[0]?.timeMs ?? stretch.window.fromMs;
      const denseMs = (query.toMs - excessMs) / TOLERANCE;
      const widthMs = Math.max(denseMs, Math.sqrt(denseMs * (excessMs - query.fromMs)));
      return { widthMs: Math.min(restMs, widthMs), excessMs };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { widthMs: Math.min(restMs, (target * widthOf(stretch.window)) / stretch.items.length) };
    }
  }

  return readSlices;
}

function widthOf({ fromMs, toMs }: AuditWindow): number {
  return toMs - fromMs + 1;
}

/** As sites answer to an offset that is too deep for them. */
function isRefusal(error: unknown): boolean {
  return error instanceof Failure && (error.detail.status === 400 || error.detail.status === 500);
}
