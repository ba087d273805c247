import { l10n } from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { LONGEST_KEPT_MS } from './coverageNodes.ts';

/** An instant that somebody typed, or the sentence that says what is wrong with it. */
export type TypedTime = { readonly ok: true; readonly atMs: number } | { readonly ok: false; readonly message: string };

/** The beginning of a range: a day begins at midnight, or when the clocks are put forward at midnight, then. */
export function readFrom(typed: string, nowMs: number): TypedTime {
  const time = readTime(typed, 'beginning');
  if (!time.ok) return time;
  if (time.atMs >= nowMs) return wrong(l10n.t('This is in the future.'));
  if (time.atMs < nowMs - LONGEST_KEPT_MS) {
    return wrong(l10n.t('No site keeps its records for more than a year. Enter a day of the last 366 days.'));
  }
  return time;
}

/** The end of a range: a day ends with its last millisecond, today now. */
export function readTo(typed: string, fromMs: number, nowMs: number): TypedTime {
  const time = readTime(typed, 'end');
  if (!time.ok) return time;
  const isDay = DAY.test(typed.trim());
  const endMs = isDay && new Date(time.atMs).toDateString() === new Date(nowMs).toDateString() ? nowMs : time.atMs;
  if (endMs > nowMs) return wrong(l10n.t('This is in the future.'));
  return endMs > fromMs ? { ok: true, atMs: endMs } : wrong(l10n.t('The end must be later than the beginning.'));
}

/** A whole range; undefined where either end is wrong. */
export function readRange(from: string, to: string, nowMs: number): AuditWindow | undefined {
  const begins = readFrom(from, nowMs);
  const ends = begins.ok ? readTo(to, begins.atMs, nowMs) : begins;
  return begins.ok && ends.ok ? { fromMs: begins.atMs, toMs: ends.atMs } : undefined;
}

/** An instant as it is typed, in local time. */
export function typedText(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_AND_TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})$/;
const MINUTE_MS = 60_000;

function readTime(typed: string, end: 'beginning' | 'end'): TypedTime {
  const match = DAY.exec(typed.trim()) ?? DAY_AND_TIME.exec(typed.trim());
  if (match === null) return wrong(l10n.t('Enter a day and, if you like, a time: 2026-11-01 or 2026-11-01 14:00.'));
  const [year = 0, month = 0, day = 0, hours, minutes] = match.slice(1).map((part) => part && Number(part)) as number[];
  // In the middle of the day, where no clock is ever put forward.
  const noon = new Date(year, month - 1, day, 12);
  if (noon.getFullYear() !== year || noon.getMonth() !== month - 1 || noon.getDate() !== day) {
    return wrong(l10n.t('There is no such day.'));
  }
  if (hours === undefined || minutes === undefined) {
    const begin = new Date(year, month - 1, day).getTime();
    return { ok: true, atMs: end === 'beginning' ? begin : new Date(year, month - 1, day + 1).getTime() - 1 };
  }
  if (hours > 23 || minutes > 59) return wrong(l10n.t('There is no such time.'));
  const at = new Date(year, month - 1, day, hours, minutes);
  if (at.getHours() !== hours || at.getMinutes() !== minutes) {
    return wrong(l10n.t('There is no such time on that day: the clocks are put forward then.'));
  }
  return { ok: true, atMs: end === 'beginning' ? at.getTime() : lastOf(at) };
}

/** Where the clocks are put back, a time comes twice: a range ends with the second one, lest it leave something out. */
function lastOf(at: Date): number {
  const again = [30, 60, 120].map((later) => new Date(at.getTime() + later * MINUTE_MS));
  const same = again.find((other) => other.getHours() === at.getHours() && other.getMinutes() === at.getMinutes());
  return (same ?? at).getTime();
}

function wrong(message: string): TypedTime {
  return { ok: false, message };
}
