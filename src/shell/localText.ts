import { env, l10n } from 'vscode';

/** A count in the user's language. */
export function countText(count: number): string {
  return new Intl.NumberFormat(env.language).format(count);
}

/** "1 record", "1,234 records". */
export function recordsText(count: number): string {
  return count === 1 ? l10n.t('1 record') : l10n.t('{0} records', countText(count));
}

/** An instant in the user's language and time zone; today's as the time alone. */
export function timeText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const today = at.toDateString() === new Date(nowMs).toDateString();
  const style: Intl.DateTimeFormatOptions = today
    ? { timeStyle: 'short' }
    : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(env.language, style).format(at);
}

/** The time of day with its seconds, in the user's language and time zone. */
export function clockText(atMs: number): string {
  return new Intl.DateTimeFormat(env.language, { timeStyle: 'medium' }).format(atMs);
}

/** The day and the time, in the user's language and time zone. */
export function dayText(atMs: number): string {
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}
