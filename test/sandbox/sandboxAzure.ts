import { createHash, randomBytes } from 'node:crypto';
import { AUDIT_TABLE_NAME } from '../../src/core/audit/auditTable.ts';
import { type AzureEndpoint, createAzureCloud } from './azureCloud.ts';
import type { ServerCertificate } from './certificates.ts';
import type { EntraApp } from './entra.ts';
import { evaluateQuery } from './evaluateQuery.ts';
import { createLogsIngestion, type LogsIngestion } from './logsIngestion.ts';
import { type SandboxServer, startSandboxServer } from './sandboxServer.ts';
import { createTokenMint } from './tokenMint.ts';

/** An Azure of a sandbox, seen by who runs it: one tenant, one data collection rule with one stream. */
export interface SandboxAzure
  extends Pick<SandboxServer<AzureEndpoint>, 'faults' | 'traffic'>,
    Pick<LogsIngestion, 'received' | 'table' | 'counters' | 'grantRole' | 'revokeRole' | 'forget'> {
  /** The logs ingestion endpoint. */
  readonly endpoint: string;
  readonly authorityHost: string;
  readonly audience: string;
  readonly tenantId: string;
  /** May publish to the rule. */
  readonly app: EntraApp;
  /** Can sign in, but has no role on the rule. */
  readonly appWithoutRole: EntraApp;
  readonly expiredClientSecret: string;
  readonly ruleId: string;
  readonly stream: string;
  /** The id of the Log Analytics workspace that the stream's table is in; its query service is at the endpoint's address. */
  readonly workspaceId: string;
  /** No access token issued so far is good any more. */
  readonly expireTokens: () => void;
}

export interface AzureOptions {
  /** The audience that the ingestion endpoint takes. Default `https://monitor.azure.com`. */
  readonly audience?: string | undefined;
  /** Seconds. Default 3599. */
  readonly tokenLifetimeS?: number | undefined;
  /** Default 1 MiB. */
  readonly maxBytes?: number | undefined;
  /** Instead of a random one. */
  readonly clientSecret?: string | undefined;
}

export interface SandboxAzureOptions {
  readonly port: number;
  readonly certificate: ServerCertificate;
  readonly nowMs: () => number;
  readonly azure: AzureOptions;
  readonly light: boolean;
}

export async function startSandboxAzure(
  options: SandboxAzureOptions,
): Promise<SandboxAzure & { readonly stop: () => Promise<void> }> {
  const { port, certificate, nowMs, azure, light } = options;
  const { audience = PUBLIC_AUDIENCE, tokenLifetimeS = 3599, maxBytes = 1_048_576 } = azure;
  const directory = {
    tenantId: uuidOf('tenant'),
    app: { clientId: uuidOf('app'), clientSecret: azure.clientSecret ?? secret('sandbox') },
    appWithoutRole: { clientId: uuidOf('app without role'), clientSecret: secret('sandbox') },
    expiredClientSecret: secret('expired'),
  };
  const ruleId = `dcr-${uuidOf('rule').replaceAll('-', '')}`;
  const stream = `Custom-${AUDIT_TABLE_NAME}`;
  const workspaceId = uuidOf('workspace');
  const mint = createTokenMint(nowMs, tokenLifetimeS);
  const { answer, ...ingestion } = createLogsIngestion({ mint, audience, ruleId, stream, maxBytes, nowMs, light });
  ingestion.grantRole(directory.app.clientId);

  const audiences = [...OTHER_AUDIENCES, PUBLIC_AUDIENCE, audience];
  const apps = [directory.app, directory.appWithoutRole];
  const server = await startSandboxServer<AzureEndpoint>({
    port,
    certificate,
    nowMs,
    createService: (url) =>
      createAzureCloud({ ...directory, url, apps, audiences: [...audiences, url], mint, nowMs }, answer, {
        ...{ mint, url, workspaceId },
        readers: new Set([directory.app.clientId]),
        evaluate: (query) => evaluateQuery(query, { rows: ingestion.table(stream), nowMs: nowMs() }),
      }),
  });
  return {
    ...server,
    ...ingestion,
    ...directory,
    endpoint: server.url,
    authorityHost: server.url,
    audience,
    ruleId,
    stream,
    workspaceId,
    expireTokens: mint.expireAll,
  };
}

const PUBLIC_AUDIENCE = 'https://monitor.azure.com';
// Of the US Government and China clouds: tokens for them can be had, but do not open this endpoint.
const OTHER_AUDIENCES = ['https://monitor.azure.us', 'https://monitor.azure.cn'];

function secret(prefix: string): string {
  return `${prefix}-${randomBytes(24).toString('base64url')}`;
}

/** The same whenever a sandbox starts, so that a destination that was saved with an earlier one still fits. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
