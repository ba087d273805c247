import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { SyncProgress } from '../../core/sync/syncOrganization.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import { countText, recordsText, timeText } from '../localText.ts';

export type StatusKind = 'syncing' | 'failed' | 'noDestination' | 'neverSynced' | 'synced' | 'cancelled';

/** How an organization stands, in words. */
export interface OrganizationStatus {
  readonly kind: StatusKind;
  /** One or two words. */
  readonly word: string;
  /** A sentence; for a failure it says what to do. */
  readonly sentence: string;
  readonly lastSync: string;
  readonly records: string;
}

export interface StatusBasis {
  readonly organization: Organization;
  /** Undefined until it was read from the disk. */
  readonly state: SyncState | undefined;
  readonly progress: SyncProgress | undefined;
  readonly hasDestination: boolean;
  readonly nowMs: number;
}

export function organizationStatus(basis: StatusBasis): OrganizationStatus {
  const { state, nowMs } = basis;
  const lastRun = state?.lastRun;
  const delivered = recordsText(state?.deliveredTotal ?? 0);
  const quarantined = state?.quarantinedTotal ?? 0;
  return {
    ...kindOf(basis),
    lastSync: lastRun === undefined ? l10n.t('never') : timeText(lastRun.endedAtMs, nowMs),
    records: quarantined === 0 ? delivered : l10n.t('{0}, {1} in quarantine', delivered, countText(quarantined)),
  };
}

function kindOf({
  state,
  progress,
  hasDestination,
  nowMs,
}: StatusBasis): Pick<OrganizationStatus, 'kind' | 'word' | 'sentence'> {
  if (progress !== undefined) {
    const percent = Math.floor(progress.share * 100);
    const sentence = l10n.t('{0} sent so far, {1} % of the time range.', recordsText(progress.delivered), percent);
    return { kind: 'syncing', word: l10n.t('Syncing'), sentence };
  }
  const lastRun = state?.lastRun;
  if (lastRun?.outcome === 'failed' && lastRun.failure !== undefined) {
    return { kind: 'failed', word: l10n.t('Failed'), sentence: failureSentence(lastRun.failure) };
  }
  if (!hasDestination) {
    const sentence = l10n.t('Records can be previewed. Choose a destination to sync them.');
    return { kind: 'noDestination', word: l10n.t('No destination'), sentence };
  }
  if (lastRun?.outcome === 'cancelled') {
    const sentence = l10n.t('The last sync was cancelled. The next one goes on from there.');
    return { kind: 'cancelled', word: l10n.t('Cancelled'), sentence };
  }
  if (state?.readThroughMs === undefined) {
    return { kind: 'neverSynced', word: l10n.t('Not synced yet'), sentence: l10n.t('Nothing was synced yet.') };
  }
  const sentence = l10n.t('Every record up to {0} was delivered.', timeText(state.readThroughMs, nowMs));
  return { kind: 'synced', word: l10n.t('Synced'), sentence };
}
