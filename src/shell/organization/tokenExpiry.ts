import { env, l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { daysLeft, isDay, MAX_TOKEN_DAYS, WARN_DAYS } from '../../core/organization/tokenExpiry.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';

/** When an organization's token ends, in words. */
export interface TokenExpiry {
  /** `soon` and `expired` are worth a warning. */
  readonly stage: 'unknown' | 'later' | 'soon' | 'expired';
  /** Without its subject, as in "expires in 12 days". */
  readonly words: string;
  /** The same with the day, as in "expires in 12 days (Oct 19, 2026)". */
  readonly wordsAndDay: string;
}

/** Undefined for the sample, which has no token. */
export function tokenExpiry({ kind, tokenExpiresOn }: Organization, nowMs: number): TokenExpiry | undefined {
  if (kind === 'sample') return undefined;
  if (tokenExpiresOn === undefined) {
    const unknown = l10n.t('no expiry date known');
    return { stage: 'unknown', words: unknown, wordsAndDay: unknown };
  }
  const left = daysLeft(tokenExpiresOn, nowMs);
  const words = wordsFor(left);
  const stage = left < 0 ? 'expired' : left <= WARN_DAYS ? 'soon' : 'later';
  return { stage, words, wordsAndDay: l10n.t('{0} ({1})', words, dayText(tokenExpiresOn)) };
}

function wordsFor(left: number): string {
  if (left < 0) return l10n.t('has expired');
  if (left === 0) return l10n.t('expires today');
  return left === 1 ? l10n.t('expires tomorrow') : l10n.t('expires in {0} days', left);
}

/** A day such as `2026-12-31` in the user's language. */
export function dayText(day: string): string {
  const style: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(env.language, style).format(new Date(`${day}T00:00:00Z`));
}

export interface TypedExpiry {
  /** Trimmed; empty where nobody knows. */
  readonly day: string;
  /** Whether a token was typed too, rather than the stored one kept. */
  readonly newToken: boolean;
  /** The day of the token that is stored. */
  readonly storedDay: string | undefined;
  readonly nowMs: number;
}

/**
 * Judges the last day of a token. That the stored token has expired must not keep anybody from changing something else,
 * so it is a warning. With a new token a past day is certainly wrong, most likely that of the former token, and would
 * make a working token look expired: it is refused, rather than dropped behind the back of who sees it in the field. A
 * day to come that was there before may be right, so one is only asked to look.
 */
export function judgeTokenExpiry({ day, newToken, storedDay, nowMs }: TypedExpiry): readonly OrganizationNote[] {
  if (day === '') return [];
  if (!isDay(day)) return [note('failed', l10n.t('Enter the day like 2026-12-31, or leave it empty.'))];
  const left = daysLeft(day, nowMs);
  if (left < 0 && newToken) {
    return [note('failed', l10n.t('This day is past. Enter the last day of the new token, or leave it empty.'))];
  }
  if (left < 0) return [note('warning', l10n.t('This token has expired. Create a new one and enter it.'))];
  // The day may be of a time zone that is ahead.
  if (left > MAX_TOKEN_DAYS + 1) {
    return [note('warning', l10n.t('Tokens of Atlassian live for a year at most. Check the day.'))];
  }
  if (newToken && day === storedDay) {
    return [note('warning', l10n.t('This is the last day of the former token. Check that of the new one.'))];
  }
  return [];
}

function note(verdict: OrganizationNote['verdict'], text: string): OrganizationNote {
  return { field: 'tokenExpiresOn', verdict, text };
}
