import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { RunSummary } from '../../core/sync/syncState.ts';
import type { Repair } from '../failureRepairs.ts';
import { failureSentence } from '../failureSentences.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { chooseDestination } from '../sentinel/chooseDestination.ts';
import { waitingSentence } from '../waitingSentence.ts';
import { LOG_ACTION, offer, runRepairs } from './runRepairs.ts';

/** Syncs one organization at the user's wish, with progress, cancel and a closing sentence. */
export async function syncNow(parts: Parts, organization: Organization): Promise<void> {
  const { organizations, destinations } = parts;
  let destination = destinations.get(organization.destinationId ?? '');
  if (destination === undefined) {
    destination = await chooseDestination(parts, organization.displayName);
    if (destination === undefined) return;
    const { id: destinationId } = destination;
    organization = await organizations.update(organization.id, (current) => ({ ...current, destinationId }));
  }
  const summary = await runWithProgress(parts, organization);
  tell(organization, destination, summary);
}

async function runWithProgress({ sync }: Parts, organization: Organization): Promise<RunSummary> {
  const { id, displayName } = organization;
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Syncing {0}', displayName),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    let shownPercent = 0;
    const show = (): void => {
      const now = sync.progressOf(id);
      if (now === undefined) return;
      const wait = sync.waitOf(id);
      const percent = Math.floor(now.share * 100);
      progress.report({
        message: wait ? waitingSentence(wait) : vscode.l10n.t('{0} sent', recordsText(now.delivered)),
        increment: Math.max(0, percent - shownPercent),
      });
      shownPercent = Math.max(shownPercent, percent);
    };
    const following = vscode.Disposable.from(
      sync.onDidChange(show),
      cancellation.onCancellationRequested(() => sync.cancel(id)),
    );
    try {
      return await sync.run(id);
    } finally {
      following.dispose();
    }
  });
}

function tell(organization: Organization, destination: Destination, summary: RunSummary): void {
  const { displayName } = organization;
  const records = recordsText(summary.delivered);
  if (summary.failure !== undefined) {
    const reason = failureSentence(summary.failure, summary.endedAtMs);
    const sentence =
      summary.delivered === 0
        ? vscode.l10n.t('{0} could not be synced. {1}', displayName, reason)
        : vscode.l10n.t('{0} was synced only in part: {1} sent. {2}', displayName, records, reason);
    offer(vscode.window.showErrorMessage, sentence, ...runRepairs(summary.failure, organization, destination));
  } else if (summary.outcome === 'cancelled') {
    offer(
      vscode.window.showInformationMessage,
      vscode.l10n.t('Sync of {0} cancelled after {1}. The next one goes on from there.', displayName, records),
    );
  } else if (summary.quarantined > 0) {
    const kept = recordsText(summary.quarantined);
    offer(
      vscode.window.showWarningMessage,
      vscode.l10n.t(
        '{0}: {1} sent to {2}. Not sent, but kept in quarantine: {3}.',
        displayName,
        records,
        destination.displayName,
        kept,
      ),
      LOG_ACTION(),
    );
  } else {
    const sentence =
      summary.delivered === 0
        ? vscode.l10n.t('{0}: no new records.', displayName)
        : vscode.l10n.t('{0}: {1} sent to {2}.', displayName, records, destination.displayName);
    offer(
      vscode.window.showInformationMessage,
      sentence,
      ...(destination.kind === 'folder' ? [FOLDER_ACTION(destination)] : []),
    );
  }
}

const FOLDER_ACTION = (destination: Destination): Repair => ({
  title: vscode.l10n.t('Open Folder'),
  command: 'confluenceAudit.openDestinationFolder',
  argument: { destination },
});
