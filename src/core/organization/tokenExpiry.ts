/** Atlassian's tokens live for a year at most. Source: Atlassian support, "Manage API tokens". */
export const MAX_TOKEN_DAYS = 365;
/** From so many days before its end on, a token's expiry is warned of. */
export const WARN_DAYS = 14;

/** Whether a text is a day of the calendar: `2026-12-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(text);
}

/**
 * Whole days until the last day on which a token works: 0 on that day, negative after it. The day is that of the
 * computer's time zone, as Atlassian's page shows it in the browser's.
 */
export function daysLeft(day: string, nowMs: number): number {
  const now = new Date(nowMs);
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.UTC(year, month - 1, date) - today) / DAY_MS);
}

const DAY_MS = 86_400_000;
