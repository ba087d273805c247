import { l10n } from 'vscode';
import { type DriftEntry, driftEntries, NO_DRIFT } from '../../core/audit/drift.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import { failureSentence } from '../failureSentences.ts';
import { clockText, countText, recordsText, timeText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { progressSentence, runningWord } from '../sync/progressText.ts';
import type { SyncView } from '../sync/syncService.ts';
import { shareOf } from '../syncActivity/activityText.ts';
import { waitingReason } from '../waitingSentence.ts';
import { type TokenExpiry, tokenExpiry } from './tokenExpiry.ts';

export type StatusKind =
  | 'syncing'
  | 'elsewhere'
  | 'failed'
  | 'offline'
  | 'noDestination'
  | 'awaitsApproval'
  | 'neverSynced'
  | 'synced'
  | 'cancelled';

/** How an organization stands, in words. */
export interface OrganizationStatus {
  readonly kind: StatusKind;
  /** One or two words; of a wait also when it ends, of a job how far it is. */
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
  const view = sync.viewOf(organization);
  const { state, quarantined } = view;
  const delivered = recordsText(state?.deliveredTotal ?? 0);
  const hasDestination = destinations.get(organization.destinationId ?? '') !== undefined;
  const kind = runningStatus(view) ?? (hasDestination ? restingStatus(view, nowMs) : noDestination());
  const expiry = tokenExpiry(organization, nowMs);
  const stopped = organization.backgroundSync.enabled && view.stopped;
  const warns = expiry?.stage === 'soon' || expiry?.stage === 'expired';
  return {
    ...kind,
    tokenExpiry: expiry,
    tokenWarning: warns ? l10n.t('API token: {0}', expiry.words) : undefined,
    background: stopped ? l10n.t('stopped until repaired') : intervalText(organization),
    stopped,
    drift: driftEntries(state?.drift ?? NO_DRIFT),
    lastSync: lastSyncText(view, nowMs),
    records: quarantined === 0 ? delivered : l10n.t('{0}, {1} in quarantine', delivered, countText(quarantined)),
  };
}

type Standing = Pick<OrganizationStatus, 'kind' | 'word' | 'sentence'>;

function intervalText({ backgroundSync: { enabled, intervalMinutes } }: Organization): string {
  return enabled ? l10n.t('every {0} min', intervalMinutes) : l10n.t('off');
}

function lastSyncText({ state }: SyncView, nowMs: number): string {
  const lastRun = state?.lastRun;
  if (lastRun === undefined) return l10n.t('never');
  const at = timeText(lastRun.endedAtMs, nowMs);
  if (lastRun.outcome === 'failed' && !isUnapproved(lastRun)) return l10n.t('{0}, failed', at);
  return lastRun.outcome === 'cancelled' ? l10n.t('{0}, cancelled', at) : at;
}

/** What goes on just now, here or elsewhere; undefined where nothing does. */
function runningStatus({ running, elsewhere }: SyncView): Standing | undefined {
  if (running?.wait !== undefined) {
    const word = l10n.t('Waiting until {0}', clockText(running.wait.untilMs));
    return { kind: 'syncing', word, sentence: waitingReason(running.wait) };
  }
  if (running !== undefined) {
    const { kind, progress } = running;
    const word = runningWord(kind);
    const { window, doneThroughMs } = progress;
    const isJob = kind !== 'sync' && window !== undefined;
    const percent = window === undefined ? 0 : Math.floor(shareOf(window, doneThroughMs) * 100);
    return {
      kind: 'syncing',
      word: isJob ? l10n.t('{0}, {1} %', word, countText(percent)) : word,
      sentence: progressSentence(progress),
    };
  }
  if (elsewhere === undefined) return undefined;
  const by = l10n.t('It is being synced by another window: {0}.', elsewhere.title);
  const far = elsewhere.progress && progressSentence(elsewhere.progress);
  return {
    kind: 'elsewhere',
    word: l10n.t('Synced by another window'),
    sentence: far === undefined ? by : `${by} ${far}`,
  };
}

function noDestination(): Standing {
  const sentence = l10n.t('Records can be previewed. Choose a destination to sync them.');
  return { kind: 'noDestination', word: l10n.t('No destination'), sentence };
}

function restingStatus(view: SyncView, nowMs: number): Standing {
  const { state, failure, offline, awaitsApproval, nextSyncMs } = view;
  const lastRun = state?.lastRun;
  if (failure !== undefined) {
    return { kind: 'failed', word: l10n.t('Failed'), sentence: failureSentence(failure, nowMs) };
  }
  if (offline) {
    const sentence =
      nextSyncMs === undefined
        ? l10n.t('This computer is offline. Nothing is lost; it is synced once the computer is online again.')
        : l10n.t('This computer is offline. Nothing is lost; the next try is at {0}.', timeText(nextSyncMs, nowMs));
    return { kind: 'offline', word: l10n.t('Offline'), sentence };
  }
  if (awaitsApproval !== undefined || (lastRun !== undefined && isUnapproved(lastRun))) {
    return { kind: 'awaitsApproval', word: l10n.t('Waits for your agreement'), sentence: approvalSentence(view) };
  }
  if (lastRun?.outcome === 'failed' && lastRun.failure !== undefined) {
    return { kind: 'failed', word: l10n.t('Failed'), sentence: failureSentence(lastRun.failure, lastRun.endedAtMs) };
  }
  if (lastRun?.outcome === 'cancelled') {
    const sentence = l10n.t('The last sync was cancelled. The next one goes on from there.');
    return { kind: 'cancelled', word: l10n.t('Cancelled'), sentence };
  }
  return coverageStatus(state, nowMs);
}

function approvalSentence({ awaitsApproval }: SyncView): string {
  const found = awaitsApproval?.found;
  if (found === undefined) return l10n.t('Nothing was sent there yet. Use Sync Now, and agree to the first send.');
  const count = recordsText(found.tally.delivered);
  return l10n.t('Ready to be sent: {0}. Use Sync Now, and agree to the first send.', count);
}

function coverageStatus(state: SyncState | undefined, nowMs: number): Standing {
  const throughMs = state?.cursorMs;
  if (throughMs === undefined) {
    return { kind: 'neverSynced', word: l10n.t('Not synced yet'), sentence: l10n.t('Nothing was synced yet.') };
  }
  const sentence = l10n.t('Read and sent up to {0}.', timeText(throughMs, nowMs));
  return { kind: 'synced', word: l10n.t('Synced'), sentence };
}

/** It failed only because nobody had agreed yet. */
function isUnapproved({ failure }: RunSummary): boolean {
  return failure?.code === 'notApproved';
}
