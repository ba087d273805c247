import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { countText, dayText, recordsText } from '../localText.ts';
import { destinationText } from '../sentinel/destinationTree.ts';
import { oneLine } from './activityText.ts';
import type { Sending } from './consent.ts';
import type { Counted } from './countFirst.ts';

const SCHEME = 'confluence-audit-dry-run';

/** What the open documents show; in memory only. */
const texts = new Map<string, string>();

export interface DryRunReport {
  readonly sending: Sending;
  readonly windows: readonly AuditWindow[];
  readonly counted: Counted;
  readonly nowMs: number;
}

/** Serves the results of dry runs as documents that can only be read, and are never on the disk. */
export function serveDryRuns(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: ({ path }) =>
        texts.get(path) ?? vscode.l10n.t('This result is no longer kept. Do the dry run again.'),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) texts.delete(uri.path);
    }),
    new vscode.Disposable(() => texts.clear()),
  );
}

export async function showDryRun(report: DryRunReport): Promise<void> {
  const name = report.sending.organization.displayName.replace(/[^\p{L}\p{N} .-]+/gu, '-');
  const at = new Date(report.nowMs).toISOString().replace(/:/g, '.');
  const path = `/${vscode.l10n.t('Dry run')} ${name} ${at}.txt`;
  texts.set(path, dryRunText(report));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`${SCHEME}:${encodeURI(path)}`));
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Plain text: names and reasons may hold anything. */
function dryRunText({ sending, windows, counted, nowMs }: DryRunReport): string {
  const { organization, destination } = sending;
  const { tally, reasons } = counted.found;
  const why = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  const shown = why.slice(0, MAX_REASONS);
  const rest = why.slice(MAX_REASONS).reduce((sum, [, count]) => sum + count, 0);
  return [
    vscode.l10n.t('Dry run of {0}', oneLine(organization.displayName)),
    vscode.l10n.t('Nothing was sent, and nothing was written.'),
    ...(counted.end === 'cancelled' ? [vscode.l10n.t('It was cancelled: this is only a part.')] : []),
    '',
    vscode.l10n.t('Made: {0}', dayText(nowMs)),
    vscode.l10n.t('Site: {0}', organization.site),
    vscode.l10n.t('Destination: {0} ({1})', oneLine(destination.displayName), destinationText(destination)),
    ...windows.map(({ fromMs, toMs }) => vscode.l10n.t('Range: {0} – {1}', dayText(fromMs), dayText(toMs))),
    '',
    vscode.l10n.t('Read: {0}', recordsText(tally.fetched)),
    vscode.l10n.t('Would be sent: {0}', recordsText(tally.delivered)),
    vscode.l10n.t('In batches: {0}', countText(tally.batches)),
    vscode.l10n.t('Bytes before compression: {0}', countText(tally.bytes)),
    vscode.l10n.t('Known already (delivered or discarded), so left out: {0}', recordsText(tally.alreadyDelivered)),
    vscode.l10n.t('Would go into quarantine: {0}', recordsText(tally.quarantined)),
    ...shown.map(([reason, count]) => `  ${oneLine(reason)}: ${countText(count)}`),
    ...(rest === 0 ? [] : [`  ${vscode.l10n.t('for other reasons: {0}', countText(rest))}`]),
    '',
  ].join('\n');
}

const MAX_REASONS = 20;
