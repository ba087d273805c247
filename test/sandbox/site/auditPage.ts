import { type Answer, jsonText } from '../answers.ts';
import type { RecordPage, RecordQuery, RecordStore } from '../recordStore.ts';
import { siteFailure } from './siteFailure.ts';
import type { SiteBehaviour } from './siteOptions.ts';

export interface AuditLog {
  /** The site's own origin. */
  readonly ownUrl: string;
  readonly store: RecordStore;
  readonly options: SiteBehaviour;
  /** Called before the page is read, with the newest moment that still belongs to its window. */
  readonly beforeReading: (newestMs: number) => void;
  readonly nowMs: () => number;
}

/** One page of the audit log, as the query of this address asks for it. */
export function auditPage({ ownUrl, store, options, beforeReading, nowMs }: AuditLog, url: URL): Answer {
  const asked = askedPage(url.searchParams);
  if (typeof asked === 'string') return siteFailure(400, asked);
  const { startDate, endDate, start } = asked;
  beforeReading(Math.min(endDate, nowMs()));
  const query: RecordQuery = {
    window: { fromMs: startDate, toMs: endDate },
    start,
    limit: Math.min(asked.limit, options.pageCap ?? PAGE_CAP),
    search: url.searchParams.get('searchString') ?? '',
    order: options.order,
  };
  const { json: results, total } = options.endless ? endlessPage(query, nowMs()) : store.page(query);

  const limit = options.limitEcho === 'asked' ? asked.limit : query.limit;
  const nextStart = start + results.length;
  const next = new URLSearchParams(url.searchParams);
  next.set('limit', String(limit));
  next.set('start', String(nextStart));
  const envelope = {
    start,
    limit,
    size: options.size === 'total' ? total : results.length,
    _links: {
      base: `${ownUrl}/wiki`,
      context: '/wiki',
      self: `${ownUrl}${url.pathname}${url.search}`,
      // Only while there is more.
      ...(results.length > 0 && nextStart < total ? nextLink(`/rest/api/audit?${next}`, ownUrl, options) : {}),
    },
  };
  // The records are JSON already.
  return jsonText(200, `{"results":[${results.join(',')}],${JSON.stringify(envelope).slice(1)}`);
}

const PAGE_CAP = 1000;

/** Gives what is wrong with the query, if anything is. */
function askedPage(asked: URLSearchParams) {
  const numbers = { startDate: 0, endDate: Number.MAX_SAFE_INTEGER, start: 0, limit: PAGE_CAP };
  for (const name of ['startDate', 'endDate', 'start', 'limit'] as const) {
    const text = asked.get(name);
    if (text === null) continue;
    if (!/^\d+$/u.test(text)) return `${name} is not a number: ${text.slice(0, 40)}`;
    numbers[name] = Number(text);
  }
  return numbers;
}

function endlessPage({ window, limit }: RecordQuery, nowMs: number): RecordPage {
  const creationDate = Math.max(window.fromMs, Math.min(window.toMs, nowMs));
  const record = JSON.stringify({ summary: 'Page archived', category: 'Page', creationDate });
  return { json: Array.from({ length: limit }, () => record), total: Number.MAX_SAFE_INTEGER };
}

function nextLink(next: string, ownUrl: string, { nextLink: kind = 'relative' }: SiteBehaviour): { next?: string } {
  if (kind === 'missing') return {};
  if (kind === 'absolute') return { next: `${ownUrl}/wiki${next}` };
  return { next: kind === 'foreign' ? `https://elsewhere.example/wiki${next}` : next };
}
