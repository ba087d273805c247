import type { FailureCode } from '../failure.ts';

/** The failure behind a site's HTTP status other than 200. `body` is the beginning of the answer's text. */
export function failureOfStatus(status: number, body: string): FailureCode {
  return STATUS_TABLE.find((row) => row.matches(status, body))?.code ?? 'siteUnexpectedStatus';
}

/**
 * First match wins. One 403 has several causes; the wording tells a user without Confluence access ("not permitted to
 * use Confluence", seen in the field) from one who is not an administrator.
 */
const STATUS_TABLE: readonly {
  readonly matches: (status: number, body: string) => boolean;
  readonly code: FailureCode;
}[] = [
  { matches: (status) => status === 401, code: 'siteWrongCredentials' },
  {
    matches: (status, body) => status === 403 && /not permitted to use confluence/i.test(body),
    code: 'siteNoConfluenceAccess',
  },
  { matches: (status, body) => status === 403 && /administrat|permission/i.test(body), code: 'siteNotAdministrator' },
  { matches: (status) => status === 403, code: 'siteForbidden' },
  { matches: (status) => status === 404, code: 'siteNotFound' },
  { matches: (status) => status === 408, code: 'timedOut' },
  { matches: (status) => status === 429, code: 'siteRateLimited' },
  { matches: (status) => status >= 500, code: 'siteServerError' },
  { matches: (status) => status >= 300 && status < 400, code: 'siteRedirected' },
];
