import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { cloudEndpoints, type Destination } from '../../core/sentinel/destination.ts';
import type { RunFailure, RunSummary } from '../../core/sync/syncState.ts';
import { failureRepair, type Repair, repair } from '../failureRepairs.ts';
import { failureSentence, hostOf } from '../failureSentences.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { chooseDestination } from '../sentinel/chooseDestination.ts';

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
      const percent = Math.floor(now.share * 100);
      progress.report({
        message: vscode.l10n.t('{0} sent', recordsText(now.delivered)),
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
    offer(vscode.window.showErrorMessage, sentence, ...repairs(summary.failure, organization, destination));
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

const LOG_ACTION = (): Repair => ({ title: vscode.l10n.t('Show Log'), command: 'confluenceAudit.showLog' });

/** What repairs the failure first, then what helps to find out more; each button once. */
function repairs(failure: RunFailure, organization: Organization, destination: Destination): readonly Repair[] {
  const tryAgain = {
    title: vscode.l10n.t('Try Again'),
    command: 'confluenceAudit.syncNow',
    argument: { organization },
  };
  const atDestination = happenedAtDestination(failure, destination);
  const context = { ...(atDestination ? { destination } : { organization }), tryAgain };
  const offered = [
    failureRepair(failure.code, context),
    atDestination || OUR_OWN.test(failure.code) ? undefined : repair('runDiagnostics', { organization }),
    LOG_ACTION(),
  ].filter((action) => action !== undefined);
  return offered.filter(({ command }, index) => offered.findIndex((other) => other.command === command) === index);
}

/** What no diagnosis of a site explains. */
const OUR_OWN = /^(state|secretNotKept|removed|destination|unexpected)/;

/** What can happen to a site and to a destination alike is told apart by where it happened. */
function happenedAtDestination({ code, detail }: RunFailure, destination: Destination): boolean {
  if (/^(entra|ingestion|folder|disk)/.test(code)) return true;
  const { displayName } = destination;
  const hosts =
    destination.kind === 'azure' ? [destination.endpoint, cloudEndpoints(destination.cloud).authorityHost] : [];
  return [displayName, ...hosts.map(hostOf)].includes(hostOf(detail.where));
}

const FOLDER_ACTION = (destination: Destination): Repair => ({
  title: vscode.l10n.t('Open Folder'),
  command: 'confluenceAudit.openDestinationFolder',
  argument: { destination },
});

type ShowMessage = (message: string, ...actions: Repair[]) => Thenable<Repair | undefined>;

/** Shows the sentence without waiting until it is dismissed. */
function offer(show: ShowMessage, sentence: string, ...actions: Repair[]): void {
  show(sentence, ...actions).then((chosen) => {
    if (chosen !== undefined) void vscode.commands.executeCommand(chosen.command, chosen.argument);
  });
}
