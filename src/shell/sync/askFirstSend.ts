import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import { type RunFailure, runFailure } from '../../core/sync/run.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { type Counted, countFirst } from '../syncActivity/countFirst.ts';
import { firstSendSentence, firstSendWindow } from './firstSend.ts';

export type FirstSendAnswer =
  /** `agreedBefore`: somebody else has, and need not be asked; that is not this person's agreement. */
  | { readonly kind: 'agreed' | 'agreedBefore' | 'refused' }
  /** It could not be counted. */
  | { readonly kind: 'failed'; readonly failure: RunFailure };

/** Counts what the first sync would send, which can be skipped, and asks whether to send it. */
export async function askFirstSend(
  parts: Pick<Parts, 'sync' | 'nowMs'>,
  { organization, destination }: { readonly organization: Organization; readonly destination: Destination },
): Promise<FirstSendAnswer> {
  const { state, awaitsApproval } = parts.sync.viewOf(organization);
  try {
    const window = firstSendWindow(organization, state, parts.nowMs());
    const known = awaitsApproval?.found;
    const counted: Counted = known ? { found: known, end: 'counted' } : await countFirst(parts, organization, [window]);
    // Another window may have asked meanwhile; what was agreed to is not asked again.
    if ((await parts.sync.refresh(organization)).state?.approved === true) return { kind: 'agreedBefore' };
    const isWhole = counted.end === 'counted';
    const question = firstSendSentence({
      ...{ organization, destination, window },
      found: isWhole ? counted.found : undefined,
    });
    const send = isWhole ? vscode.l10n.t('Send') : vscode.l10n.t('Send Without Counting');
    const detail = detailOf(counted);
    const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, send);
    return { kind: answer === send ? 'agreed' : 'refused' };
  } catch (error) {
    return { kind: 'failed', failure: runFailure(error) };
  }
}

function detailOf({ end, found: { tally } }: Counted): string {
  const asks = vscode.l10n.t('Nothing was sent there yet. Once you agree, later syncs do not ask again.');
  if (end === 'cancelled') {
    const counted = vscode.l10n.t('Counting was stopped after {0}.', recordsText(tally.delivered));
    return `${counted} ${asks}`;
  }
  if (tally.quarantined === 0) return asks;
  const kept = vscode.l10n.t('Cannot be sent, and are kept in quarantine: {0}.', recordsText(tally.quarantined));
  return `${kept} ${asks}`;
}
