/** Where mapped rows go. Its client secret is a secret and is kept apart from it. */
export type Destination = AzureDestination | FolderDestination;

export interface AzureDestination {
  readonly id: string;
  readonly kind: 'azure';
  readonly displayName: string;
  /** Logs ingestion endpoint of a data collection rule or endpoint: an https origin. */
  readonly endpoint: string;
  /** Immutable id of the data collection rule: `dcr-` and 32 hexadecimal digits. */
  readonly ruleId: string;
  /** Stream declared by the rule: begins with `Custom-`. */
  readonly streamName: string;
  readonly cloud: AzureCloud;
  /** Directory (tenant) id or domain of the service principal. */
  readonly tenantId: string;
  /** Application (client) id of the service principal. */
  readonly clientId: string;
}

export interface FolderDestination {
  readonly id: string;
  readonly kind: 'folder';
  readonly displayName: string;
  /** Absolute path. */
  readonly folder: string;
}

export type AzureCloud =
  | { readonly name: 'public' | 'usGovernment' | 'china' }
  /** Any other cloud; its authority is taken as it is, without asking Microsoft's public one whether it exists. */
  | { readonly name: 'custom'; readonly authorityHost: string; readonly audience: string };

/** Where rows end up: equal for two destinations that differ in name or sign-in only. */
export function destinationIdentity(destination: Destination): string {
  if (destination.kind === 'folder') return `folder ${destination.folder}`;
  return `azure ${destination.endpoint} ${destination.ruleId} ${destination.streamName}`;
}

export interface CloudEndpoints {
  readonly authorityHost: string;
  /** Audience of ingestion tokens, without `/.default`. */
  readonly audience: string;
}

/** Source: Microsoft Learn, "Logs Ingestion API" and "National clouds" (authority hosts). */
export function cloudEndpoints(cloud: AzureCloud): CloudEndpoints {
  switch (cloud.name) {
    case 'public':
      return { authorityHost: 'https://login.microsoftonline.com', audience: 'https://monitor.azure.com' };
    case 'usGovernment':
      return { authorityHost: 'https://login.microsoftonline.us', audience: 'https://monitor.azure.us' };
    case 'china':
      return { authorityHost: 'https://login.chinacloudapi.cn', audience: 'https://monitor.azure.cn' };
    case 'custom':
      return { authorityHost: cloud.authorityHost, audience: cloud.audience.replace(/\/\.default$/, '') };
  }
}

/**
 * Origin of the Log Analytics query service, which also is the audience of its tokens; undefined for a cloud that is not
 * Microsoft's. Source: the audiences that `@azure/monitor-query-logs` 1.0.0 names.
 */
export function logsQueryEndpoint({ name }: AzureCloud): string | undefined {
  switch (name) {
    case 'public':
      return 'https://api.loganalytics.io';
    case 'usGovernment':
      return 'https://api.loganalytics.us';
    case 'china':
      return 'https://api.loganalytics.azure.cn';
    case 'custom':
      return undefined;
  }
}
