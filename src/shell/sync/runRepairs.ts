import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { cloudEndpoints, type Destination } from '../../core/sentinel/destination.ts';
import type { RunFailure } from '../../core/sync/run.ts';
import { failureRepair, type Repair, repair } from '../failureRepairs.ts';
import { hostOf } from '../localText.ts';

/** What repairs the failure first, then what helps to find out more; each button once. */
export function runRepairs(
  failure: RunFailure,
  organization: Organization,
  destination: Destination | undefined,
): readonly Repair[] {
  const again = {
    title: vscode.l10n.t('Try Again'),
    command: 'confluenceAudit.syncNow',
    argument: { organization },
  };
  const atDestination = happenedAtDestination(failure, destination);
  // Whoever asked to be left alone is not to be asked again at once.
  const tryAgain = (failure.detail.retryAfterMs ?? 0) === 0 ? again : undefined;
  const context = { ...(atDestination ? { destination } : { organization }), tryAgain };
  const offered = [
    failureRepair(failure.code, context),
    atDestination || OUR_OWN.test(failure.code) ? undefined : repair('runDiagnostics', { organization }),
    LOG_ACTION(),
  ].filter((action) => action !== undefined);
  return offered.filter(({ command }, index) => offered.findIndex((other) => other.command === command) === index);
}

/** What no diagnosis of a site explains. */
const OUR_OWN = /^(state|secretNotKept|removed|destination|unexpected|heldElsewhere|leaseLost|notApproved)/;

/** What can happen to a site and to a destination alike is told apart by where it happened. */
function happenedAtDestination({ code, detail }: RunFailure, destination: Destination | undefined): boolean {
  if (/^(entra|ingestion|folder|disk)/.test(code)) return true;
  if (destination === undefined) return false;
  const { displayName } = destination;
  const hosts =
    destination.kind === 'azure' ? [destination.endpoint, cloudEndpoints(destination.cloud).authorityHost] : [];
  return [displayName, ...hosts.map(hostOf)].includes(hostOf(detail.where));
}

const LOG_ACTION = (): Repair => ({ title: vscode.l10n.t('Show Log'), command: 'confluenceAudit.showLog' });

/** A function of vscode.window that shows a message with buttons. */
export type ShowMessage = (message: string, ...actions: Repair[]) => Thenable<Repair | undefined>;

/** Shows the sentence without waiting until it is dismissed. */
export function offer(show: ShowMessage, sentence: string, ...actions: Repair[]): void {
  show(sentence, ...actions).then((chosen) => {
    if (chosen !== undefined) void vscode.commands.executeCommand(chosen.command, chosen.argument);
  });
}
