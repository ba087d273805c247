import { l10n } from 'vscode';
import { type DriftEntry, driftEntries, NO_DRIFT } from '../../core/audit/drift.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { SyncProgress } from '../../core/sync/syncOrganization.ts';
import type { RunSummary, SyncState } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import { clockText, countText, recordsText, timeText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { waitingReason } from '../waitingSentence.ts';
import { type TokenExpiry, tokenExpiry } from './tokenExpiry.ts';

export type StatusKind = 'syncing' | 'failed' | 'noDestination' | 'neverSynced' | 'synced' | 'cancelled';

/** How an organization stands, in words. */
export interface OrganizationStatus {
  readonly kind: StatusKind;
  /** One or two words; of a wait also when it ends. */
  readonly word: string;
  /** A sentence; for a failure it says what to do. */
  readonly sentence: string;
  readonly lastSync: string;
  readonly records: string;
  /** What is known of its token's end; undefined for the sample. It comes beside the rest: a failure is still told. */
  readonly tokenExpiry: TokenExpiry | undefined;
  /** In a few words; undefined while the token is good for long, as far as anybody said. */
  readonly tokenWarning: string | undefined;
  /** Whether and how often it is synced in the background. */
  readonly background: string;
  /** Whether background sync has stopped until a person has repaired something. */
  readonly stopped: boolean;
  /** What was synced that no catalogue knows, the most frequent first. */
  readonly drift: readonly DriftEntry[];
}

export type StatusParts = Pick<Parts, 'destinations' | 'sync' | 'nowMs'>;

export function organizationStatus(organization: Organization, parts: StatusParts): OrganizationStatus {
  const { destinations, sync } = parts;
  const nowMs = parts.nowMs();
  const state = sync.knownState(organization);
  const lastRun = state?.lastRun;
  const delivered = recordsText(state?.deliveredTotal ?? 0);
  const quarantined = state?.quarantinedTotal ?? 0;
  const kind = kindOf({
    state,
    progress: sync.progressOf(organization.id),
    wait: sync.waitOf(organization.id),
    hasDestination: destinations.get(organization.destinationId ?? '') !== undefined,
    nowMs,
  });
  const expiry = tokenExpiry(organization, nowMs);
  const stopped = organization.backgroundSync.enabled && sync.isStopped(organization.id);
  const warns = expiry?.stage === 'soon' || expiry?.stage === 'expired';
  return {
    ...kind,
    tokenExpiry: expiry,
    tokenWarning: warns ? l10n.t('API token: {0}', expiry.words) : undefined,
    background: stopped ? l10n.t('stopped until repaired') : intervalText(organization),
    stopped,
    drift: driftEntries(state?.drift ?? NO_DRIFT),
    lastSync: lastRun === undefined ? l10n.t('never') : lastSyncText(lastRun, nowMs),
    records: quarantined === 0 ? delivered : l10n.t('{0}, {1} in quarantine', delivered, countText(quarantined)),
  };
}

function intervalText({ backgroundSync: { enabled, intervalMinutes } }: Organization): string {
  return enabled ? l10n.t('every {0} min', intervalMinutes) : l10n.t('off');
}

function lastSyncText({ endedAtMs, outcome }: RunSummary, nowMs: number): string {
  const at = timeText(endedAtMs, nowMs);
  if (outcome === 'failed') return l10n.t('{0}, failed', at);
  return outcome === 'cancelled' ? l10n.t('{0}, cancelled', at) : at;
}

interface StatusBasis {
  /** Undefined until it was read from the disk. */
  readonly state: SyncState | undefined;
  readonly progress: SyncProgress | undefined;
  readonly wait: ReturnType<Parts['sync']['waitOf']>;
  readonly hasDestination: boolean;
  readonly nowMs: number;
}

function kindOf({
  state,
  progress,
  wait,
  hasDestination,
  nowMs,
}: StatusBasis): Pick<OrganizationStatus, 'kind' | 'word' | 'sentence'> {
  if (progress !== undefined && wait !== undefined) {
    const word = l10n.t('Waiting until {0}', clockText(wait.untilMs));
    return { kind: 'syncing', word, sentence: waitingReason(wait) };
  }
  if (progress !== undefined) {
    const percent = Math.floor(progress.share * 100);
    const sentence = l10n.t('{0} sent so far, {1} % of the time range.', recordsText(progress.delivered), percent);
    return { kind: 'syncing', word: l10n.t('Syncing'), sentence };
  }
  if (!hasDestination) {
    const sentence = l10n.t('Records can be previewed. Choose a destination to sync them.');
    return { kind: 'noDestination', word: l10n.t('No destination'), sentence };
  }
  const lastRun = state?.lastRun;
  if (lastRun?.outcome === 'failed' && lastRun.failure !== undefined) {
    return { kind: 'failed', word: l10n.t('Failed'), sentence: failureSentence(lastRun.failure, lastRun.endedAtMs) };
  }
  if (lastRun?.outcome === 'cancelled') {
    const sentence = l10n.t('The last sync was cancelled. The next one goes on from there.');
    return { kind: 'cancelled', word: l10n.t('Cancelled'), sentence };
  }
  if (state?.readThroughMs === undefined) {
    return { kind: 'neverSynced', word: l10n.t('Not synced yet'), sentence: l10n.t('Nothing was synced yet.') };
  }
  const sentence = l10n.t('Read and sent up to {0}.', timeText(state.readThroughMs, nowMs));
  return { kind: 'synced', word: l10n.t('Synced'), sentence };
}
