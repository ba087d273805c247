import type { AuditWindow } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import { type AuditPage, type PageItem, type PageRequest, readAuditPage } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** A stretch of the window that is known whole, newest first. Stretches follow each other downwards without a gap. */
export interface Stretch {
  readonly window: AuditWindow;
  readonly items: readonly PageItem[];
}

/** Far above what a year of the busiest site takes; a site that goes on beyond it is not answering in earnest. */
const MAX_PAGES = 20_000;
/** How often an unordered range is read again until two readings agree. */
const MAX_READINGS = 5;

/**
 * Reads a window downwards by time. Offsets drift when records arrive during paging, so the next page is not asked by
 * its offset but by its end: the oldest instant that the last page reached. That instant may have been cut in two; its
 * records are taken from the next page, which holds them all. Offsets are used in two cases only, see readByOffset.
 */
export function createDownwardReader(http: ConfluenceHttp, site: string) {
  const page = (request: PageRequest): Promise<AuditPage> => readAuditPage(http, site, request);

  async function* readDownwards(window: AuditWindow, signal: AbortSignal): AsyncGenerator<Stretch> {
    let toMs = window.toMs;
    for (let pages = 0; toMs >= window.fromMs; pages++) {
      if (pages >= MAX_PAGES) throw new Failure('siteTooManyPages', { where: site, remark: `${pages} pages` });
      const rest = { fromMs: window.fromMs, toMs };
      const { items, more } = await page({ window: rest, start: 0, signal });
      if (!more) {
        yield { window: rest, items: isNewestFirst(items) ? items : newestFirst(items) };
        return;
      }
      const oldestMs = items.at(-1)?.timeMs;
      if (oldestMs === undefined || !isNewestFirst(items)) {
        yield { window: rest, items: await readByOffset(rest, signal) };
        return;
      }
      if (items[0]?.timeMs === oldestMs) {
        const instant = await readByOffset({ fromMs: oldestMs, toMs: oldestMs }, signal);
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
   * For a range that time cannot divide: an instant with more records than a page, or an order that is not newest
   * first. Records may move between pages meanwhile, so it is read until two readings in a row are the same.
   */
  async function readByOffset(window: AuditWindow, signal: AbortSignal): Promise<readonly PageItem[]> {
    let before: string | undefined;
    for (let reading = 0; reading < MAX_READINGS; reading++) {
      const { items, pages } = await readOnce(window, signal);
      const contents = items
        .map(({ raw }) => JSON.stringify(raw))
        .sort()
        .join('\n');
      if (pages === 1 || contents === before) return newestFirst(items);
      before = contents;
    }
    throw new Failure('siteUnstableAnswer', { where: site, remark: `${MAX_READINGS} readings, no two alike` });
  }

  async function readOnce(window: AuditWindow, signal: AbortSignal) {
    const items: PageItem[] = [];
    for (let pages = 1; pages <= MAX_PAGES; pages++) {
      const answer = await page({ window, start: items.length, signal });
      items.push(...answer.items);
      if (!answer.more) return { items, pages };
    }
    throw new Failure('siteTooManyPages', { where: site, remark: `${MAX_PAGES} pages` });
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

/** Those without a time come last: they are as old as nobody knows. */
function newestFirst(items: readonly PageItem[]): readonly PageItem[] {
  const rank = (item: PageItem): number => item.timeMs ?? Number.NEGATIVE_INFINITY;
  return [...items].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}
