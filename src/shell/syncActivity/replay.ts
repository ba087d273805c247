import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunSummary } from '../../core/sync/run.ts';
import { countText, recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { destinationText } from '../sentinel/destinationTree.ts';
import { askRange, rangeText } from './askRange.ts';
import { isApproved, type Sending, withDestination } from './consent.ts';
import { type Counted, countFirst } from './countFirst.ts';
import { repeatsQuery } from './repeatsQuery.ts';
import { tellEnding } from './runEnding.ts';
import { watchRun } from './watchRun.ts';

/** Sends every record of a range again, after a warning: all of them are at the destination twice then. */
export async function replay(parts: Parts, organization: Organization): Promise<void> {
  const sending = await withDestination(parts, organization);
  if (sending === undefined) return;
  const title = vscode.l10n.t('What of {0} shall be sent again?', organization.displayName);
  const windows = await askRange({ title, nowMs: parts.nowMs(), holes: [] });
  const [window] = windows ?? [];
  if (window === undefined) return;
  const counted = await countFirst(parts, sending.organization, [window]);
  const query = repeatsQuery(organization.site, window);
  const detail = [
    vscode.l10n.t('Range: {0}', rangeText([window], parts.nowMs())),
    vscode.l10n.t('Destination: {0}', destinationText(sending.destination)),
    countLine(counted),
    vscode.l10n.t(
      'What was delivered before arrives a second time, and stays there twice. A query can remove the repeats when it reads.',
    ),
  ].join('\n\n');
  if (!(await warn(sending, { detail, query, counted }))) return;
  const consent = isApproved(parts, sending) ? 'missing' : 'given';
  const work = { kind: 'replay', window } as const;
  const run = { organization: sending.organization, work, kind: 'replay', window, consent } as const;
  const summaries: readonly RunSummary[] = [await watchRun(parts, run)];
  tellEnding(parts, { ...sending, kind: 'replay', summaries });
}

function countLine({ end, found: { tally } }: Counted): string {
  if (end === 'cancelled') return vscode.l10n.t('Counting was cancelled; nobody knows how many records it is.');
  return vscode.l10n.t(
    '{0} would be sent; known already (delivered or discarded): {1}.',
    recordsText(tally.delivered + tally.alreadyDelivered),
    countText(tally.alreadyDelivered),
  );
}

interface Warning {
  readonly detail: string;
  readonly query: string;
  readonly counted: Counted;
}

/** The button with the query leaves the question open: it is asked again. */
async function warn({ organization, destination }: Sending, { detail, query, counted }: Warning): Promise<boolean> {
  const { displayName } = organization;
  const question =
    counted.end === 'counted'
      ? vscode.l10n.t('Send every record of this time of {0} to {1} again?', displayName, destination.displayName)
      : vscode.l10n.t(
          'Send every record of this time of {0} to {1} again, uncounted?',
          displayName,
          destination.displayName,
        );
  const send = vscode.l10n.t('Send Again');
  const copy = vscode.l10n.t('Copy Query That Removes Repeats');
  for (;;) {
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, send, copy);
    if (answer !== copy) return answer === send;
    await vscode.env.clipboard.writeText(query);
  }
}
