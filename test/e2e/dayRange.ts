import { expect } from 'vitest';
import type { Window } from '../vscode/openWindow.ts';
import { answerInput, pickItem, readQuickInput } from '../vscode/quickInput.ts';
import { DAY_MS } from './arrivals.ts';

/** From the first through the last of these days, in local time. */
export interface DayRange {
  readonly fromDaysAgo: number;
  readonly toDaysAgo: number;
}

/** Types a range of whole days into the questions with this title. */
export async function answerDayRange(window: Window, title: string, { fromDaysAgo, toDaysAgo }: DayRange) {
  const says = (sentence: RegExp) =>
    expect.poll(async () => (await readQuickInput(window, title)).message).toMatch(sentence);
  await readQuickInput(window, title);
  await pickItem(window, 'From … to …');
  await says(/^From which day/);
  await answerInput(window, dayText(fromDaysAgo));
  await says(/^Up to which day/);
  await answerInput(window, dayText(toDaysAgo));
}

/** Both ends inclusive, as the extension reads the days. */
export function windowOfDays({ fromDaysAgo, toDaysAgo }: DayRange): { readonly fromMs: number; readonly toMs: number } {
  const startOfMs = (daysAgo: number) => new Date(`${dayText(daysAgo)} 00:00`).getTime();
  return { fromMs: startOfMs(fromDaysAgo), toMs: startOfMs(toDaysAgo - 1) - 1 };
}

function dayText(daysAgo: number): string {
  const at = new Date(STARTED_MS - daysAgo * DAY_MS);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** The days stay the same, should midnight pass. */
const STARTED_MS = Date.now();
