import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { confirm, hasDestination, isApproved, withDestination } from './consent.ts';
import { textOf } from './nodeMembers.ts';
import { quarantineUri } from './quarantineDocument.ts';
import { tellEnding } from './runEnding.ts';
import { watchRun } from './watchRun.ts';

/** Shows a record in quarantine as a document that can only be read. */
export async function openQuarantined(_parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const id = textOf(node, 'quarantined');
  if (id === undefined) return;
  const document = await vscode.workspace.openTextDocument(quarantineUri(organization, id));
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Sends one record of the quarantine, or all of them, as far as they can be sent now. */
export async function retryQuarantined(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const id = textOf(node, 'quarantined');
  if (id !== undefined) await retry(parts, organization, [id]);
}

export async function retryAllQuarantined(parts: Parts, organization: Organization): Promise<void> {
  const ids = await idsOf(parts, organization);
  if (ids.length > 0) await retry(parts, organization, ids);
}

/** Throws one record away for good, or all of them, after a question. */
export async function discardQuarantined(parts: Parts, organization: Organization, node: unknown): Promise<void> {
  const id = textOf(node, 'quarantined');
  if (id !== undefined) await discard(parts, organization, [id]);
}

export async function discardAllQuarantined(parts: Parts, organization: Organization): Promise<void> {
  const ids = await idsOf(parts, organization);
  if (ids.length > 0) await discard(parts, organization, ids);
}

async function retry(parts: Parts, known: Organization, ids: readonly string[]): Promise<void> {
  const sending = await withDestination(parts, known);
  if (sending === undefined) return;
  const { organization, destination } = sending;
  if (!isApproved(parts, sending)) {
    const [name, to] = [organization.displayName, destination.displayName];
    const question = vscode.l10n.t('Send {0} of {1} to {2}?', recordsText(ids.length), name, to);
    const detail = vscode.l10n.t('Nobody has agreed yet that records of {0} are sent to this destination.', name);
    if (!(await confirm(question, detail, vscode.l10n.t('Send')))) return;
  }
  const work = { kind: 'retry', ids } as const;
  const consent = isApproved(parts, sending) ? 'missing' : 'given';
  const summary = await watchRun(parts, { organization, work, kind: 'retry', window: undefined, consent });
  // What still cannot be sent stays where it is, so that no run has put it there.
  const tally = { ...summary.tally, quarantined: Math.max(0, ids.length - summary.tally.delivered) };
  tellEnding(parts, { organization, destination, kind: 'retry', summaries: [{ ...summary, tally }] });
}

async function discard(parts: Parts, organization: Organization, ids: readonly string[]): Promise<void> {
  if (!hasDestination(parts, organization)) return;
  const question = vscode.l10n.t('Discard {0} of {1}?', recordsText(ids.length), organization.displayName);
  const detail = vscode.l10n.t(
    'They were never sent, and this deletes the only copy here. Later syncs count them as known and do not send them.',
  );
  if (!(await confirm(question, detail, vscode.l10n.t('Discard')))) return;
  await parts.sync.change(organization.id, { kind: 'discard', ids });
}

/** Those that are there when the user asks; what comes later is not meant. */
async function idsOf({ sync }: Parts, organization: Organization): Promise<readonly string[]> {
  const quarantine = sync.quarantine(organization);
  const entries = await quarantine.list({ limit: await quarantine.count() });
  if (entries.length === 0) {
    const sentence = vscode.l10n.t('{0} has no records in quarantine.', organization.displayName);
    void vscode.window.showInformationMessage(sentence);
  }
  return entries.map(({ id }) => id);
}
