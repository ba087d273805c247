import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { RunFailure, RunSummary } from '../../core/sync/run.ts';
import type { Repair } from '../failureRepairs.ts';
import { failureSentence } from '../failureSentences.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { chooseDestination } from '../sentinel/chooseDestination.ts';
import { shareOf } from '../syncActivity/activityText.ts';
import { warnOfQuarantine } from '../syncActivity/showQuarantine.ts';
import { waitingSentence } from '../waitingSentence.ts';
import { askFirstSend } from './askFirstSend.ts';
import type { Consent } from './runLane.ts';
import { offer, runRepairs } from './runRepairs.ts';

/** Syncs one organization at the user's wish, with progress, cancel and a closing sentence. */
export async function syncNow(parts: Parts, organization: Organization): Promise<void> {
  const { organizations, destinations, sync } = parts;
  let destination = destinations.get(organization.destinationId ?? '');
  if (destination === undefined) {
    destination = await chooseDestination(parts, organization.displayName);
    if (destination === undefined) return;
    const { id: destinationId } = destination;
    organization = await organizations.update(organization.id, (current) => ({ ...current, destinationId }));
  }
  const target = { organization, destination };
  const { state } = await sync.refresh(organization);
  const known = await consentFor(parts, target, state?.approved === false ? 'ask' : 'go');
  if (known === 'refused') return;
  let summary = await runWithProgress(parts, organization, known);
  if (summary.failure?.code === 'notApproved') {
    // Whether somebody has agreed could not be read before.
    const asked = await consentFor(parts, target, 'ask');
    if (asked === 'refused') return;
    summary = await runWithProgress(parts, organization, asked);
  }
  tell(parts, target, summary);
}

interface Target {
  readonly organization: Organization;
  readonly destination: Destination;
}

/** Asks whether the first send is agreed to, after counting it. A failure to count is told here. */
async function consentFor(parts: Parts, target: Target, how: 'ask' | 'go'): Promise<Consent | 'refused'> {
  if (how === 'go') return 'missing';
  const answer = await askFirstSend(parts, target);
  if (answer.kind === 'failed') tellFailure(target, answer.failure, { atMs: parts.nowMs(), sent: 0 });
  if (answer.kind === 'agreedBefore') return 'missing';
  return answer.kind === 'agreed' ? 'given' : 'refused';
}

async function runWithProgress({ sync }: Parts, organization: Organization, consent: Consent): Promise<RunSummary> {
  const { id, displayName } = organization;
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Syncing {0}', displayName),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    let shownPercent = 0;
    const show = (): void => {
      const { running } = sync.viewOf(organization);
      // A job that has not yet made room is none of this.
      if (running?.kind !== 'sync') return;
      const { wait } = running;
      const { window, doneThroughMs, tally } = running.progress;
      const percent = Math.floor((window === undefined ? 0 : shareOf(window, doneThroughMs)) * 100);
      progress.report({
        message: wait ? waitingSentence(wait) : vscode.l10n.t('{0} sent', recordsText(tally.delivered)),
        increment: Math.max(0, percent - shownPercent),
      });
      shownPercent = Math.max(shownPercent, percent);
    };
    const following = vscode.Disposable.from(
      sync.onDidChange(show),
      cancellation.onCancellationRequested(() => sync.stop(id, 'cancel')),
    );
    try {
      return await sync.run(id, { kind: 'sync' }, consent);
    } finally {
      following.dispose();
    }
  });
}

/** Of the records in quarantine, only the new ones are news. */
function tell(parts: Parts, { organization, destination }: Target, summary: RunSummary): void {
  const { displayName } = organization;
  const { delivered, quarantinedBefore } = summary.tally;
  const quarantined = summary.tally.quarantined - quarantinedBefore;
  const records = recordsText(delivered);
  if (summary.failure !== undefined) {
    tellFailure({ organization, destination }, summary.failure, { atMs: summary.endedAtMs, sent: delivered });
  } else if (summary.outcome !== 'succeeded') {
    offer(
      vscode.window.showInformationMessage,
      vscode.l10n.t('Sync of {0} cancelled after {1}. The next one goes on from there.', displayName, records),
    );
  } else if (quarantined > 0) {
    const kept = recordsText(quarantined);
    const sentence = vscode.l10n.t(
      '{0}: {1} sent to {2}. Not sent, but kept in quarantine: {3}.',
      displayName,
      records,
      destination.displayName,
      kept,
    );
    warnOfQuarantine(parts, organization, sentence);
  } else {
    const sentence =
      delivered === 0
        ? vscode.l10n.t('{0}: no new records.', displayName)
        : vscode.l10n.t('{0}: {1} sent to {2}.', displayName, records, destination.displayName);
    offer(
      vscode.window.showInformationMessage,
      sentence,
      ...(destination.kind === 'folder' ? [FOLDER_ACTION(destination)] : []),
    );
  }
}

interface Failed {
  readonly atMs: number;
  /** Records that were sent before. */
  readonly sent: number;
}

function tellFailure({ organization, destination }: Target, failure: RunFailure, { atMs, sent }: Failed): void {
  const { displayName } = organization;
  const reason = failureSentence(failure, atMs);
  const sentence =
    sent === 0
      ? vscode.l10n.t('{0} could not be synced. {1}', displayName, reason)
      : vscode.l10n.t('{0} was synced only in part: {1} sent. {2}', displayName, recordsText(sent), reason);
  // Where another window is at it, nothing is broken.
  const isBroken = failure.code !== 'heldElsewhere' && failure.code !== 'leaseLost';
  const show = isBroken ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
  offer(show, sentence, ...runRepairs(failure, organization, destination));
}

const FOLDER_ACTION = (destination: Destination): Repair => ({
  title: vscode.l10n.t('Open Folder'),
  command: 'confluenceAudit.openDestinationFolder',
  argument: { destination },
});
