import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import {
  addTallies,
  NO_TALLY,
  type RunFailure,
  type RunKind,
  type RunSummary,
  type Tally,
} from '../../core/sync/run.ts';
import type { Repair } from '../failureRepairs.ts';
import { failureSentence } from '../failureSentences.ts';
import { countText, recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { offer, runRepairs } from '../sync/runRepairs.ts';
import { kindText } from './activityText.ts';
import { warnOfQuarantine } from './showQuarantine.ts';

export interface Ending {
  readonly organization: Organization;
  readonly destination: Destination | undefined;
  readonly kind: RunKind;
  /** One after the other; all but the last one have succeeded. */
  readonly summaries: readonly RunSummary[];
}

type EndingParts = Pick<Parts, 'sync' | 'log' | 'nowMs'>;

/** Says how runs at the wish of the user have ended, without waiting until that is dismissed. */
export function tellEnding(parts: EndingParts, ending: Ending): void {
  const { organization, summaries, kind } = ending;
  const last = summaries.at(-1);
  const tally = summaries.map((summary) => summary.tally).reduce(addTallies, NO_TALLY);
  const { displayName } = organization;
  const name = kindText(kind);
  const sent = recordsText(tally.delivered);
  const job = jobOf(parts.sync.viewOf(organization).state?.jobs ?? [], kind, last?.window);
  const argument = { organization, job };
  const goOn = { title: vscode.l10n.t('Resume'), command: 'confluenceAudit.resumeJob', argument };
  if (last?.outcome === 'succeeded') tellSuccess(parts, ending, tally);
  else if (last?.failure !== undefined) {
    const again = job === undefined ? againAt(kind, organization) : { ...goOn, title: vscode.l10n.t('Try Again') };
    const sentence = failedSentence(ending, tally, last.failure);
    offer(vscode.window.showErrorMessage, sentence, ...endingRepairs(last.failure, ending, again));
  } else if (last?.outcome === 'paused') {
    const sentence = vscode.l10n.t(
      '{0} of {1} paused after {2} sent. Resume continues from there.',
      name,
      displayName,
      sent,
    );
    offer(vscode.window.showInformationMessage, sentence, goOn);
  } else if (last?.outcome === 'cancelled') {
    const sentence = vscode.l10n.t('{0} of {1} cancelled after {2} sent.', name, displayName, sent);
    offer(vscode.window.showInformationMessage, sentence);
  }
  // Otherwise VS Code is about to end, and nobody reads it.
}

function failedSentence({ organization, kind, summaries }: Ending, { delivered }: Tally, failure: RunFailure): string {
  const reason = failureSentence(failure, summaries.at(-1)?.endedAtMs);
  const [name, site] = [kindText(kind), organization.displayName];
  if (delivered === 0) return vscode.l10n.t('{0} of {1} failed. {2}', name, site, reason);
  const sent = recordsText(delivered);
  return vscode.l10n.t('{0} of {1} was done only in part: {2} sent. {3}', ...[name, site, sent, reason]);
}

/** What repairs a failure; where a run as it was can be tried again, that is done and not a sync. */
function endingRepairs(
  failure: RunFailure,
  { organization, destination }: Pick<Ending, 'organization' | 'destination'>,
  again: Repair | undefined,
): readonly Repair[] {
  return runRepairs(failure, organization, destination).flatMap((repair) => {
    if (repair.command !== 'confluenceAudit.syncNow' || again === undefined) return [repair];
    return [again];
  });
}

/** The command that runs such a thing, which asks for its range anew. */
function againAt(kind: RunKind, organization: Organization): Repair | undefined {
  const title = vscode.l10n.t('Try Again');
  const argument = { organization };
  if (kind === 'backfill') return { title, command: 'confluenceAudit.backfill', argument };
  if (kind === 'reconcile') return { title, command: 'confluenceAudit.reconcile', argument };
  if (kind === 'replay') return { title, command: 'confluenceAudit.replay', argument };
  if (kind === 'retry') return { title, command: 'confluenceAudit.retryAllQuarantined', argument };
  return undefined;
}

interface KnownJob {
  readonly id: string;
  readonly kind: RunKind;
  readonly window: AuditWindow;
}

/** A job that is not through yet stays; it is known by what it does. */
function jobOf(jobs: readonly KnownJob[], kind: RunKind, window: AuditWindow | undefined): string | undefined {
  return jobs.find((job) => {
    return job.kind === kind && job.window.fromMs === window?.fromMs && job.window.toMs === window.toMs;
  })?.id;
}

function tellSuccess(parts: EndingParts, { organization, destination, kind }: Ending, tally: Tally): void {
  const sentence = successSentence(organization.displayName, destination?.displayName ?? '', { kind, tally });
  if (tally.quarantined === 0 || kind === 'retry') {
    offer(vscode.window.showInformationMessage, sentence);
    return;
  }
  const kept = vscode.l10n.t('Not sent, but kept in quarantine: {0}.', recordsText(tally.quarantined));
  // A reconciliation's own sentence counts them.
  const told = kind === 'reconcile' ? sentence : `${sentence} ${kept}`;
  warnOfQuarantine(parts, organization, told);
}

/** What a reconciliation has found, told so that nothing that is missing still seems to be there. */
function fatesText({ delivered, alreadyDelivered, quarantined }: Tally): string {
  const [known, sent, kept] = [alreadyDelivered, delivered, quarantined].map(countText);
  const knownText =
    alreadyDelivered === 1
      ? vscode.l10n.t('1 was known already')
      : vscode.l10n.t('{0} were known already', known ?? '');
  const sentText =
    delivered === 1
      ? vscode.l10n.t('1 was missing and has been sent')
      : vscode.l10n.t('{0} were missing and have been sent', sent ?? '');
  const keptText =
    quarantined === 1
      ? vscode.l10n.t('1 could not be sent and is in quarantine')
      : vscode.l10n.t('{0} could not be sent and are in quarantine', kept ?? '');
  return [
    knownText,
    ...(delivered === 0 ? [] : [sentText]),
    ...(quarantined === 0 ? [] : [keptText]),
    ...(delivered === 0 && quarantined === 0 ? [vscode.l10n.t('none was missing')] : []),
  ].join(', ');
}

interface Done {
  readonly kind: RunKind;
  readonly tally: Tally;
}

function successSentence(name: string, destination: string, { kind, tally }: Done): string {
  const { fetched, delivered, alreadyDelivered, quarantined } = tally;
  const read = recordsText(fetched);
  const sent = recordsText(delivered);
  if (kind === 'reconcile') {
    return vscode.l10n.t('{0}: {1} read: {2}.', name, read, fatesText(tally));
  }
  if (kind === 'replay') return vscode.l10n.t('{0}: {1} sent again to {2}.', name, sent, destination);
  if (kind === 'retry') {
    if (quarantined === 0) return vscode.l10n.t('{0}: {1} sent from quarantine to {2}.', name, sent, destination);
    const kept = recordsText(quarantined);
    return vscode.l10n.t('{0}: {1} sent from quarantine; {2} still cannot be sent.', name, sent, kept);
  }
  const job = kindText(kind);
  if (delivered === 0 && quarantined > 0)
    return vscode.l10n.t('{0}: {1} done, {2} read, nothing was sent.', name, job, read);
  if (delivered === 0) return vscode.l10n.t('{0}: {1} done, {2} read, nothing was missing.', name, job, read);
  if (alreadyDelivered === 0) return vscode.l10n.t('{0}: {1} done, {2} sent to {3}.', name, job, sent, destination);
  const known = countText(alreadyDelivered);
  return vscode.l10n.t(
    '{0}: {1} done, {2} sent to {3}, {4} were known already.',
    ...[name, job, sent, destination, known],
  );
}
