import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { clockText, countText, timeText } from '../localText.ts';
import { type OrganizationStatus, organizationStatus, type StatusKind } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';
import { durationText } from '../syncActivity/activityText.ts';
import type { Wait } from '../waitingSentence.ts';
import type { SyncView } from './syncService.ts';

type StatusBarParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'nowMs'>;

/** The one item of the status bar: shown while any organization is synced in the background, or right now. */
export function createStatusBar(parts: StatusBarParts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('confluenceAudit.sync', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Confluence audit sync');
  item.command = 'confluenceAudit.showStatusMenu';
  const update = (): void => show(item, parts);
  update();
  // What is behind falls further behind by itself.
  const timer = setInterval(update, UPDATE_MS);
  return vscode.Disposable.from(
    item,
    parts.organizations.onDidChange(update),
    parts.destinations.onDidChange(update),
    parts.sync.onDidChange(update),
    new vscode.Disposable(() => clearInterval(timer)),
  );
}

const UPDATE_MS = 60_000;

interface Shown {
  readonly organization: Organization;
  readonly view: SyncView;
  readonly status: OrganizationStatus;
  /** How far what is certainly sent is behind; undefined before the first sync, and where nobody syncs by itself. */
  readonly lagMs: number | undefined;
}

function show(item: vscode.StatusBarItem, parts: StatusBarParts): void {
  const { organizations, sync } = parts;
  const nowMs = parts.nowMs();
  const shown = organizations.list().flatMap((organization): Shown[] => {
    const view = sync.viewOf(organization);
    const { enabled } = organization.backgroundSync;
    if (!enabled && view.running === undefined) return [];
    const throughMs = view.state?.cursorMs;
    const lagMs = enabled && throughMs !== undefined ? Math.max(0, nowMs - throughMs) : undefined;
    return [{ organization, view, status: organizationStatus(organization, parts), lagMs }];
  });
  if (shown.length === 0) {
    item.hide();
    return;
  }
  const [icon, text] = waitSummary(shown) ?? summary(shown);
  const label = [text, ...lateParts(shown, nowMs)].join(', ');
  item.text = `$(${icon}) ${label}`;
  item.tooltip = tooltipOf(shown, nowMs);
  const hasFailed = shown.some(({ status }) => status.kind === 'failed');
  item.backgroundColor = hasFailed ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.accessibilityInformation = { label };
  item.show();
}

function tooltipOf(shown: readonly Shown[], nowMs: number): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  for (const { organization, view, status, lagMs } of shown) {
    tooltip
      .appendText(`${organization.displayName}:`)
      .appendMarkdown(` ${proseOf(`${status.word}. ${status.sentence}`)}`);
    const lines = [
      status.tokenWarning,
      status.stopped ? vscode.l10n.t('Background sync: {0}', status.background) : undefined,
      lagMs === undefined ? undefined : vscode.l10n.t('Behind by {0}', durationText(lagMs)),
      // Of being offline, the sentence tells it.
      view.nextSyncMs === undefined || status.kind === 'offline'
        ? undefined
        : vscode.l10n.t('Next sync: {0}', timeText(view.nextSyncMs, nowMs)),
    ];
    // Lines of the same paragraph.
    for (const line of lines) if (line !== undefined) tooltip.appendMarkdown(`  \n${proseOf(line)}`);
    tooltip.appendMarkdown('\n\n');
  }
  return tooltip;
}

/** As text, but with spaces: those that do not break, as VS Code makes of them, let lines end in the middle of words. */
function proseOf(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replaceAll('&nbsp;', ' ');
}

type Summary = readonly [icon: string, text: string];

/** Undefined unless something is synced, and all of it waits; the first wait that ends is told. */
function waitSummary(shown: readonly Shown[]): Summary | undefined {
  const running = shown.filter(({ status }) => status.kind === 'syncing');
  const waits = running.map(({ view }): Wait | undefined => view.running?.wait);
  const ends = waits.flatMap((wait) => wait?.untilMs ?? []);
  if (ends.length === 0 || ends.length < waits.length) return undefined;
  return ['clock', vscode.l10n.t('Confluence: waiting until {0}', clockText(Math.min(...ends)))];
}

/** What goes on is told first, then what failed, then what does not go on as it should. */
function summary(shown: readonly Shown[]): Summary {
  const count = (...kinds: readonly StatusKind[]): number =>
    shown.filter(({ status }) => kinds.includes(status.kind)).length;
  const running = shown.filter(({ status }) => status.kind === 'syncing');
  if (running.length > 0) return ['sync~spin', runningText(running)];
  const failed = count('failed');
  if (failed > 0) return ['warning', vscode.l10n.t('Confluence: {0} failed', countText(failed))];
  if (count('offline') > 0) return ['debug-disconnect', vscode.l10n.t('Confluence: offline')];
  if (count('awaitsApproval') > 0) return ['question', vscode.l10n.t('Confluence: waits for your agreement')];
  if (count('noDestination', 'neverSynced', 'cancelled') > 0) {
    return ['clock', vscode.l10n.t('Confluence: not synced yet')];
  }
  if (count('elsewhere') > 0) return ['multiple-windows', vscode.l10n.t('Confluence: synced by another window')];
  return ['check', vscode.l10n.t('Confluence: synced')];
}

/** A job alone says how far it is. */
function runningText(running: readonly Shown[]): string {
  const [only] = running;
  const isJob = running.length === 1 && only?.view.running?.kind !== 'sync';
  return isJob && only ? vscode.l10n.t('Confluence: {0}', only.status.word) : vscode.l10n.t('Confluence: syncing');
}

/** How far the slowest is behind, and when it goes on; nothing while all are as they should be. */
function lateParts(shown: readonly Shown[], nowMs: number): readonly string[] {
  const late = shown.filter(({ organization: { backgroundSync }, lagMs }) => {
    return lagMs !== undefined && lagMs > LATE_INTERVALS * backgroundSync.intervalMinutes * 60_000;
  });
  const [slowest] = late.sort((a, b) => (b.lagMs ?? 0) - (a.lagMs ?? 0));
  if (slowest?.lagMs === undefined) return [];
  const { nextSyncMs } = slowest.view;
  return [
    vscode.l10n.t('{0} behind', durationText(slowest.lagMs)),
    ...(nextSyncMs === undefined ? [] : [vscode.l10n.t('next sync at {0}', timeText(nextSyncMs, nowMs))]),
  ];
}

const LATE_INTERVALS = 3;
