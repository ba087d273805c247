import { l10n } from 'vscode';
import { type AuditWindow, SETTLE_MS } from '../../core/audit/auditWindow.ts';
import { askChoice, askText, type Choice } from '../quickInput.ts';
import { DAY_MS, spanText } from './activityText.ts';
import { holesText, LONGEST_KEPT_MS } from './coverageNodes.ts';
import { readFrom, readTo, typedText } from './rangeInput.ts';

export interface RangeQuestion {
  readonly title: string;
  readonly nowMs: number;
  /** Offered where there are any. */
  readonly holes: readonly AuditWindow[];
}

type Answer = readonly AuditWindow[] | 'custom';

/** Asks for a range; several windows where it is that of the holes. Undefined when a question was dismissed. */
export async function askRange(question: RangeQuestion): Promise<readonly AuditWindow[] | undefined> {
  const { title, nowMs, holes } = question;
  const toMs = nowMs - SETTLE_MS;
  const last = (lengthMs: number): Answer => [{ fromMs: nowMs - lengthMs, toMs }];
  const choices: Choice<Answer>[] = [
    { label: l10n.t('Last 7 days'), value: last(7 * DAY_MS) },
    { label: l10n.t('Last 30 days'), value: last(30 * DAY_MS) },
    { label: l10n.t('Last 90 days'), value: last(90 * DAY_MS) },
    { label: l10n.t('Everything the site keeps'), description: l10n.t('at most a year'), value: last(LONGEST_KEPT_MS) },
    ...(holes.length === 0
      ? []
      : [{ label: l10n.t('Only the holes'), description: holesText(holes.length), value: holes.toReversed() }]),
    { label: l10n.t('From … to …'), description: l10n.t('days and times that you type'), value: 'custom' },
  ];
  const choice = await askChoice(title, choices);
  return choice?.value === 'custom' ? askCustom(question) : choice?.value;
}

async function askCustom({ title, nowMs }: RangeQuestion): Promise<readonly AuditWindow[] | undefined> {
  const placeHolder = '2026-11-01 14:00';
  const from = await askText({
    ...{ title, placeHolder, prompt: l10n.t('From which day or time on, in your time zone?') },
    value: typedText(startOfDayMs(nowMs - 7 * DAY_MS)),
    judge: (typed) => messageOf(readFrom(typed, nowMs)),
  });
  const begin = from === undefined ? undefined : readFrom(from, nowMs);
  if (begin === undefined || !begin.ok) return undefined;
  const { atMs: fromMs } = begin;
  const to = await askText({
    ...{ title, placeHolder, prompt: l10n.t('Up to which day or time, in your time zone? A day is taken to its end.') },
    value: typedText(nowMs),
    judge: (typed) => messageOf(readTo(typed, fromMs, nowMs)),
  });
  const end = to === undefined ? undefined : readTo(to, fromMs, nowMs);
  // What is younger may not be over at the site; the next sync reads it.
  return end?.ok ? [{ fromMs, toMs: Math.max(fromMs, Math.min(end.atMs, nowMs - SETTLE_MS)) }] : undefined;
}

function messageOf(time: ReturnType<typeof readFrom>): string | undefined {
  return time.ok ? undefined : time.message;
}

function startOfDayMs(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** A range in words; of several windows how many they are. */
export function rangeText(windows: readonly AuditWindow[], nowMs: number): string {
  const [only] = windows;
  return windows.length === 1 && only !== undefined ? spanText(only, nowMs) : holesText(windows.length);
}
