import * as vscode from 'vscode';
import { countText } from '../localText.ts';
import { organizationStatus } from '../organization/organizationStatus.ts';
import type { Parts } from '../parts.ts';

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

function show(item: vscode.StatusBarItem, { organizations, destinations, sync, nowMs }: StatusBarParts): void {
  const shown = organizations
    .list()
    .filter(({ id, backgroundSync }) => backgroundSync.enabled || sync.progressOf(id) !== undefined)
    .map((organization) => ({
      organization,
      status: organizationStatus({
        organization,
        state: sync.knownStateOf(organization.id),
        progress: sync.progressOf(organization.id),
        hasDestination: destinations.get(organization.destinationId ?? '') !== undefined,
        nowMs: nowMs(),
      }),
    }));
  if (shown.length === 0) {
    item.hide();
    return;
  }
  const syncing = shown.filter(({ status }) => status.kind === 'syncing');
  const failed = shown.filter(({ status }) => status.kind === 'failed');
  const text = new vscode.MarkdownString();
  for (const { organization, status } of shown) {
    text.appendText(`${organization.displayName}: ${status.word}. ${status.sentence}`).appendMarkdown('\n\n');
  }
  item.tooltip = text;
  item.backgroundColor = failed.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  if (syncing.length > 0) item.text = `$(sync~spin) ${vscode.l10n.t('Confluence: syncing')}`;
  else if (failed.length > 0)
    item.text = `$(warning) ${vscode.l10n.t('Confluence: {0} failed', countText(failed.length))}`;
  else item.text = `$(sync) ${vscode.l10n.t('Confluence: synced')}`;
  item.accessibilityInformation = { label: item.text.replace(/\$\([^)]*\)\s*/g, '') };
  item.show();
}
