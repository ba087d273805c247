import type * as vscode from 'vscode';
import { type AzureCloud, cloudEndpoints, type Destination } from '../../core/sentinel/destination.ts';
import { createProtectedStore, type ProtectedStore } from '../protectedStore.ts';

export type DestinationStore = ProtectedStore<Destination>;

export function createDestinationStore(context: vscode.ExtensionContext): DestinationStore {
  return createProtectedStore({ name: 'destination', context, read: readDestination, audienceOf });
}

function audienceOf(destination: Destination): string {
  if (destination.kind === 'folder') return '';
  const { clientId, tenantId, cloud } = destination;
  return `${clientId} of ${tenantId} at ${cloudEndpoints(cloud).authorityHost}`;
}

function readDestination(value: unknown): Destination | undefined {
  if (!isRecord(value)) return undefined;
  const { id, kind, displayName, folder, endpoint, ruleId, streamName, tenantId, clientId } = value;
  if (typeof id !== 'string' || typeof displayName !== 'string') return undefined;
  if (kind === 'folder') return typeof folder === 'string' ? { id, kind, displayName, folder } : undefined;
  const cloud = readCloud(value['cloud']);
  if (kind !== 'azure' || cloud === undefined) return undefined;
  if (
    typeof endpoint !== 'string' ||
    !URL.canParse(endpoint) ||
    typeof ruleId !== 'string' ||
    typeof streamName !== 'string'
  )
    return undefined;
  if (typeof tenantId !== 'string' || typeof clientId !== 'string') return undefined;
  return { id, kind, displayName, endpoint, ruleId, streamName, cloud, tenantId, clientId };
}

function readCloud(value: unknown): AzureCloud | undefined {
  if (!isRecord(value)) return undefined;
  const { name, authorityHost, audience } = value;
  if (name === 'public' || name === 'usGovernment' || name === 'china') return { name };
  if (name !== 'custom' || typeof authorityHost !== 'string' || typeof audience !== 'string') return undefined;
  return { name, authorityHost, audience };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
