import * as z from 'zod';
import { type AuditRecord, parseAuditRecord } from '../audit/auditRecord.ts';
import type { AuditWindow, UnreadableRecord } from '../audit/auditWindow.ts';
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
  /** The site holds more records of the asked range than this page. */
  readonly more: boolean;
}

export interface PageRequest {
  readonly window: AuditWindow;
  readonly start: number;
  readonly signal: AbortSignal;
}

/** What is asked for; a site may give fewer. Source: the documented default and, in the field, the maximum. */
export const PAGE_LIMIT = 1000;

/**
 * Asks a site for one page of its audit log and checks what can be checked of it: its shape, and that every record
 * lies in the range that was asked for.
 */
export async function readAuditPage(http: ConfluenceHttp, site: string, page: PageRequest): Promise<AuditPage> {
  const { window, start, signal } = page;
  const query = new URLSearchParams({
    startDate: String(window.fromMs),
    endDate: String(window.toMs),
    start: String(start),
    limit: String(PAGE_LIMIT),
  });
  const answer = envelope.safeParse(await http.getJson(`/wiki/rest/api/audit?${query}`, signal));
  if (!answer.success) {
    throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'the answer is not a page of audit records' });
  }
  const { results, limit, _links } = answer.data;
  const items = results.map(toItem);
  if (items.some(({ timeMs }) => timeMs !== undefined && (timeMs < window.fromMs || timeMs > window.toMs))) {
    throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'records outside the range that was asked for' });
  }
  // The number of pages is not announced: `size` counts this page. A full page may be the last, an empty one is.
  const fullAt = limit !== undefined && limit > 0 ? Math.min(limit, PAGE_LIMIT) : PAGE_LIMIT;
  const more = items.length > 0 && (_links?.next !== undefined || items.length >= fullAt);
  return { items, more };
}

const envelope = z.looseObject({
  results: z.array(z.unknown()),
  limit: z.number().optional().catch(undefined),
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
