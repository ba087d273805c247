import type { FailureCode } from '../failure.ts';

/**
 * The failure behind a site's HTTP status other than 200. `body` is the beginning of the answer's text, empty where that
 * is a web page.
 */
export function failureOfStatus(status: number, body: string): FailureCode {
  const row = STATUS_TABLE.find((one) => one.status(status) && (one.body === undefined || one.body.test(body)));
  return row?.code ?? 'siteUnexpectedStatus';
}

interface StatusRow {
  readonly status: (status: number) => boolean;
  readonly body?: RegExp;
  readonly code: FailureCode;
}

const is =
  (...statuses: readonly number[]) =>
  (status: number): boolean =>
    statuses.includes(status);

/**
 * First match wins. One 401 or 403 has several causes, and only the wording tells them apart: a token whose scopes do
 * not fit ("scope does not match", Atlassian's gateway), a user without Confluence ("not permitted to use Confluence",
 * seen in the field), the Free plan, and one who is not an administrator. A 401 may well be a login page.
 */
const STATUS_TABLE: readonly StatusRow[] = [
  { status: is(401, 403), body: /\bscopes?\b/i, code: 'siteScopeMissing' },
  { status: is(401), code: 'siteWrongCredentials' },
  { status: is(403), body: /not permitted to use confluence/i, code: 'siteNoConfluenceAccess' },
  {
    status: is(403),
    body: /\bfree (plan|edition|tier)\b|\bnot (available|included) (on|in) (your|this|the) .*\b(plan|edition)\b/i,
    code: 'sitePlanWithoutAudit',
  },
  { status: is(403), body: /administrat|permission/i, code: 'siteNotAdministrator' },
  { status: is(403), code: 'siteForbidden' },
  { status: is(404, 410), code: 'siteNotFound' },
  { status: is(408), code: 'timedOut' },
  { status: is(413, 414, 431), code: 'siteRequestTooLarge' },
  { status: is(429), code: 'siteRateLimited' },
  { status: (status) => status >= 500, code: 'siteServerError' },
  { status: (status) => status >= 300 && status < 400, code: 'siteRedirected' },
];
