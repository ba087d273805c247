import { l10n } from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { RunKind, Tally } from '../../core/sync/run.ts';
import { countText, dayText, recordsText, timeText } from '../localText.ts';

/** What a run does, in a word or two. */
export function kindText(kind: RunKind): string {
  return KINDS[kind]();
}

const KINDS: Readonly<Record<RunKind, () => string>> = {
  sync: () => l10n.t('Sync'),
  dailySweep: () => l10n.t('Daily look back'),
  weeklySweep: () => l10n.t('Weekly look back'),
  backfill: () => l10n.t('Backfill'),
  reconcile: () => l10n.t('Reconciliation'),
  replay: () => l10n.t('Replay'),
  retry: () => l10n.t('Retry from quarantine'),
  dryRun: () => l10n.t('Dry run'),
};

/** What became of the records, as short as it can be told: "120 sent · 3,402 known already · 2 in doubt". */
export function tallyText({ delivered, alreadyDelivered, quarantined, recordsInDoubt }: Tally): string {
  const parts = [
    l10n.t('{0} sent', countText(delivered)),
    ...(alreadyDelivered === 0 ? [] : [l10n.t('{0} known already', countText(alreadyDelivered))]),
    ...(quarantined === 0 ? [] : [l10n.t('{0} in quarantine', countText(quarantined))]),
    ...(recordsInDoubt === 0 ? [] : [l10n.t('{0} in doubt', countText(recordsInDoubt))]),
  ];
  return parts.join(' · ');
}

/** Every count of a run, a line each. */
export function tallyLines(tally: Tally): readonly string[] {
  return [
    l10n.t('{0} read', recordsText(tally.fetched)),
    l10n.t('{0} sent', recordsText(tally.delivered)),
    l10n.t('{0} known already (delivered or discarded)', recordsText(tally.alreadyDelivered)),
    l10n.t('{0} in quarantine', recordsText(tally.quarantined)),
    l10n.t('{0} acknowledged, {1} bytes', batchesText(tally.batches), countText(tally.bytes)),
    ...(tally.batchesInDoubt === 0
      ? []
      : [l10n.t('{0} in doubt, with {1}', batchesText(tally.batchesInDoubt), recordsText(tally.recordsInDoubt))]),
  ];
}

/** "1 batch", "12 batches". */
export function batchesText(count: number): string {
  return count === 1 ? l10n.t('1 batch') : l10n.t('{0} batches', countText(count));
}

/** A span of time in the user's language and time zone; without the day where all of it is today's. */
export function spanText({ fromMs, toMs }: AuditWindow, nowMs: number): string {
  const [from, to] = [fromMs, toMs].map((atMs) => timeText(atMs, nowMs));
  if (from === to) return from ?? '';
  const isToday = from !== dayText(fromMs);
  return l10n.t('{0} – {1}', from ?? '', isToday ? (to ?? '') : dayText(toMs));
}

/** A length of time in its largest fitting unit, rounded down. */
export function durationText(lengthMs: number): string {
  const [minutes, hours, days] = [MINUTE_MS, HOUR_MS, DAY_MS].map((unit) => Math.floor(lengthMs / unit));
  if ((days ?? 0) >= 2) return l10n.t('{0} days', countText(days ?? 0));
  if ((hours ?? 0) >= 2) return l10n.t('{0} h', countText(hours ?? 0));
  if ((minutes ?? 0) >= 2) return l10n.t('{0} min', countText(minutes ?? 0));
  return lengthMs < 1000 ? l10n.t('< 1 s') : l10n.t('{0} s', countText(Math.floor(lengthMs / 1000)));
}

/** How much of a window is done, from 0 to 1. */
export function shareOf({ fromMs, toMs }: AuditWindow, doneThroughMs: number | undefined): number {
  if (doneThroughMs === undefined || toMs <= fromMs) return 0;
  return Math.min(1, Math.max(0, (doneThroughMs - fromMs) / (toMs - fromMs)));
}

export function percentText(share: number): string {
  return l10n.t('{0} %', countText(Math.floor(share * 100)));
}

/** Text from elsewhere as one short line: a row of a tree has no room for more. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * MAX_LINE)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line;
}

const MAX_LINE = 200;
export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
