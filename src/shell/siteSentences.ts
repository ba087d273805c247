import { l10n } from 'vscode';
import type { FailureCode, FailureDetail } from '../core/failure.ts';
import { hostOf, pauseEndText } from './localText.ts';

/** Says what happened, and what to do. `happenedAtMs` gives a wait an end. */
export type Sentence = (detail: FailureDetail, happenedAtMs: number | undefined) => string;

/** What can go wrong with a Confluence site, as opposed to the way there. */
export const SITE_SENTENCES = {
  siteWrongCredentials: ({ where }) =>
    l10n.t(
      '{0} does not accept this user name and API token. Check that the token belongs to this e-mail address and has not expired or been revoked.',
      hostOf(where),
    ),
  siteTokenExpired: ({ where }) =>
    l10n.t('The API token for {0} has expired. Create a new one and enter it in the organization.', hostOf(where)),
  siteNotAdministrator: ({ where }) =>
    l10n.t(
      'The user may not read the audit log of {0}: it needs the Confluence Administrator permission. Ask an administrator of your Atlassian organization for it.',
      hostOf(where),
    ),
  sitePlanWithoutAudit: ({ where }) =>
    l10n.t('{0} is on the Free plan, which has no audit log: the site needs a paid plan.', hostOf(where)),
  siteNoConfluenceAccess: ({ where }) =>
    l10n.t(
      'The user has no access to Confluence on {0}. Give it product access first, then make it Confluence administrator.',
      hostOf(where),
    ),
  siteForbidden: ({ where }) =>
    l10n.t(
      '{0} refuses to show its audit log. The user must be Confluence administrator, the plan must not be Free, and a token with scopes needs read:audit-log:confluence.',
      hostOf(where),
    ),
  siteScopeMissing: ({ where }) =>
    l10n.t(
      'The API token is one with scopes, and {0} does not let it read the audit log. Create a new one with the scope read:audit-log:confluence; its user needs the Confluence Administrator permission.',
      hostOf(where),
    ),
  siteNotFound: ({ where }) => l10n.t('There is no Confluence at {0}. Check the organization URL.', hostOf(where)),
  siteNotCloud: ({ where }) =>
    l10n.t(
      'There is no Confluence Cloud site at {0}. Check the organization URL: it usually ends in .atlassian.net, for instance acme.atlassian.net. Confluence Data Center is not supported.',
      hostOf(where),
    ),
  siteCustomDomain: ({ where }) =>
    l10n.t(
      "{0} is a custom domain, where only tokens with scopes can be used. Enter the site's own address, which ends in .atlassian.net; admin.atlassian.com shows it under Apps, App URLs.",
      hostOf(where),
    ),
  siteRequestTooLarge: ({ where, status }) =>
    l10n.t(
      '{0}, or a proxy before it, finds the request too large (status {1}). Shorten the search text, if there is one.',
      hostOf(where),
      status ?? '',
    ),
  siteRateLimited: ({ where, retryAfterMs }, happenedAtMs) =>
    retryAfterMs === undefined || happenedAtMs === undefined
      ? l10n.t('{0} has received too many requests. Try again in a few minutes.', hostOf(where))
      : l10n.t(
          '{0} has received too many requests and asks for a pause. Try again after {1}.',
          hostOf(where),
          pauseEndText(retryAfterMs, happenedAtMs),
        ),
  siteServerError: ({ where, status, retryAfterMs }, happenedAtMs) =>
    retryAfterMs === undefined || happenedAtMs === undefined
      ? l10n.t(
          '{0} has a problem of its own (status {1}). Try again later; status.atlassian.com tells more.',
          hostOf(where),
          status ?? '',
        )
      : l10n.t(
          '{0} has a problem of its own (status {1}) and asks for a pause. Try again after {2}; status.atlassian.com tells more.',
          hostOf(where),
          status ?? '',
          pauseEndText(retryAfterMs, happenedAtMs),
        ),
  siteUnexpectedStatus: ({ where, status }) =>
    l10n.t('{0} answered in an unexpected way (status {1}). Check the organization URL.', hostOf(where), status ?? ''),
  siteRedirected: ({ where }) =>
    l10n.t(
      '{0} redirects to another page instead of answering. Check the organization URL; it must be the address of the Confluence site itself.',
      hostOf(where),
    ),
  siteNotJson: ({ where }) =>
    l10n.t(
      '{0} answered with a web page instead of audit records. Check the organization URL, and that no sign-in page or proxy stands in between.',
      hostOf(where),
    ),
  siteCutOff: ({ where }) => l10n.t('The answer of {0} was not complete. Try again.', hostOf(where)),
  siteUnexpectedAnswer: ({ where }) =>
    l10n.t(
      '{0} answered with something that is not its audit log. Check the organization URL; the log has the details.',
      hostOf(where),
    ),
  siteTooManyPages: ({ where }) =>
    l10n.t(
      '{0} does not stop sending pages, so nothing was taken from it. Choose a shorter time range.',
      hostOf(where),
    ),
  siteUnstableAnswer: ({ where }) =>
    l10n.t(
      '{0} gave different records each time it was asked for the same range, so none were taken. Try again later.',
      hostOf(where),
    ),
  siteClockWrong: ({ where }) =>
    l10n.t(
      "By the site's own clock, the time that was to be read at {0} has not come yet, so nothing was taken. Check the clock of this computer; if it is right, that of the site, or of a proxy before it, is wrong. The next sync tries again.",
      hostOf(where),
    ),
} satisfies Readonly<Record<Extract<FailureCode, `site${string}`>, Sentence>>;
