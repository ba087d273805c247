import * as z from 'zod';
import { Failure } from '../failure.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** The account that a token belongs to, as the site knows it. */
export interface SiteUser {
  readonly displayName: string;
  /** `atlassian` for a person, `app` for a service account. */
  readonly accountType: string;
  /** Whether it administers Confluence; undefined where the site does not tell. */
  readonly administrator: boolean | undefined;
}

/** Source: developer.atlassian.com/cloud/confluence/rest/v1/api-group-users, "Get current user". */
export async function readSiteUser(http: ConfluenceHttp, site: string, signal: AbortSignal): Promise<SiteUser> {
  const parsed = USER.safeParse(await http.getJson('/wiki/rest/api/user/current?expand=operations', signal));
  if (!parsed.success) throw new Failure('siteUnexpectedAnswer', { where: site, remark: 'no user' });
  const { displayName, accountType, operations } = parsed.data;
  return {
    displayName: displayName ?? '',
    accountType: accountType ?? '',
    administrator: operations?.some(
      ({ operation, targetType }) => operation === 'administer' && targetType === 'application',
    ),
  };
}

/**
 * The plan of the site, in capitals (`FREE`, `STANDARD`, `PREMIUM`); undefined where it does not tell.
 * Source: the same, api-group-settings, "Get system info".
 */
export async function readEdition(http: ConfluenceHttp, signal: AbortSignal): Promise<string | undefined> {
  const parsed = SYSTEM_INFO.safeParse(await http.getJson('/wiki/rest/api/settings/systemInfo', signal));
  return parsed.data?.edition?.toUpperCase();
}

const USER = z.object({
  displayName: z.string().optional().catch(undefined),
  accountType: z.string().optional().catch(undefined),
  operations: z
    .array(z.object({ operation: z.string(), targetType: z.string() }))
    .optional()
    .catch(undefined),
});
const SYSTEM_INFO = z.object({ edition: z.string().optional().catch(undefined) });
