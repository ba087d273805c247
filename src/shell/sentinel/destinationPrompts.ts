import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { DestinationFormValues } from '../../protocol/destinationForm.ts';
import type { Parts } from '../parts.ts';
import { askChoice, askText, type Choice, currentFirst } from '../quickInput.ts';
import { destinationValues, pickFolder } from './destinationForm.ts';
import { readDestinationInput } from './destinationFormInput.ts';

/** Adds or edits a destination by a row of questions, for those who do not want a form. */
export async function askDestination({ destinations }: Parts, edited: Destination | undefined): Promise<void> {
  const basis = { edited, newId: randomUUID() };
  const judge = (field: TextField, values: DestinationFormValues): string | undefined => {
    const input = readDestinationInput(values, basis);
    return input.ok ? undefined : input.notes.find((note) => note.field === field)?.text;
  };
  const values = await askValues(edited, judge);
  if (values === undefined) return;
  const input = readDestinationInput(values, basis);
  if (!input.ok) {
    void vscode.window.showErrorMessage(input.notes.map(({ text }) => text).join(' '));
    return;
  }
  const { destination, clientSecret } = input;
  if (edited === undefined) await destinations.add(destination, clientSecret);
  else await destinations.update(edited.id, () => destination, clientSecret);
}

type Judge = (field: TextField, values: DestinationFormValues) => string | undefined;
type TextField = Exclude<keyof DestinationFormValues, 'kind' | 'cloud'>;

async function askValues(edited: Destination | undefined, judge: Judge): Promise<DestinationFormValues | undefined> {
  const title = edited === undefined ? vscode.l10n.t('Add Destination') : vscode.l10n.t('Edit {0}', edited.displayName);
  const start = destinationValues(edited);
  const kind = edited?.kind ?? (await askChoice(title, kinds()))?.value;
  if (kind === undefined) return undefined;
  if (kind === 'folder') {
    const folder = await pickFolder();
    return folder === undefined
      ? undefined
      : askTexts({ ...start, kind, folder }, { title, fields: ['displayName'], judge });
  }
  const cloud = (await askChoice(vscode.l10n.t('Which Azure cloud?'), currentFirst(clouds(), start.cloud)))?.value;
  if (cloud === undefined) return undefined;
  const custom: readonly TextField[] = cloud === 'custom' ? ['authorityHost', 'audience'] : [];
  const fields: readonly TextField[] = [
    'endpoint',
    'ruleId',
    'streamName',
    ...custom,
    'tenantId',
    'clientId',
    'clientSecret',
    'displayName',
  ];
  return askTexts({ ...start, kind, cloud }, { title, fields, judge });
}

interface Questions {
  readonly title: string;
  readonly fields: readonly TextField[];
  readonly judge: Judge;
}

async function askTexts(
  start: DestinationFormValues,
  { title, fields, judge }: Questions,
): Promise<DestinationFormValues | undefined> {
  let values = start;
  for (const [index, field] of fields.entries()) {
    const before = values;
    const typed = await askText({
      title: `${title} (${index + 1}/${fields.length})`,
      prompt: PROMPTS[field](),
      value: before[field],
      ...(field === 'clientSecret' ? { password: true as const } : {}),
      judge: (text) => judge(field, { ...before, [field]: text }),
    });
    if (typed === undefined) return undefined;
    values = { ...before, [field]: typed };
  }
  return values;
}

const PROMPTS: Readonly<Record<TextField, () => string>> = {
  displayName: () => vscode.l10n.t('Display name, or empty for one made from the destination'),
  endpoint: () => vscode.l10n.t('Logs ingestion endpoint'),
  ruleId: () => vscode.l10n.t('Immutable id of the data collection rule'),
  streamName: () => vscode.l10n.t('Stream name'),
  authorityHost: () => vscode.l10n.t('Authority host, where tokens come from'),
  audience: () => vscode.l10n.t('Audience of ingestion tokens'),
  tenantId: () => vscode.l10n.t('Directory (tenant) id'),
  clientId: () => vscode.l10n.t('Application (client) id'),
  clientSecret: () => vscode.l10n.t('Client secret (a stored one is kept when left empty)'),
  folder: () => vscode.l10n.t('Folder'),
};

function kinds(): readonly Choice<DestinationFormValues['kind']>[] {
  return [
    { label: `$(azure) ${vscode.l10n.t('Azure Monitor Logs Ingestion')}`, value: 'azure' },
    { label: `$(folder) ${vscode.l10n.t('Local folder')}`, value: 'folder' },
  ];
}

function clouds(): readonly Choice<DestinationFormValues['cloud']>[] {
  return [
    { label: vscode.l10n.t('Azure public'), value: 'public' },
    { label: vscode.l10n.t('Azure US Government'), value: 'usGovernment' },
    { label: vscode.l10n.t('Azure China'), value: 'china' },
    {
      label: vscode.l10n.t('Another cloud'),
      description: vscode.l10n.t('with its own authority and audience'),
      value: 'custom',
    },
  ];
}
