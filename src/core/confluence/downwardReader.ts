import { createHash } from 'node:crypto';
import type { AuditQuery, AuditWindow, PageMemory } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { PAGE_LIMIT, type PageItem, readAuditPage } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** A stretch of the window that is known whole, newest first. Stretches follow each other downwards without a gap. */
export interface Stretch {
  readonly window: AuditWindow;
  readonly items: readonly PageItem[];
  /** By the site's own clock, when it gave the first page of the window; undefined where it does not tell. */
  readonly siteTimeMs: number | undefined;
  /** Whether the reading ends with it. It may also end without one, when the stretch before was found to be the last. */
  readonly isLast: boolean;
}

export interface DownwardReaderOptions {
  readonly caps?: ReadingCaps;
  readonly pages?: PageMemory;
}

export interface ReadingCaps {
  /** Far above what a year of the busiest site takes; a site that goes on beyond it is not answering in earnest. */
  readonly pages: number;
  /** For a single instant, which is kept in memory whole. */
  readonly instantRecords: number;
}

/**
 * The pages contradict each other, or are not newest first. Either records have arrived meanwhile, or the site has
 * another order: what was read of this window proves nothing.
 */
export class PagesDisagree extends Error {
  /** Whether one page by itself was out of order, or no end was one: no arriving record explains that. */
  readonly byItself: boolean;
  /** How many records were on the largest page. */
  readonly pageRecords: number;

  constructor(pageRecords: number, { byItself }: { readonly byItself: boolean }) {
    super('the pages of a window disagree');
    this.name = 'PagesDisagree';
    this.byItself = byItself;
    this.pageRecords = pageRecords;
  }
}

interface Rest {
  /** From the beginning of the window to the oldest instant that was given. */
  readonly query: AuditQuery;
  /** What the last page has given, this instant included. */
  readonly items: readonly PageItem[];
  readonly signal: AbortSignal;
}

/** So many records into a window, a site may have had enough; fewer are read of any. */
export const DEEP_RECORDS = 5000;
/** Such limits are round numbers. */
const ROUND_DEPTH = 1000;

const CAPS: ReadingCaps = { pages: 20_000, instantRecords: 100_000 };
/** How often an instant is read again until two readings agree. */
const MAX_READINGS = 5;
/** Of the largest page, so that a cap of the site does not undo it; no simple fraction, so that cuts seldom meet. */
const OTHER_CUT = 0.7;

/**
 * Reads a window downwards, page by page. Each page begins again with the oldest instant of the page before, so that
 * every instant comes whole out of one page, and every position of the window is seen: in the order that the site
 * claims, or the reading ends with PagesDisagree. A window that fits one page needs no order. An instant that holds more
 * than a page is read by itself, until two readings agree.
 */
export function createDownwardReader(
  http: ConfluenceHttp,
  site: string,
  { caps = CAPS, pages: memory = { largest: 0 } }: DownwardReaderOptions = {},
) {
  async function* readDownwards(query: AuditQuery, signal: AbortSignal): AsyncGenerator<Stretch> {
    const { fromMs } = query;
    let { toMs } = query;
    // The position of the first record that is not given yet, what the page before has shown from there on, and above it.
    let start = 0;
    let seen: readonly PageItem[] = [];
    let above: readonly PageItem[] = [];
    // An instant that was read by itself: its last record must stand just there.
    let anchorMs: number | undefined;
    let largest = 0;
    let siteTimeMs: number | undefined;
    for (let pages = 0; pages < caps.pages; pages++) {
      const page = await readAuditPage(http, site, { query, start, pages: memory, signal });
      if (pages === 0) siteTimeMs = http.lastAnswer()?.siteTimeMs;
      largest = Math.max(largest, page.items.length);
      if (page.more === 'no' && pages === 0) {
        yield { window: query, items: newestFirst(page.items), siteTimeMs, isLast: true };
        return;
      }
      if (page.more !== 'no' && page.items.every(({ timeMs }) => timeMs === undefined)) {
        throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'a full page of records without a date' });
      }
      if (!isNewestFirst(page.items)) throw new PagesDisagree(largest, { byItself: true });
      const skipped = anchorMs === undefined ? countAbove(page.items, toMs) : 1;
      const known =
        anchorMs === undefined
          ? isSame(page.items.slice(0, skipped), above.slice(above.length - skipped))
          : isAnchored(page.items, anchorMs);
      const items = page.items.slice(skipped);
      if (!known || !continues(items, seen)) throw new PagesDisagree(largest, { byItself: false });
      start += skipped;
      anchorMs = undefined;
      if (page.more === 'no') {
        const depth = start + items.length;
        const rest = { query: { ...query, toMs: items.at(-1)?.timeMs ?? toMs }, items, signal };
        if (depth >= DEEP_RECORDS && depth % ROUND_DEPTH === 0 && (await hidesMore(rest))) {
          throw new PagesDisagree(largest, { byItself: true });
        }
        if (toMs >= fromMs) yield { window: { fromMs, toMs }, items, siteTimeMs, isLast: true };
        return;
      }
      const oldestMs = items.at(-1)?.timeMs;
      if (oldestMs === undefined) throw new PagesDisagree(largest, { byItself: false });
      const whole = items.findIndex(({ timeMs }) => timeMs === oldestMs);
      if (whole > 0) {
        above = items.slice(0, whole);
        seen = items.slice(whole);
        yield { window: { fromMs: oldestMs + 1, toMs }, items: above, siteTimeMs, isLast: false };
        start += whole;
        toMs = oldestMs;
      } else {
        const instant = await readInstant({ ...query, fromMs: oldestMs, toMs: oldestMs }, signal);
        if (instant.length === 0) throw new PagesDisagree(largest, { byItself: false });
        yield { window: { fromMs: oldestMs, toMs }, items: instant, siteTimeMs, isLast: false };
        start += instant.length - 1;
        anchorMs = oldestMs;
        above = [];
        seen = [];
        toMs = oldestMs - 1;
      }
    }
    throw new Failure('siteTooManyPages', { where: site, remark: `${caps.pages} pages` });
  }

  /** Whether the site, asked for the rest by itself, has more of it than it gave at the end of a larger window. */
  async function hidesMore({ query, items, signal }: Rest): Promise<boolean> {
    if (query.toMs < query.fromMs) return false;
    const start = items.filter(({ timeMs }) => timeMs === query.toMs).length;
    const page = await readAuditPage(http, site, { query, start, limit: 1, signal });
    return page.items.length > 0;
  }

  /**
   * Ties may stand in an order that depends on where a page is cut, and two readings that are cut alike agree even if
   * they miss the same records: so each reading is cut elsewhere than the one before.
   */
  async function readInstant(query: AuditQuery, signal: AbortSignal): Promise<readonly PageItem[]> {
    let before: string | undefined;
    let limit = PAGE_LIMIT;
    for (let reading = 0; reading < MAX_READINGS; reading++) {
      const { items, pages, largest } = await readOnce({ query, limit, signal });
      const contents = contentsOf(items);
      if (pages === 1 || contents === before) return items;
      before = contents;
      limit = reading % 2 === 0 ? Math.max(1, Math.floor(largest * OTHER_CUT)) : PAGE_LIMIT;
    }
    throw new Failure('siteUnstableAnswer', { where: site, remark: `${MAX_READINGS} readings, no two alike` });
  }

  async function readOnce(asked: { readonly query: AuditQuery; readonly limit: number; readonly signal: AbortSignal }) {
    const items: PageItem[] = [];
    let largest = 0;
    for (let pages = 1; items.length <= caps.instantRecords && pages <= caps.pages; pages++) {
      const page = await readAuditPage(http, site, { ...asked, start: items.length, pages: memory });
      for (const item of page.items) items.push(item);
      largest = Math.max(largest, page.items.length);
      if (page.more === 'no') return { items, pages, largest };
    }
    throw new Failure('siteTooManyPages', { where: site, remark: `${items.length} records of one instant` });
  }

  return { readDownwards, readInstant };
}

/** Whether no record is newer than the one before it. One without a time has no place in any order. */
function isNewestFirst(items: readonly PageItem[]): boolean {
  let lastMs = Number.POSITIVE_INFINITY;
  for (const { timeMs } of items) {
    if (timeMs === undefined || timeMs > lastMs) return false;
    lastMs = timeMs;
  }
  return true;
}

/** How many records of the page before stand at the top of this one: as many have arrived above them meanwhile. */
function countAbove(items: readonly PageItem[], toMs: number): number {
  const first = items.findIndex(({ timeMs }) => timeMs !== undefined && timeMs <= toMs);
  return first < 0 ? items.length : first;
}

/** Whether a page begins with the last record of an instant, and goes on below it. */
function isAnchored(items: readonly PageItem[], instantMs: number): boolean {
  return items[0]?.timeMs === instantMs && items[1]?.timeMs !== instantMs;
}

function isSame(some: readonly PageItem[], others: readonly PageItem[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ raw }, index) => JSON.stringify(raw) === JSON.stringify(others[index]?.raw))
  );
}

/** Whether a page holds everything that the page before has shown of its last instant. */
function continues(items: readonly PageItem[], seen: readonly PageItem[]): boolean {
  if (seen.length === 0) return true;
  const instantMs = seen[0]?.timeMs;
  const end = items.findIndex(({ timeMs }) => timeMs !== instantMs);
  const left = new Map<string, number>();
  for (const { raw } of end < 0 ? items : items.slice(0, end)) {
    const text = JSON.stringify(raw);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return seen.every(({ raw }) => {
    const text = JSON.stringify(raw);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  });
}

/** The same for the same records, in whatever order. */
function contentsOf(items: readonly PageItem[]): string {
  const hashes = items.map(({ raw }) => createHash('sha256').update(JSON.stringify(raw)).digest('base64'));
  return createHash('sha256').update(hashes.sort().join('')).digest('base64');
}

/** Those without a time come last: they are as old as nobody knows. */
function newestFirst(items: readonly PageItem[]): readonly PageItem[] {
  const rank = (item: PageItem): number => item.timeMs ?? Number.NEGATIVE_INFINITY;
  return [...items].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}
