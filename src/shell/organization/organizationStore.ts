import type * as vscode from 'vscode';
import {
  DEFAULT_INTERVAL_MINUTES,
  FIRST_SYNCS,
  MAX_INTERVAL_MINUTES,
  MIN_INTERVAL_MINUTES,
  type Organization,
} from '../../core/organization/organization.ts';
import { isDay } from '../../core/organization/tokenExpiry.ts';
import { createProtectedStore, type ProtectedStore } from '../protectedStore.ts';

export type OrganizationStore = ProtectedStore<Organization>;

export function createOrganizationStore(context: vscode.ExtensionContext): OrganizationStore {
  const audienceOf = ({ site, userName }: Organization): string => `${userName.toLowerCase()} at ${site}`;
  return createProtectedStore({ name: 'organization', context, read: readOrganization, audienceOf });
}

function readOrganization(value: unknown): Organization | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Every member is checked below before it is used.
  const stored = value as Partial<Record<keyof Organization, unknown>>;
  const { id, kind, displayName, site, userName, destinationId, firstSync, backgroundSync, addedAtMs } = stored;
  // Earlier versions did not store these two.
  const { cloudId, tokenExpiresOn } = stored;
  if (typeof id !== 'string' || (kind !== 'confluence' && kind !== 'sample')) return undefined;
  if (typeof site !== 'string' || !URL.canParse(site) || typeof userName !== 'string' || typeof addedAtMs !== 'number')
    return undefined;
  return {
    id,
    kind,
    displayName: typeof displayName === 'string' ? displayName : site,
    site,
    cloudId: typeof cloudId === 'string' ? cloudId : undefined,
    userName,
    tokenExpiresOn: typeof tokenExpiresOn === 'string' && isDay(tokenExpiresOn) ? tokenExpiresOn : undefined,
    destinationId: typeof destinationId === 'string' ? destinationId : undefined,
    firstSync: FIRST_SYNCS.find((known) => known === firstSync) ?? 'everything',
    backgroundSync: readBackgroundSync(backgroundSync),
    addedAtMs,
  };
}

function readBackgroundSync(value: unknown): Organization['backgroundSync'] {
  const { enabled, intervalMinutes } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly enabled?: unknown;
    readonly intervalMinutes?: unknown;
  };
  const minutes = typeof intervalMinutes === 'number' ? intervalMinutes : DEFAULT_INTERVAL_MINUTES;
  return {
    enabled: enabled === true,
    intervalMinutes: Math.min(Math.max(minutes, MIN_INTERVAL_MINUTES), MAX_INTERVAL_MINUTES),
  };
}
