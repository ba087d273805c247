import * as z from 'zod';
import type { Retention } from '../audit/retention.ts';
import { Failure } from '../failure.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** Asks a site how long it keeps its audit records. */
export async function readRetention(http: ConfluenceHttp, site: string, signal: AbortSignal): Promise<Retention> {
  const parsed = RETENTION.safeParse(await http.getJson('/wiki/rest/api/audit/retention', signal));
  if (!parsed.success) throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'no retention period' });
  return parsed.data;
}

const RETENTION = z.object({
  number: z.number().nonnegative(),
  units: z.string().transform((units) => units.toUpperCase()),
});
