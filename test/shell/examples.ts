import type { Organization } from '../../src/core/organization/organization.ts';
import type { AzureDestination, FolderDestination } from '../../src/core/sentinel/destination.ts';
import type { DestinationFormValues } from '../../src/protocol/destinationForm.ts';
import type { OrganizationFormValues } from '../../src/protocol/organizationForm.ts';

export const DAY_MS = 86_400_000;
export const NOON_MS = Date.UTC(2026, 9, 7, 12);

export const FOLDER: FolderDestination = { id: 'f', kind: 'folder', displayName: 'Audit files', folder: '/srv/audit' };

export const SENTINEL: AzureDestination = {
  id: 'az',
  kind: 'azure',
  displayName: 'Sentinel',
  endpoint: 'https://acme-1.westeurope-1.ingest.monitor.azure.com',
  ruleId: `dcr-${'0a'.repeat(16)}`,
  streamName: 'Custom-ConfluenceAuditLogs_CL',
  cloud: { name: 'public' },
  tenantId: 'acme.onmicrosoft.com',
  clientId: '11111111-2222-3333-4444-555555555555',
};

/** The cloud id of a site that nobody gave another one. */
export function cloudIdOf(site: string): string {
  return `cloud-id-of-${new URL(site).hostname.split('.')[0]}`;
}

export const ACME: Organization = {
  id: 'acme',
  kind: 'confluence',
  displayName: 'Acme',
  site: 'https://acme.atlassian.net',
  cloudId: cloudIdOf('https://acme.atlassian.net'),
  userName: 'ann@acme.example',
  tokenExpiresOn: undefined,
  destinationId: FOLDER.id,
  firstSync: 'last30Days',
  backgroundSync: { enabled: false, intervalMinutes: 5 },
  addedAtMs: NOON_MS - DAY_MS,
};

export const GLOBEX: Organization = {
  ...ACME,
  id: 'globex',
  displayName: 'Globex',
  site: 'https://globex.atlassian.net',
  cloudId: cloudIdOf('https://globex.atlassian.net'),
  userName: 'bob@globex.example',
};

export const SAMPLE: Organization = {
  ...ACME,
  id: 'sample',
  kind: 'sample',
  displayName: 'Sample',
  site: 'https://sample.example',
  cloudId: undefined,
  userName: '',
};

/** What somebody types who adds Acme. */
export const ACME_TYPED: OrganizationFormValues = {
  siteUrl: 'acme.atlassian.net',
  userName: ACME.userName,
  apiToken: 'ATATT-token-1',
  tokenExpiresOn: '',
  displayName: '',
  destinationId: '',
  firstSync: 'everything',
  backgroundSync: false,
  intervalMinutes: '5',
};

/** What somebody types who adds the destination above. */
export const SENTINEL_TYPED: DestinationFormValues = {
  kind: 'azure',
  displayName: '',
  endpoint: SENTINEL.endpoint,
  ruleId: SENTINEL.ruleId,
  streamName: SENTINEL.streamName,
  cloud: 'public',
  authorityHost: '',
  audience: '',
  tenantId: SENTINEL.tenantId,
  clientId: SENTINEL.clientId,
  clientSecret: 'client-secret-1',
  folder: '',
};
