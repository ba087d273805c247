import type { AuditQuery, AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { type AuditPage, type PageItem, type PageRequest, readAuditPage } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** A stretch of the window that is known whole, newest first. Stretches follow each other downwards without a gap. */
export interface Stretch {
  readonly window: AuditWindow;
  readonly items: readonly PageItem[];
}

export interface PageCaps {
  /** Far above what a year of the busiest site takes; a site that goes on beyond it is not answering in earnest. */
  readonly byTime: number;
  /** For what is read by offset, and kept in memory whole. */
  readonly byOffset: number;
}

const PAGE_CAPS: PageCaps = { byTime: 20_000, byOffset: 500 };
/** One in 479 million random orders of so many instants is newest first. */
const EVIDENT_INSTANTS = 12;
/** How often an unordered range is read again until two readings agree. */
const MAX_READINGS = 5;

/**
 * Reads a window downwards by time. Offsets drift when records arrive during paging, so the next page is not asked by
 * its offset but by its end: the oldest instant that the last page reached. That instant may have been cut in two; its
 * records are taken from the next page, which holds them all. Offsets are used in two cases only, see readByOffset.
 */
export function createDownwardReader(http: ConfluenceHttp, site: string, caps = PAGE_CAPS) {
  const page = (request: PageRequest): Promise<AuditPage> => readAuditPage(http, site, request);

  async function* readDownwards(query: AuditQuery, signal: AbortSignal): AsyncGenerator<Stretch> {
    const { fromMs } = query;
    let { toMs } = query;
    for (let pages = 0; toMs >= fromMs; pages++) {
      if (pages >= caps.byTime) throw new Failure('siteTooManyPages', { where: site, remark: `${pages} pages` });
      const rest = { ...query, toMs };
      const { items, more } = await page({ query: rest, start: 0, signal });
      if (more === 'no') {
        yield { window: { fromMs, toMs }, items: isNewestFirst(items) ? items : newestFirst(items) };
        return;
      }
      const oldestMs = items.at(-1)?.timeMs;
      if (
        oldestMs === undefined ||
        !isNewestFirst(items) ||
        !(await isAllAbove(oldestMs, items, { ...rest, signal }))
      ) {
        yield { window: { fromMs, toMs }, items: await readByOffset(rest, signal) };
        return;
      }
      if (items[0]?.timeMs === oldestMs) {
        const instant = await readByOffset({ ...query, fromMs: oldestMs, toMs: oldestMs }, signal);
        yield { window: { fromMs: oldestMs, toMs }, items: instant };
        toMs = oldestMs - 1;
      } else {
        const whole = items.filter(({ timeMs }) => timeMs !== oldestMs);
        yield { window: { fromMs: oldestMs + 1, toMs }, items: whole };
        toMs = oldestMs;
      }
    }
  }

  /**
   * Whether the page holds everything of its range that is newer than its oldest instant. That follows from the order
   * of the site, which is not promised: many instants in a row do not fall into it by chance, a few could, and then the
   * site is asked.
   */
  async function isAllAbove(
    oldestMs: number,
    items: readonly PageItem[],
    { signal, ...query }: AuditQuery & { readonly signal: AbortSignal },
  ): Promise<boolean> {
    if (oldestMs === query.toMs || new Set(items.map(({ timeMs }) => timeMs)).size >= EVIDENT_INSTANTS) return true;
    const above = await page({ query: { ...query, fromMs: oldestMs + 1 }, start: 0, signal });
    return (
      above.more === 'no' && contentsOf(above.items) === contentsOf(items.filter(({ timeMs }) => timeMs !== oldestMs))
    );
  }

  /**
   * For a range that time cannot divide: an instant with more records than a page, or an order that is not newest
   * first. Records may move between pages meanwhile, so it is read until two readings in a row are the same.
   */
  async function readByOffset(query: AuditQuery, signal: AbortSignal): Promise<readonly PageItem[]> {
    let before: string | undefined;
    for (let reading = 0; reading < MAX_READINGS; reading++) {
      const { items, pages } = await readOnce(query, signal);
      const contents = contentsOf(items);
      if (pages === 1 || contents === before) return newestFirst(items);
      before = contents;
    }
    throw new Failure('siteUnstableAnswer', { where: site, remark: `${MAX_READINGS} readings, no two alike` });
  }

  async function readOnce(query: AuditQuery, signal: AbortSignal) {
    const items: PageItem[] = [];
    for (let pages = 1; pages <= caps.byOffset; pages++) {
      const answer = await page({ query, start: items.length, signal });
      items.push(...answer.items);
      if (answer.more === 'no') return { items, pages };
    }
    throw new Failure('siteTooManyPages', { where: site, remark: `${caps.byOffset} pages` });
  }

  return readDownwards;
}

function isNewestFirst(items: readonly PageItem[]): boolean {
  let lastMs = Number.POSITIVE_INFINITY;
  for (const { timeMs } of items) {
    if (timeMs === undefined || timeMs > lastMs) return false;
    lastMs = timeMs;
  }
  return true;
}

/** The same for the same records, in whatever order. */
function contentsOf(items: readonly PageItem[]): string {
  return items
    .map(({ raw }) => JSON.stringify(raw))
    .sort()
    .join('\n');
}

/** Those without a time come last: they are as old as nobody knows. */
function newestFirst(items: readonly PageItem[]): readonly PageItem[] {
  const rank = (item: PageItem): number => item.timeMs ?? Number.NEGATIVE_INFINITY;
  return [...items].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}
