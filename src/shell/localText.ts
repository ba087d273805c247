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
  const today = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return formatted(atMs, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of day with its seconds, in the user's language and time zone. */
export function clockText(atMs: number): string {
  return formatted(atMs, { timeStyle: 'medium' });
}

/** The day and the time, in the user's language and time zone. */
export function dayText(atMs: number): string {
  return formatted(atMs, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The day alone, in the user's language and time zone. */
export function dateText(atMs: number): string {
  return formatted(atMs, { dateStyle: 'medium' });
}

/** An instant in a style of Intl. What a server sends may lie beyond every calendar, which Intl answers by throwing. */
export function formatted(atMs: number, style: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(new Date(atMs).getTime())) return l10n.t('an unknown time');
  return new Intl.DateTimeFormat(env.language, style).format(atMs);
}

/** When a pause is over, in whole minutes: rounded up, so that nobody comes before. */
export function pauseEndText(retryAfterMs: number, happenedAtMs: number): string {
  return timeText(Math.ceil((happenedAtMs + retryAfterMs) / 60_000) * 60_000, happenedAtMs);
}

/** A place as it is shown: of an address the host alone. */
export function hostOf(where: string): string {
  return URL.canParse(where) ? new URL(where).host : where;
}
