import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { RunFailure } from '../../core/sync/run.ts';
import { failureRepair } from '../failureRepairs.ts';
import { failureSentence } from '../failureSentences.ts';
import { countText, recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { chooseDestination } from '../sentinel/chooseDestination.ts';
import { destinationText } from '../sentinel/destinationTree.ts';
import { offer } from '../sync/runRepairs.ts';
import { DAY_MS } from './activityText.ts';
import { rangeText } from './askRange.ts';
import { type Counted, countFirst } from './countFirst.ts';

/** What is to be sent, and where to. */
export interface Sending {
  readonly organization: Organization;
  readonly destination: Destination;
}

/** An organization with its destination, which is asked for where there is none; undefined when that was dismissed. */
export async function withDestination(parts: Parts, organization: Organization): Promise<Sending | undefined> {
  const { organizations, destinations, sync } = parts;
  const known = destinations.get(organization.destinationId ?? '');
  const destination = known ?? (await chooseDestination(parts, organization.displayName));
  if (destination === undefined) return undefined;
  const { id: destinationId } = destination;
  const sending = { organization, destination };
  if (known === undefined) {
    sending.organization = await organizations.update(organization.id, (current) => ({ ...current, destinationId }));
  }
  await sync.refresh(sending.organization);
  return sending;
}

/** Whether it has a destination; where it has none, that is said, with the button that chooses one. */
export function hasDestination({ destinations }: Pick<Parts, 'destinations'>, organization: Organization): boolean {
  if (destinations.get(organization.destinationId ?? '') !== undefined) return true;
  const failure: RunFailure = { code: 'destinationMissing', detail: { where: organization.displayName } };
  const repair = failureRepair(failure.code, { organization });
  offer(vscode.window.showInformationMessage, failureSentence(failure), ...(repair === undefined ? [] : [repair]));
  return false;
}

export function isApproved({ sync }: Pick<Parts, 'sync'>, { organization }: Sending): boolean {
  return sync.viewOf(organization).state?.approved === true;
}

/**
 * Asks whether the records of the windows may be sent. Where nobody has agreed to this destination before, it counts
 * them first, and the answer is the consent. Undefined when it was dismissed.
 */
export async function askConsent(
  parts: Parts,
  sending: Sending,
  windows: readonly AuditWindow[],
): Promise<'given' | 'missing' | undefined> {
  if (!isApproved(parts, sending)) return askFirstConsent(parts, sending, windows);
  const { organization, destination } = sending;
  const nowMs = parts.nowMs();
  const question = vscode.l10n.t('Backfill {0} to {1}?', organization.displayName, destination.displayName);
  const detail = [
    vscode.l10n.t('Range: {0}', rangeText(windows, nowMs)),
    vscode.l10n.t('Destination: {0}', destinationText(destination)),
    vscode.l10n.t('All of it is read, and what was neither delivered there nor discarded is sent.'),
    ...timeGeneratedWarning(destination, windows, nowMs),
  ].join('\n\n');
  return (await confirm(question, detail, vscode.l10n.t('Backfill'))) ? 'missing' : undefined;
}

async function askFirstConsent(
  parts: Parts,
  sending: Sending,
  windows: readonly AuditWindow[],
): Promise<'given' | undefined> {
  const { organization, destination } = sending;
  const counted = await countFirst(parts, organization, windows);
  const { tally } = counted.found;
  const nowMs = parts.nowMs();
  const [name, to] = [organization.displayName, destination.displayName];
  const isCounted = counted.end === 'counted';
  const question = isCounted
    ? vscode.l10n.t('Send {0} of {1} to {2}?', recordsText(tally.delivered), name, to)
    : vscode.l10n.t('Send the records of {0} to {1} without counting them?', name, to);
  const detail = [
    vscode.l10n.t('Nobody has agreed yet that records of {0} are sent to this destination.', name),
    vscode.l10n.t('Range: {0}', rangeText(windows, nowMs)),
    vscode.l10n.t('Destination: {0}', destinationText(destination)),
    ...countLines(counted),
    ...timeGeneratedWarning(destination, windows, nowMs),
  ].join('\n\n');
  const button = isCounted ? vscode.l10n.t('Send') : vscode.l10n.t('Send Without Counting');
  return (await confirm(question, detail, button)) ? 'given' : undefined;
}

function countLines({ end, found: { tally } }: Counted): readonly string[] {
  if (end === 'cancelled') {
    return [vscode.l10n.t('Counting was cancelled at {0}; there may be many more.', recordsText(tally.delivered))];
  }
  const { delivered, alreadyDelivered, quarantined, bytes } = tally;
  return [
    vscode.l10n.t('{0} would be sent, {1} bytes.', recordsText(delivered), countText(bytes)),
    ...(alreadyDelivered === 0
      ? []
      : [
          vscode.l10n.t('{0} known already (delivered or discarded) would be left out.', recordsText(alreadyDelivered)),
        ]),
    ...(quarantined === 0 ? [] : [vscode.l10n.t('{0} would go into quarantine.', recordsText(quarantined))]),
  ];
}

/** Source: Microsoft Learn, "Standard columns in Azure Monitor Logs": older than two days, it is the time of receipt. */
function timeGeneratedWarning(
  { kind }: Destination,
  windows: readonly AuditWindow[],
  nowMs: number,
): readonly string[] {
  if (kind !== 'azure' || windows.every(({ fromMs }) => fromMs >= nowMs - 2 * DAY_MS)) return [];
  return [
    vscode.l10n.t(
      'Azure replaces a TimeGenerated that is older than two days by the time of receipt. The time of the event stays in CreationDate.',
    ),
  ];
}

/** A question that stays until it is answered; false when it was dismissed. */
export async function confirm(question: string, detail: string, button: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}
