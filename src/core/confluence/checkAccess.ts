import type { AuditWindow } from '../audit/auditWindow.ts';
import { readAuditPage } from './auditPage.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

export interface SiteAccess {
  /** Epoch milliseconds of the newest record of the window, or undefined where it holds none. */
  readonly newestMs: number | undefined;
  /** Records on the page that was read, at most a page's worth. */
  readonly count: number;
  readonly more: boolean;
}

/** Reads one page of the window: shows that the site answers, knows the user and lets it read the audit log. */
export async function checkSiteAccess(
  http: ConfluenceHttp,
  site: string,
  { window, signal }: { readonly window: AuditWindow; readonly signal: AbortSignal },
): Promise<SiteAccess> {
  const { items, more } = await readAuditPage(http, site, { window, start: 0, signal });
  const times = items.flatMap(({ timeMs }) => (timeMs === undefined ? [] : [timeMs]));
  return { newestMs: times.length > 0 ? Math.max(...times) : undefined, count: items.length, more };
}
