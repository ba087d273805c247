import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DEFAULT_INTERVAL_MINUTES, type Organization, SAMPLE_SITE } from '../../core/organization/organization.ts';
import type { Parts } from '../parts.ts';
import { askChoice } from '../quickInput.ts';
import { chooseDestination } from '../sentinel/chooseDestination.ts';

/** Adds the sample organization, or shows the one that is there. */
export async function addSampleOrganization({ organizations, nowMs }: Parts): Promise<void> {
  await vscode.commands.executeCommand('confluenceAudit.organizations.focus');
  if (organizations.list().some(({ kind }) => kind === 'sample')) return;
  const sample: Organization = {
    id: randomUUID(),
    kind: 'sample',
    displayName: vscode.l10n.t('Sample organization'),
    site: SAMPLE_SITE,
    userName: '',
    destinationId: undefined,
    firstSync: 'last30Days',
    backgroundSync: { enabled: false, intervalMinutes: DEFAULT_INTERVAL_MINUTES },
    addedAtMs: nowMs(),
  };
  await organizations.save(sample, undefined);
}

/** Removes an organization, its secret and its sync state, after a question. */
export async function removeOrganization({ organizations, sync }: Parts, organization: Organization): Promise<void> {
  const remove = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove {0}?', organization.displayName);
  const detail = vscode.l10n.t(
    'Its stored API token and its sync progress go too. What was sent stays where it is; adding it again starts from the beginning.',
  );
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) return;
  sync.cancel(organization.id);
  await organizations.remove(organization.id);
  await sync.forget(organization.id);
}

/** Tests a stored organization and says in one message what works and what does not. */
export async function testConnection({ testOrganization }: Parts, organization: Organization): Promise<void> {
  const { displayName } = organization;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Testing the connection to {0}', displayName),
    cancellable: true,
  };
  const notes = await vscode.window.withProgress(options, async (_progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    try {
      return await testOrganization({ organization, apiToken: undefined, signal: abort.signal });
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  });
  if (notes === undefined) return;
  const failed = notes.filter(({ verdict }) => verdict === 'failed');
  if (failed.length === 0) {
    const sentence = notes.map(({ text }) => text).join(' ');
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} works. {1}', displayName, sentence));
    return;
  }
  const edit = vscode.l10n.t('Edit Organization');
  const sentence = `${displayName}: ${failed.map(({ text }) => text).join(' ')}`;
  void vscode.window.showErrorMessage(sentence, edit).then((choice) => {
    if (choice === edit) void vscode.commands.executeCommand('confluenceAudit.editOrganization', { organization });
  });
}

/** Switches background sync on, at an interval, or off. */
export async function configureBackgroundSync(parts: Parts, organization: Organization): Promise<void> {
  const { organizations, destinations } = parts;
  const { enabled, intervalMinutes } = organization.backgroundSync;
  const choice = await askChoice(vscode.l10n.t('Background sync of {0}', organization.displayName), [
    { label: vscode.l10n.t('Off'), ...(enabled ? {} : { description: CURRENT() }), value: 0 },
    ...INTERVALS_MINUTES.map((minutes) => ({
      label: minutes === 1 ? vscode.l10n.t('Every minute') : vscode.l10n.t('Every {0} minutes', minutes),
      ...(enabled && minutes === intervalMinutes ? { description: CURRENT() } : {}),
      value: minutes,
    })),
  ]);
  if (choice === undefined) return;
  const off = choice.value === 0;
  const known = destinations.get(organization.destinationId ?? '');
  const destination = off ? known : (known ?? (await chooseDestination(parts, organization.displayName)));
  if (!off && destination === undefined) return;
  const backgroundSync = { enabled: !off, intervalMinutes: off ? intervalMinutes : choice.value };
  await organizations.save({ ...organization, destinationId: destination?.id, backgroundSync }, undefined);
}

const CURRENT = (): string => vscode.l10n.t('current');
const INTERVALS_MINUTES = [1, 5, 15, 30, 60];
