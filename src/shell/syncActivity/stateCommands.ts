import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { onThisComputer } from '../onThisComputer.ts';
import type { Parts } from '../parts.ts';
import { confirm, hasDestination, withDestination } from './consent.ts';

/** Forgets what was read and sent, after a warning: everything is sent again then. */
export async function resetSyncState(parts: Parts, organization: Organization): Promise<void> {
  if (!hasDestination(parts, organization)) return;
  const { displayName } = organization;
  const detail = vscode.l10n.t(
    'This deletes the record of what was read and sent, the unfinished jobs and everything in quarantine. The next sync starts from the beginning and sends everything again, so that it is at the destination twice.',
  );
  const question = vscode.l10n.t('Reset the sync state of {0}?', displayName);
  if (!(await confirm(question, detail, vscode.l10n.t('Reset')))) return;
  await parts.sync.change(organization.id, { kind: 'reset' });
  void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the sync state was reset.', displayName));
}

/** Writes what is known of the syncs, without secrets, to a file for another computer. */
export async function exportSyncState(parts: Parts, organization: Organization): Promise<void> {
  if (!hasDestination(parts, organization)) return;
  const { sync, nowMs } = parts;
  const { displayName } = organization;
  const picked = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the Sync State of {0}', displayName),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.file(path.join(homedir(), exportName(organization, nowMs()))),
    filters: STATE_FILES(),
  });
  const file = onThisComputer(picked);
  if (file === undefined) return;
  await sync.exportState(organization, file);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0}: the sync state was exported to {1}.', displayName, file),
  );
}

/** Adds what another computer knows of the syncs to what is known here. */
export async function importSyncState(parts: Parts, known: Organization): Promise<void> {
  const sending = await withDestination(parts, known);
  if (sending === undefined) return;
  const { organization } = sending;
  const { displayName } = organization;
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import a Sync State into {0}', displayName),
      openLabel: vscode.l10n.t('Import'),
      defaultUri: vscode.Uri.file(homedir()),
      canSelectMany: false,
      filters: STATE_FILES(),
    })) ?? [];
  const file = onThisComputer(picked);
  if (file === undefined) return;
  const question = vscode.l10n.t('Import {0} into {1}?', path.basename(file), displayName);
  const detail = vscode.l10n.t(
    'It is merged: what either computer has read and sent counts as done, and nothing that is known here is forgotten. Import only what was exported of the same site and destination.',
  );
  if (!(await confirm(question, detail, vscode.l10n.t('Import')))) return;
  await parts.sync.change(organization.id, { kind: 'import', file });
  void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the sync state was imported.', displayName));
}

/** Lines of JSON, compressed. */
const STATE_FILES = (): Record<string, string[]> => ({ [vscode.l10n.t('Sync state')]: ['gz'] });

/** The day is that of this computer's calendar; the name holds only what every file system takes. */
function exportName({ displayName }: Organization, nowMs: number): string {
  const name = displayName
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  const at = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return ['confluence-audit-sync', name.slice(0, 60), day].filter(Boolean).join('-').concat('.ndjson.gz');
}
