import { l10n } from 'vscode';
import type { RunKind } from '../../core/sync/run.ts';
import type { RunProgress } from '../../core/sync/runSync.ts';
import { recordsText } from '../localText.ts';
import { shareOf } from '../syncActivity/activityText.ts';

/** "12 records sent so far, 34 % of the time range." */
export function progressSentence({ window, doneThroughMs, tally }: RunProgress): string {
  const sent = recordsText(tally.delivered);
  if (window === undefined) return l10n.t('{0} sent so far.', sent);
  return l10n.t('{0} sent so far, {1} % of the time range.', sent, Math.floor(shareOf(window, doneThroughMs) * 100));
}

/** What a run does just now, in a few words. */
export function runningWord(kind: RunKind): string {
  return RUNNING[kind]();
}

const RUNNING: Readonly<Record<RunKind, () => string>> = {
  sync: () => l10n.t('Syncing'),
  backfill: () => l10n.t('Backfilling'),
  reconcile: () => l10n.t('Reconciling'),
  dailySweep: () => l10n.t('Looking for late records'),
  weeklySweep: () => l10n.t('Looking for late records'),
  replay: () => l10n.t('Sending again'),
  retry: () => l10n.t('Sending from quarantine'),
  dryRun: () => l10n.t('Counting'),
};
