import * as z from 'zod';
import { Failure, failurePolicy } from '../failure.ts';
import { siteKind } from '../organization/siteAddress.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/**
 * The id of the site behind an address, which anybody may ask for and which is the same at each of its addresses; by
 * this one knows a Confluence Cloud site before a token is sent to it. Source: Atlassian support, "Retrieve my Atlassian
 * site's Cloud ID".
 */
export async function readCloudId(anonymous: ConfluenceHttp, site: string, signal: AbortSignal): Promise<string> {
  const answer = await anonymous.getJson('/_edge/tenant_info', signal).catch((error: unknown) => {
    throw error instanceof Failure && isAnotherServer(error, site) ? new Failure('siteNotCloud', error.detail) : error;
  });
  const parsed = TENANT_INFO.safeParse(answer);
  if (!parsed.success) throw new Failure('siteNotCloud', { where: site, status: 200, remark: 'no cloudId' });
  return parsed.data.cloudId;
}

/** Where the API of a site is reached by its id. Sites on this machine are their own gateway. */
export function gatewayBase(site: string, cloudId: string): string {
  const gateway = siteKind(site) === 'thisMachine' ? site : ATLASSIAN_GATEWAY;
  return `${gateway}/ex/confluence/${cloudId}`;
}

const ATLASSIAN_GATEWAY = 'https://api.atlassian.com';
const TENANT_INFO = z.object({ cloudId: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) });
/**
 * Any answer but the one that each site gives, unless it is one of those that pass. At an address of Atlassian's own, a web
 * page or half an answer says more of what stands in between than of the site.
 */
function isAnotherServer({ code, detail }: Failure, site: string): boolean {
  if (detail.status === undefined || code.startsWith('proxy')) return false;
  if (code === 'siteNotJson' || code === 'siteCutOff') return siteKind(site) === 'customDomain';
  return failurePolicy(code) !== 'retry';
}
