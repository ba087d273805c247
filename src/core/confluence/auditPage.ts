import * as z from 'zod';
import { type AuditRecord, parseAuditRecord } from '../audit/auditRecord.ts';
import type { AuditQuery, UnreadableRecord } from '../audit/auditWindow.ts';
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
  const { query, start, limit: asked = PAGE_LIMIT } = page;
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
  return { items, more: moreAfter(items.length, { start, asked, limit, size, next: _links?.next }) };
}

interface PageEnd {
  readonly start: number;
  readonly asked: number;
  readonly limit: number | undefined;
  readonly size: number | undefined;
  readonly next: string | undefined;
}

/**
 * The number of pages is not announced, so a full page may or may not be the last; an empty one is. A page is full when
 * it holds what was asked for, or what the site says that it gives. A site could give less without a word; such caps
 * are round numbers, and asking once more is cheap. What `next` says is not followed: the next page is asked for by
 * numbers, at the address that the credential belongs to.
 */
function moreAfter(count: number, { start, asked, limit, size, next }: PageEnd): AuditPage['more'] {
  if (count === 0) return 'no';
  if (next !== undefined || (size !== undefined && size > start + count)) return 'yes';
  const fullAt = limit !== undefined && limit > 0 ? Math.min(limit, asked) : asked;
  return count >= fullAt || (count >= SMALLEST_CAP && count % ROUND === 0) ? 'perhaps' : 'no';
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
  return { timeMs: timeOf(raw), raw, unreadable: { raw, reason: parsed.reason } };
}

function timeOf(raw: unknown): number | undefined {
  const value = typeof raw === 'object' && raw !== null && 'creationDate' in raw ? raw.creationDate : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
