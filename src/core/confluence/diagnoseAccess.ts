import type { AuditWindow } from '../audit/auditWindow.ts';
import { driftTotal } from '../audit/drift.ts';
import { createDriftCounter } from '../audit/driftCounter.ts';
import { horizonMs } from '../audit/retention.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { WARN_DAYS } from '../organization/tokenExpiry.ts';
import type { AnswerHead } from './answerHead.ts';
import type { AuditPage } from './auditPage.ts';
import type { DiagnosisStep, Seen, StepResult } from './diagnosis.ts';
import type { Door } from './findDoor.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { readRetention } from './readRetention.ts';
import { readEdition, readSiteUser, type SiteUser } from './siteUser.ts';

export interface AccessOptions extends Door {
  readonly site: string;
  readonly window: AuditWindow;
  /** What kept the site from telling its id, before anything was asked with the token. */
  readonly unreachable: Failure | undefined;
  readonly tokenDaysLeft: number | undefined;
  readonly nowMs: () => number;
}

/**
 * What the token's user may do, told apart as far as the site lets one look: a token with scopes may not see who it
 * belongs to, and then the audit log that was or was not read has to tell.
 */
export async function* diagnoseAccess(options: AccessOptions, signal: AbortSignal): AsyncGenerator<StepResult> {
  const { site, http, page, window, nowMs } = options;
  const failed = new Set<DiagnosisStep>();
  // The same trouble as a moment ago is told once.
  if (!page.ok && page.failure.code === options.unreachable?.code) failed.add('reachability');
  const told = (result: StepResult): StepResult => {
    if (result.verdict === 'failed') failed.add(result.step);
    return result;
  };

  const user = await outcomeOf(readSiteUser(http, site, signal));
  // Who is told whose token it is has shown at which door it is known.
  const scopes = options.scopes ?? (user.ok ? options.at === 'gateway' : undefined);
  if (scopes !== undefined) yield { step: 'tokenKind', verdict: 'ok', seen: { kind: 'token', scopes } };
  yield told(judgeAuthentication({ ...options, scopes }, user));
  if (!failed.has('authentication')) {
    yield told(judgeProductAccess(page, user));
    yield told(judgeAdministrator(page, user, site));
    const edition = await outcomeOf(readEdition(http, signal));
    yield told(judgePlan(page, edition, site));
    if (scopes !== undefined) yield told(judgeScope(page, scopes));
  }
  const cause = CAUSES.find((step) => failed.has(step));
  if (page.ok) yield { step: 'auditRead', verdict: 'ok', seen: recordsSeen(page.value, window) };
  else if (cause === undefined) yield { step: 'auditRead', verdict: 'failed', failure: page.failure };
  else yield { step: 'auditRead', verdict: 'skipped', because: cause };

  if (page.ok) {
    const retention = await outcomeOf(readRetention(http, site, signal));
    const horizon = retention.ok ? horizonMs(retention.value, nowMs()) : undefined;
    if (retention.ok) {
      yield {
        step: 'retention',
        verdict: 'ok',
        seen: { kind: 'retention', retention: retention.value, horizonMs: horizon },
      };
    } else if (retention.failure.detail.status === 403 || retention.failure.detail.status === 401) {
      yield { step: 'retention', verdict: 'skipped', because: 'notVisible' };
    } else yield { step: 'retention', verdict: 'failed', failure: retention.failure };
  } else yield { step: 'retention', verdict: 'skipped', because: 'auditRead' };

  yield* judgeHeads(options.head, http.lastAnswer());
}

/** In the order in which one hides the next. */
const CAUSES = ['reachability', 'authentication', 'productAccess', 'plan', 'scope', 'administrator'] as const;

function says<T>(outcome: Outcome<T>, code: FailureCode): boolean {
  return !outcome.ok && outcome.failure.code === code;
}

/** Why one cannot tell: the site keeps it from the token, or did not answer well. */
function unseen(page: Outcome<AuditPage>): DiagnosisStep | 'notVisible' {
  return page.ok || page.failure.detail.status === 403 || page.failure.detail.status === 401
    ? 'notVisible'
    : 'auditRead';
}

function judgeAuthentication(
  { site, page, scopes, tokenDaysLeft }: AccessOptions,
  user: Outcome<SiteUser>,
): StepResult {
  const step = 'authentication';
  const warned = tokenDaysLeft !== undefined && tokenDaysLeft <= WARN_DAYS;
  if (user.ok) {
    const { displayName: name, accountType: type } = user.value;
    const seen: Seen = { kind: 'account', name, type, tokenDaysLeft };
    return { step, verdict: warned ? 'warning' : 'ok', seen };
  }
  if (scopes !== undefined) {
    const seen: Seen = { kind: 'account', name: '', type: '', tokenDaysLeft };
    return { step, verdict: warned ? 'warning' : 'ok', seen };
  }
  // A page that was read has told the kind of token, so here none was. What is no refusal says nothing of the token.
  const failure = page.ok ? user.failure : page.failure;
  if (failure.code === 'siteCustomDomain') return { step, verdict: 'failed', failure };
  if (failure.code !== 'siteWrongCredentials') return { step, verdict: 'skipped', because: 'auditRead' };
  const expired = tokenDaysLeft !== undefined && tokenDaysLeft < 0;
  return { step, verdict: 'failed', failure: expired ? new Failure('siteTokenExpired', { where: site }) : failure };
}

function judgeProductAccess(page: Outcome<AuditPage>, user: Outcome<SiteUser>): StepResult {
  const step = 'productAccess';
  if (user.ok) return { step, verdict: 'ok', seen: { kind: 'productAccess' } };
  if (page.ok) return { step, verdict: 'ok', seen: { kind: 'impliedByAudit' } };
  const refused = [user, page].find((outcome) => says<unknown>(outcome, 'siteNoConfluenceAccess'));
  if (refused?.ok === false) return { step, verdict: 'failed', failure: refused.failure };
  return { step, verdict: 'skipped', because: unseen(page) };
}

function judgeAdministrator(page: Outcome<AuditPage>, user: Outcome<SiteUser>, site: string): StepResult {
  const step = 'administrator';
  if (user.ok && user.value.administrator === true) return { step, verdict: 'ok', seen: { kind: 'administrator' } };
  if (page.ok) return { step, verdict: 'ok', seen: { kind: 'impliedByAudit' } };
  if (says(page, 'siteNotAdministrator')) return { step, verdict: 'failed', failure: page.failure };
  // What the user may do is not always told right: it explains a refusal, and nothing else.
  if (user.ok && user.value.administrator === false && page.failure.detail.status === 403) {
    return { step, verdict: 'failed', failure: new Failure('siteNotAdministrator', { where: site }) };
  }
  return { step, verdict: 'skipped', because: unseen(page) };
}

function judgePlan(page: Outcome<AuditPage>, edition: Outcome<string | undefined>, site: string): StepResult {
  const step = 'plan';
  const name = edition.ok ? edition.value : undefined;
  if (!page.ok && page.failure.code === 'sitePlanWithoutAudit')
    return { step, verdict: 'failed', failure: page.failure };
  if (!page.ok && name === 'FREE') {
    return { step, verdict: 'failed', failure: new Failure('sitePlanWithoutAudit', { where: site }) };
  }
  if (name !== undefined) return { step, verdict: 'ok', seen: { kind: 'plan', edition: name } };
  if (page.ok) return { step, verdict: 'ok', seen: { kind: 'impliedByAudit' } };
  return { step, verdict: 'skipped', because: unseen(page) };
}

function judgeScope(page: Outcome<AuditPage>, scopes: boolean): StepResult {
  const step = 'scope';
  if (!scopes) return { step, verdict: 'ok', seen: { kind: 'noScopesNeeded' } };
  if (page.ok) return { step, verdict: 'ok', seen: { kind: 'scopeFits' } };
  if (page.failure.code === 'siteScopeMissing') return { step, verdict: 'failed', failure: page.failure };
  return { step, verdict: 'skipped', because: unseen(page) };
}

function recordsSeen({ items, more }: AuditPage, { fromMs, toMs }: AuditWindow): Seen {
  const drift = createDriftCounter();
  let unreadable = 0;
  let newestMs: number | undefined;
  for (const item of items) {
    if ('record' in item) drift.add(item.record);
    else unreadable += 1;
    if (item.timeMs !== undefined) newestMs = Math.max(newestMs ?? item.timeMs, item.timeMs);
  }
  const days = Math.round((toMs - fromMs) / DAY_MS);
  return {
    kind: 'records',
    count: items.length,
    more: more === 'yes',
    newestMs,
    unreadable,
    unknown: driftTotal(drift.drift()),
    days,
  };
}

/** The clock by the last answer; the limits by what both have told, as only one may have been refused for them. */
function* judgeHeads(first: AnswerHead | undefined, last: AnswerHead | undefined): Generator<StepResult> {
  if (last === undefined) return;
  if (last.siteTimeMs === undefined) yield { step: 'clock', verdict: 'skipped', because: 'notVisible' };
  else {
    // The header leaves the milliseconds out: on average half a second.
    const aheadMs = last.receivedAtMs - last.siteTimeMs - 500;
    const verdict = Math.abs(aheadMs) > CLOCK_TOLERANCE_MS ? 'warning' : 'ok';
    yield { step: 'clock', verdict, seen: { kind: 'clock', aheadMs } };
  }
  const headers = { ...first?.rateLimit, ...last.rateLimit };
  if (Object.keys(headers).length === 0) yield { step: 'rateLimit', verdict: 'ok', seen: { kind: 'noLimits' } };
  else {
    const near = /^true$/i.test(headers['x-ratelimit-nearlimit'] ?? '') || headers['x-ratelimit-remaining'] === '0';
    const asked = headers['retry-after'] !== undefined;
    yield { step: 'rateLimit', verdict: near || asked ? 'warning' : 'ok', seen: { kind: 'limits', headers } };
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Less is no matter: what is younger than some seconds is left for later anyway. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;
