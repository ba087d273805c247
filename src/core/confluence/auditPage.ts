import * as z from 'zod';
import { type AuditRecord, parseAuditRecord } from '../audit/auditRecord.ts';
import type { AuditQuery, PageMemory, UnreadableRecord } from '../audit/auditWindow.ts';
import { Failure } from '../failure.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** One element of a page: what it says of its time, and either the record or why it is none. */
export type PageItem = { readonly timeMs: number | undefined; readonly raw: unknown } & (
  | { readonly record: AuditRecord }
  | { readonly unreadable: UnreadableRecord }
);

export interface AuditPage {
  /** As the site orders them: newest first, as far as is known. */
  readonly items: readonly PageItem[];
  /** Whether the site holds more records of the asked range than this page; `perhaps` where only asking tells. */
  readonly more: 'yes' | 'perhaps' | 'no';
}

export interface PageRequest {
  readonly query: AuditQuery;
  /** How many of the records to leave out: an offset. */
  readonly start: number;
  /** How many records to ask for; by default as many as a page can hold. */
  readonly limit?: number;
  /** What is known of the site's pages, and learns from this one; without it, nothing is. */
  readonly pages?: PageMemory;
  readonly signal: AbortSignal;
}

/** What is asked for; a site may give fewer. Source: the documented default and, in the field, the maximum. */
export const PAGE_LIMIT = 1000;

/**
 * Asks a site for one page of its audit log and checks what can be checked of it: its shape, and that every record
 * lies in the range that was asked for.
 */
export async function readAuditPage(http: ConfluenceHttp, site: string, page: PageRequest): Promise<AuditPage> {
  const { query, start, limit = PAGE_LIMIT, signal } = page;
  const parameters = new URLSearchParams({
    startDate: String(query.fromMs),
    endDate: String(query.toMs),
    start: String(start),
    limit: String(limit),
    ...(query.search ? { searchString: query.search } : {}),
  });
  return parseAuditPage(await http.getJson(`/wiki/rest/api/audit?${parameters}`, signal), site, page);
}

/** The same for an answer that is there already. */
export function parseAuditPage(body: unknown, site: string, page: Omit<PageRequest, 'signal'>): AuditPage {
  const { query, start, limit: asked = PAGE_LIMIT, pages } = page;
  const answer = envelope.safeParse(body);
  if (!answer.success) {
    throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'the answer is not a page of audit records' });
  }
  const { results, limit, size, _links } = answer.data;
  // A site may give more than it was asked for, but not so much that judging it stops everything else.
  if (results.length > MAX_RESULTS) {
    throw new Failure('siteUnexpectedAnswer', { where: site, remark: `${results.length} records on one page` });
  }
  const items = results.map(toItem);
  if (items.some(({ timeMs }) => timeMs !== undefined && (timeMs < query.fromMs || timeMs > query.toMs))) {
    throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'records outside the range that was asked for' });
  }
  // A smaller limit makes smaller pages, which neither teach what is full nor can be told by it.
  const known = asked === PAGE_LIMIT ? pages : undefined;
  if (known !== undefined && _links?.next !== undefined) known.largest = Math.max(known.largest, items.length);
  return {
    items,
    more: moreAfter(items.length, { start, asked, limit, size, links: _links, largest: known?.largest }),
  };
}

interface PageEnd {
  readonly start: number;
  readonly asked: number;
  readonly limit: number | undefined;
  readonly size: number | undefined;
  readonly links: { readonly next?: string | undefined } | undefined;
  /** Of the pages of this site that named a next one, the most records; undefined where that is not known. */
  readonly largest: number | undefined;
}

/**
 * The number of pages is not announced, so a full page may or may not be the last; an empty one is. A page is full when
 * it holds what was asked for, or what the site says that it gives. A site could give less without a word; such caps
 * are round numbers, and asking once more is cheap. What `next` says is not followed: the next page is asked for by
 * numbers, at the address that the credential belongs to.
 *
 * Asking once more is spared where two things say that there is nothing: the site has named a next page before, as
 * Atlassian's does for as long as there is one, and names none now; and that page held more than this one. A site that
 * caps its pages lower one day is still read whole as long as it goes on to name the next page, or fills what its
 * `limit` says. Only one that would give up all of that at the same time, without a word, is taken at its old word.
 */
function moreAfter(count: number, { start, asked, limit, size, links, largest = 0 }: PageEnd): AuditPage['more'] {
  if (count === 0) return 'no';
  if (links?.next !== undefined || (size !== undefined && size > start + count)) return 'yes';
  const fullAt = limit !== undefined && limit > 0 ? Math.min(limit, asked) : asked;
  if (count >= fullAt) return 'perhaps';
  if (links !== undefined && count < largest) return 'no';
  return count >= SMALLEST_CAP && count % ROUND === 0 ? 'perhaps' : 'no';
}

const SMALLEST_CAP = 25;
const ROUND = 5;
const MAX_RESULTS = 10 * PAGE_LIMIT;

const envelope = z.looseObject({
  results: z.array(z.unknown()),
  limit: z.number().optional().catch(undefined),
  // Counts the records of this page, or of all pages.
  size: z.number().optional().catch(undefined),
  _links: z
    .looseObject({ next: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

function toItem(raw: unknown): PageItem {
  const parsed = parseAuditRecord(raw);
  if (parsed.ok) return { timeMs: parsed.record.creationDate ?? undefined, raw, record: parsed.record };
  const timeMs = timeOf(raw);
  return { timeMs, raw, unreadable: { timeMs, raw, reason: parsed.reason } };
}

function timeOf(raw: unknown): number | undefined {
  const value = typeof raw === 'object' && raw !== null && 'creationDate' in raw ? raw.creationDate : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
