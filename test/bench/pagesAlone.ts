import type * as z from 'zod';
import { PAGE_LIMIT } from '../../src/core/confluence/auditPage.ts';
import type { siteValues } from './sandboxHttp.ts';

/** Fetches the pages of a site's audit log one after another, and does nothing with them. In seconds. */
export async function pagesAlone(
  site: z.infer<typeof siteValues>,
  records: number,
): Promise<{ readonly pagesSeconds: number }> {
  const { email, token } = site.administrator;
  const headers = { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` };
  const toMs = Date.now();
  const startedMs = performance.now();
  for (let start = 0; start < records; start += PAGE_LIMIT) {
    const query = `startDate=0&endDate=${toMs}&start=${start}&limit=${PAGE_LIMIT}`;
    const response = await fetch(`${site.url}/wiki/rest/api/audit?${query}`, { headers });
    if (!response.ok) throw new Error(`the sandbox answers ${response.status}`);
    await response.arrayBuffer();
  }
  return { pagesSeconds: (performance.now() - startedMs) / 1000 };
}
