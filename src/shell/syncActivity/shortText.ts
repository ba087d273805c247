import { l10n } from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { formatted, timeText } from '../localText.ts';
import { DAY_MS } from './activityText.ts';

/**
 * A span of time for a row in a narrow side bar: without this year, and without times where they say little. The whole
 * of it is for the row's tooltip.
 */
export function shortSpanText(window: AuditWindow, nowMs: number): string {
  const [from, to] = isOfDays(window)
    ? [shortDayText(window.fromMs, nowMs), shortDayText(window.toMs, nowMs)]
    : [shortTimeText(window.fromMs, nowMs), endText(window, nowMs)];
  return from === to ? from : l10n.t('{0} – {1}', from, to);
}

/** How such a span begins. */
export function spanStartText(window: AuditWindow, nowMs: number): string {
  return isOfDays(window) ? shortDayText(window.fromMs, nowMs) : shortTimeText(window.fromMs, nowMs);
}

/** An instant: today's as the time alone, this year's without the year. */
export function shortTimeText(atMs: number, nowMs: number): string {
  if (!isSameYear(atMs, nowMs) || isSameDay(atMs, nowMs)) return timeText(atMs, nowMs);
  return formatted(atMs, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
}

/** A day once is enough, unless it is today, which is told by no day at all. */
function endText({ fromMs, toMs }: AuditWindow, nowMs: number): string {
  const isOneDay = isSameDay(fromMs, toMs) && !Number.isNaN(new Date(toMs).getTime());
  return isOneDay ? timeText(toMs, toMs) : shortTimeText(toMs, nowMs);
}

function shortDayText(atMs: number, nowMs: number): string {
  const year = isSameYear(atMs, nowMs) ? {} : ({ year: 'numeric' } as const);
  return formatted(atMs, { month: 'short', day: 'numeric', ...year });
}

function isOfDays({ fromMs, toMs }: AuditWindow): boolean {
  if (toMs - fromMs > LONG_MS) return true;
  const startOfDay = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);
  // Windows end with their last instant, and what somebody typed with its last minute.
  return fromMs === startOfDay(fromMs) && startOfDay(toMs) !== startOfDay(toMs + 60_000);
}

function isSameDay(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).toDateString() === new Date(otherMs).toDateString();
}

function isSameYear(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).getFullYear() === new Date(otherMs).getFullYear();
}

const LONG_MS = 3 * DAY_MS;
