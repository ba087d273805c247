import { l10n } from 'vscode';
import { type AuditWindow, SETTLE_MS } from '../../core/audit/auditWindow.ts';
import { firstSyncFromMs, type Organization } from '../../core/organization/organization.ts';
import { holesIn } from '../../core/sync/coverage.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import { countText, timeText } from '../localText.ts';
import type { SyncView } from '../sync/syncService.ts';
import { type ActivityNode, tellingNode } from './activityNode.ts';
import { DAY_MS, durationText, MINUTE_MS, spanText } from './activityText.ts';
import { shortSpanText, shortTimeText, spanStartText } from './shortText.ts';

/** No site keeps its records for longer. Source: Atlassian support, "View the audit log": at most one year. */
export const LONGEST_KEPT_MS = 366 * DAY_MS;

/**
 * What was never read, between the beginning of what the first sync reads, or of what was read before that by hand, and
 * where the next sync goes on; newest first. What the site has thrown away cannot be read any more, and is left out.
 */
export function openHoles(organization: Organization, state: SyncState, nowMs: number): readonly AuditWindow[] {
  const toMs = state.coverage.at(-1)?.toMs;
  if (toMs === undefined) return [];
  const wantedFromMs = Math.min(firstSyncFromMs(organization), state.coverage[0]?.fromMs ?? toMs);
  const fromMs = Math.max(wantedFromMs, nowMs - LONGEST_KEPT_MS, (lostOf(state)?.toMs ?? 0) + 1);
  return holesIn(state.coverage, { fromMs, toMs }).toReversed();
}

export function holesText(count: number): string {
  return count === 1 ? l10n.t('1 hole') : l10n.t('{0} holes', countText(count));
}

type CoveredView = Pick<SyncView, 'failure' | 'stopped'> & { readonly state: SyncState };

/** The whole of an organization's coverage, below one row. */
export function coverageNode(organization: Organization, view: CoveredView, nowMs: number): ActivityNode {
  const { state } = view;
  const holes = openHoles(organization, state, nowMs);
  const id = `${organization.id}/coverage`;
  const base = { id, organization, label: l10n.t('Coverage') };
  const [oldest] = state.coverage;
  if (oldest === undefined) return { ...base, icon: 'circle-outline', description: l10n.t('nothing was read yet') };
  const rows = [
    ...pendingRow(organization, state, nowMs),
    ...state.coverage.map((window) => coveredRow(organization, window, { coverage: state.coverage, nowMs })),
    ...holes.map((window) => holeRow(organization, window, nowMs)),
    ...lostRow(organization, state, nowMs),
  ].sort((one, other) => (other.window?.fromMs ?? 0) - (one.window?.fromMs ?? 0));
  if (holes.length > 0) {
    const warning = { icon: 'warning', color: 'problemsWarningIcon.foreground', expanded: true } as const;
    // Under the id of a row that had nothing below, it would stay folded.
    return { ...base, ...warning, id: `${id}/holes`, description: holesText(holes.length), children: () => rows };
  }
  if (lostOf(state) !== undefined) {
    const description = l10n.t('a part is no longer kept by the site');
    return { ...base, icon: 'warning', color: 'problemsWarningIcon.foreground', description, children: () => rows };
  }
  const description =
    state.coverage.length === 1
      ? l10n.t('{0}, without a hole', coveredText(oldest, nowMs))
      : l10n.t('without a hole, as far as the site keeps its records');
  const [icon, color] = goesOn(view) ? ['pass', 'testing.iconPassed'] : ['circle-outline', undefined];
  const full = spanText({ fromMs: oldest.fromMs, toMs: state.coverage.at(-1)?.toMs ?? oldest.toMs }, nowMs);
  const covered = { ...base, icon, ...(color && { color }), description, lines: [full, description] };
  return rows.length === 1 ? covered : { ...covered, children: () => rows };
}

function lostOf(state: SyncState): AuditWindow | undefined {
  return state.lastRun?.lost;
}

/** What was covered may be whole, and yet nobody reads what comes after it. */
function goesOn({ state, failure, stopped }: CoveredView): boolean {
  return !stopped && failure === undefined && state.lastRun?.outcome !== 'failed';
}

/** Its end is told to the minute also where the beginning is not: it says how far the last sync came. */
function coveredText({ fromMs, toMs }: AuditWindow, nowMs: number): string {
  const from = spanStartText({ fromMs, toMs }, nowMs);
  const to = nowMs - toMs < NOW_MS ? l10n.t('now') : shortTimeText(toMs, nowMs);
  return l10n.t('{0} – {1}', from, to);
}

function coveredRow(
  organization: Organization,
  window: AuditWindow,
  { coverage, nowMs }: { readonly coverage: SyncState['coverage']; readonly nowMs: number },
): ActivityNode {
  const id = `${organization.id}/covered/${window.fromMs}`;
  const isNewest = window === coverage.at(-1);
  const label = isNewest ? coveredText(window, nowMs) : shortSpanText(window, nowMs);
  const state = l10n.t('Read and sent');
  const lines = [`${spanText(window, nowMs)}: ${state}`];
  return { id, organization, label, lines, icon: 'check', state, window, context: 'covered' };
}

function holeRow(organization: Organization, window: AuditWindow, nowMs: number): ActivityNode {
  return {
    // It is filled upwards, so that its end stays.
    ...{ id: `${organization.id}/hole/${window.toMs}`, organization, window, context: 'hole' },
    label: shortSpanText(window, nowMs),
    description: l10n.t('never read, {0}', durationText(window.toMs - window.fromMs + 1)),
    lines: [
      spanText(window, nowMs),
      l10n.t('This time was never read, or not whole. Fill reads it and sends what is in it.'),
    ],
    state: l10n.t('Hole'),
    ...{ icon: 'circle-large-outline', color: 'problemsWarningIcon.foreground' },
  };
}

/** What comes after the last sync is no hole: the next one reads it. */
function pendingRow(organization: Organization, state: SyncState, nowMs: number): readonly ActivityNode[] {
  const cursorMs = state.cursorMs ?? nowMs;
  if (nowMs - cursorMs < PENDING_MS) return [];
  const window = { fromMs: cursorMs + 1, toMs: nowMs };
  const label = l10n.t('{0} – now', shortTimeText(window.fromMs, nowMs));
  const description = l10n.t('left for the next sync');
  const id = `${organization.id}/pending`;
  const lines = [l10n.t('{0} – now', timeText(window.fromMs, nowMs)), description];
  return [{ id, organization, label, description, lines, icon: 'clock', window, context: 'pending' }];
}

function lostRow(organization: Organization, state: SyncState, nowMs: number): readonly ActivityNode[] {
  const window = lostOf(state);
  if (window === undefined) return [];
  const row = tellingNode(organization, `${organization.id}/lost`, shortSpanText(window, nowMs));
  const description = l10n.t('no longer kept by the site');
  const lines = [spanText(window, nowMs), description];
  return [{ ...row, icon: 'circle-slash', description, lines, window, context: 'lost' }];
}

/** Background syncs are at most so far apart, most of the time. */
const PENDING_MS = 60 * MINUTE_MS;
/** A sync leaves the settling delay to the next one, and nothing here is drawn more often than each minute. */
const NOW_MS = 2 * MINUTE_MS + SETTLE_MS;
