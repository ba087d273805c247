import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  DEFAULT_INTERVAL_MINUTES,
  isIntervalMinutes,
  MAX_INTERVAL_MINUTES,
  MIN_INTERVAL_MINUTES,
  type Organization,
  SAMPLE_SITE,
} from '../../core/organization/organization.ts';
import { recordsText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { askChoice, askText } from '../quickInput.ts';
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
    cloudId: undefined,
    userName: '',
    tokenExpiresOn: undefined,
    destinationId: undefined,
    firstSync: 'last30Days',
    backgroundSync: { enabled: false, intervalMinutes: DEFAULT_INTERVAL_MINUTES },
    addedAtMs: nowMs(),
  };
  await organizations.add(sample, undefined);
}

/** Removes an organization, its secret and its sync state, after a question. */
export async function removeOrganization({ organizations, sync }: Parts, organization: Organization): Promise<void> {
  const remove = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove {0}?', organization.displayName);
  const quarantined = sync.viewOf(organization).quarantined;
  const detail = [
    organization.kind === 'sample'
      ? vscode.l10n.t('Its sync state is removed from this computer.')
      : vscode.l10n.t('Its API token and its sync state are removed from this computer.'),
    ...(quarantined === 0
      ? []
      : [
          vscode.l10n.t(
            'Also removed: {0} in quarantine, of which there is no other copy here.',
            recordsText(quarantined),
          ),
        ]),
    vscode.l10n.t('Adding it again starts from the beginning and sends everything a second time.'),
    ...(sync.viewOf(organization).state === undefined
      ? []
      : [vscode.l10n.t('Export Sync State, done first, keeps the sync state with its quarantine for later.')]),
  ].join('\n\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) return;
  sync.stop(organization.id, 'cancel');
  await organizations.remove(organization.id);
  await sync.forget(organization.id);
}

/** Switches background sync on, at an interval, or off. */
export async function configureBackgroundSync(parts: Parts, organization: Organization): Promise<void> {
  const { organizations, destinations } = parts;
  const { enabled, intervalMinutes } = organization.backgroundSync;
  const choice = await askChoice<number | undefined>(
    vscode.l10n.t('Background sync of {0}', organization.displayName),
    [
      { label: vscode.l10n.t('Off'), ...(enabled ? {} : { description: CURRENT() }), value: 0 },
      ...INTERVALS_MINUTES.map((minutes) => ({
        label: minutes === 1 ? vscode.l10n.t('Every minute') : vscode.l10n.t('Every {0} minutes', minutes),
        ...(enabled && minutes === intervalMinutes ? { description: CURRENT() } : {}),
        value: minutes,
      })),
      { label: vscode.l10n.t('Another interval…'), value: undefined },
    ],
  );
  if (choice === undefined) return;
  const minutes = choice.value ?? (await askMinutes(intervalMinutes));
  if (minutes === undefined) return;
  const off = minutes === 0;
  const known = destinations.get(organization.destinationId ?? '');
  const destination = off ? known : (known ?? (await chooseDestination(parts, organization.displayName)));
  if (!off && destination === undefined) return;
  const backgroundSync = { enabled: !off, intervalMinutes: off ? intervalMinutes : minutes };
  await organizations.update(organization.id, (current) => ({
    ...current,
    destinationId: destination?.id ?? current.destinationId,
    backgroundSync,
  }));
}

async function askMinutes(current: number): Promise<number | undefined> {
  const wrong = vscode.l10n.t('Enter whole minutes from {0} to {1}.', MIN_INTERVAL_MINUTES, MAX_INTERVAL_MINUTES);
  const typed = await askText({
    title: vscode.l10n.t('Background sync'),
    prompt: vscode.l10n.t('Minutes between syncs'),
    value: String(current),
    judge: (text) => (isIntervalMinutes(Number(text.trim() || Number.NaN)) ? undefined : wrong),
  });
  return typed === undefined ? undefined : Number(typed);
}

const CURRENT = (): string => vscode.l10n.t('current');
const INTERVALS_MINUTES = [1, 5, 15, 30, 60];
