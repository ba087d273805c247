import * as vscode from 'vscode';
import { clockText, countText } from '../localText.ts';
import { organizationStatus, type StatusKind } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';
import type { Wait } from '../waitingSentence.ts';

type StatusBarParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'nowMs'>;

/** The one item of the status bar: shown while any organization is synced in the background, or right now. */
export function createStatusBar(parts: StatusBarParts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('confluenceAudit.sync', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Confluence audit sync');
  item.command = 'confluenceAudit.showStatusMenu';
  const update = (): void => show(item, parts);
  update();
  return vscode.Disposable.from(
    item,
    parts.organizations.onDidChange(update),
    parts.destinations.onDidChange(update),
    parts.sync.onDidChange(update),
  );
}

function show(item: vscode.StatusBarItem, parts: StatusBarParts): void {
  const { organizations, sync } = parts;
  const shown = organizations
    .list()
    .filter(({ id, backgroundSync }) => backgroundSync.enabled || sync.progressOf(id) !== undefined)
    .map((organization) => ({ organization, status: organizationStatus(organization, parts) }));
  if (shown.length === 0) {
    item.hide();
    return;
  }
  const tooltip = new vscode.MarkdownString();
  for (const { organization, status } of shown) {
    tooltip.appendText(`${organization.displayName}: ${status.word}. ${status.sentence}`);
    // A line of the same paragraph.
    if (status.tokenWarning !== undefined) tooltip.appendMarkdown('  \n').appendText(status.tokenWarning);
    if (status.stopped) {
      const background = vscode.l10n.t('Background sync: {0}', status.background);
      tooltip.appendMarkdown('  \n').appendText(background);
    }
    tooltip.appendMarkdown('\n\n');
  }
  const count = (kind: StatusKind): number => shown.filter(({ status }) => status.kind === kind).length;
  const running = shown.filter(({ status }) => status.kind === 'syncing');
  const [icon, text] = waitSummary(running.map(({ organization }) => sync.waitOf(organization.id))) ?? summary(count);
  item.text = `$(${icon}) ${text}`;
  item.tooltip = tooltip;
  item.backgroundColor = count('failed') > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.accessibilityInformation = { label: text };
  item.show();
}

type Summary = readonly [icon: string, text: string];

/** Undefined unless something is synced, and all of it waits; the first wait that ends is told. */
function waitSummary(waits: readonly (Wait | undefined)[]): Summary | undefined {
  const ends = waits.flatMap((wait) => wait?.untilMs ?? []);
  if (ends.length === 0 || ends.length < waits.length) return undefined;
  return ['clock', vscode.l10n.t('Confluence: waiting until {0}', clockText(Math.min(...ends)))];
}

/** What goes on is told first, then what failed, then what does not go on as it should. */
function summary(count: (kind: StatusKind) => number): Summary {
  if (count('syncing') > 0) return ['sync~spin', vscode.l10n.t('Confluence: syncing')];
  const failed = count('failed');
  if (failed > 0) return ['warning', vscode.l10n.t('Confluence: {0} failed', countText(failed))];
  const waiting = count('noDestination') + count('neverSynced') + count('cancelled');
  if (waiting > 0) return ['clock', vscode.l10n.t('Confluence: not synced yet')];
  return ['check', vscode.l10n.t('Confluence: synced')];
}
