import { l10n } from 'vscode';
import type { Destination } from '../../core/sentinel/destination.ts';
import {
  type DestinationProblem,
  type InputProblem,
  readAzureInput,
  readFolderInput,
} from '../../core/sentinel/destinationInput.ts';
import type { DestinationFormValues, DestinationNote } from '../../protocol/destinationForm.ts';

export interface DestinationBasis {
  readonly edited: Destination | undefined;
  readonly newId: string;
}

export type DestinationInput =
  | { readonly ok: true; readonly destination: Destination; readonly clientSecret: string | undefined }
  | { readonly ok: false; readonly notes: readonly DestinationNote[] };

/** Judges what was typed, in the form or in prompts, without any network or disk access. */
export function readDestinationInput(values: DestinationFormValues, basis: DestinationBasis): DestinationInput {
  return values.kind === 'folder' ? readFolder(values, basis) : readAzure(values, basis);
}

function readFolder(values: DestinationFormValues, { edited, newId }: DestinationBasis): DestinationInput {
  const input = readFolderInput(values.folder);
  if (!input.ok) return { ok: false, notes: input.problems.map(toNote) };
  const { folder } = input.value;
  const displayName = values.displayName.trim() || (folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder);
  const destination: Destination = { id: edited?.id ?? newId, kind: 'folder', displayName, folder };
  return { ok: true, destination, clientSecret: undefined };
}

function readAzure(values: DestinationFormValues, { edited, newId }: DestinationBasis): DestinationInput {
  const input = readAzureInput(values);
  const clientSecret = values.clientSecret.trim();
  const secretProblem = clientSecret === '' ? judgeMissingSecret(values, edited) : undefined;
  const notes = [...(input.ok ? [] : input.problems.map(toNote)), ...(secretProblem ? [secretProblem] : [])];
  if (!input.ok || notes.length > 0) return { ok: false, notes };
  const displayName = values.displayName.trim() || `${input.value.streamName.replace(/^Custom-/, '')} (Azure)`;
  const destination: Destination = { id: edited?.id ?? newId, kind: 'azure', displayName, ...input.value };
  return { ok: true, destination, clientSecret: clientSecret === '' ? undefined : clientSecret };
}

/** A stored secret is kept only for the client and the authority it was stored for: it must not be sent elsewhere. */
function judgeMissingSecret(
  values: DestinationFormValues,
  edited: Destination | undefined,
): DestinationNote | undefined {
  if (edited?.kind !== 'azure')
    return failed('clientSecret', l10n.t('Enter the client secret: its value, not its id.'));
  const sameAuthority =
    edited.cloud.name === values.cloud &&
    (edited.cloud.name !== 'custom' || sameOrigin(edited.cloud.authorityHost, values.authorityHost));
  const sameClient = edited.tenantId === values.tenantId.trim() && edited.clientId === values.clientId.trim();
  if (sameAuthority && sameClient) return undefined;
  return failed('clientSecret', l10n.t('Tenant, client or cloud have changed: enter the secret that belongs to them.'));
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

function toNote({ field, problem }: InputProblem): DestinationNote {
  const text = problem === 'empty' ? MISSING[field]() : PROBLEMS[problem]();
  return failed(field === 'cloud' ? 'authorityHost' : field, text);
}

const MISSING: Readonly<Record<InputProblem['field'], () => string>> = {
  endpoint: () => l10n.t('Enter the logs ingestion endpoint.'),
  ruleId: () => l10n.t('Enter the immutable id of the data collection rule.'),
  streamName: () => l10n.t('Enter the name of the stream.'),
  cloud: () => l10n.t('Choose a cloud.'),
  authorityHost: () => l10n.t('Enter the authority host.'),
  audience: () => l10n.t('Enter the audience of ingestion tokens.'),
  tenantId: () => l10n.t('Enter the directory (tenant) id.'),
  clientId: () => l10n.t('Enter the application (client) id.'),
  folder: () => l10n.t('Choose a folder.'),
};

const PROBLEMS: Readonly<Record<Exclude<DestinationProblem, 'empty'>, () => string>> = {
  notHttpsAddress: () => l10n.t('Enter an address that begins with https://.'),
  notRuleId: () =>
    l10n.t('Enter the immutable id of the rule: dcr- and 32 hexadecimal digits. It stands in its JSON view.'),
  notStreamName: () => l10n.t('Enter the name of a stream that the rule declares: it begins with Custom-.'),
  notTenant: () => l10n.t('Enter the directory (tenant) id, or a domain of the tenant.'),
  notClientId: () => l10n.t('Enter the application (client) id: 32 hexadecimal digits in five groups.'),
  notAbsolutePath: () => l10n.t('Enter the whole path of a folder.'),
};

function failed(field: DestinationNote['field'], text: string): DestinationNote {
  return { field, verdict: 'failed', text };
}
