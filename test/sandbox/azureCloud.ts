import { type Answer, json, type ReceivedRequest } from './answers.ts';
import { type EntraDirectory, openIdConfiguration, tokenAnswer } from './entra.ts';
import type { LogsIngestion } from './logsIngestion.ts';
import { type LogsQueryOptions, logsQueryAnswer } from './logsQuery.ts';
import type { Service } from './sandboxServer.ts';

export type AzureEndpoint = 'discovery' | 'token' | 'ingestion' | 'query' | 'other';

/** Entra ID, a data collection endpoint and the query service behind one address; their paths do not meet. */
export function createAzureCloud(
  directory: EntraDirectory,
  ingest: LogsIngestion['answer'],
  workspace: LogsQueryOptions,
): Service<AzureEndpoint> {
  return {
    endpointOf: (url) => {
      if (DISCOVERY.test(url.pathname)) return 'discovery';
      if (TOKEN.test(url.pathname)) return 'token';
      if (QUERY.test(url.pathname)) return 'query';
      return INGESTION.test(url.pathname) ? 'ingestion' : 'other';
    },
    answer: (request) => {
      const path = request.url.pathname;
      const tenant = decoded(DISCOVERY.exec(path)?.[1] ?? TOKEN.exec(path)?.[1] ?? '');
      if (DISCOVERY.test(path)) return openIdConfiguration(directory, tenant);
      if (TOKEN.test(path)) return onlyPost(request) ?? tokenAnswer(directory, tenant, request);
      const [, workspaceId] = QUERY.exec(path) ?? [];
      if (workspaceId !== undefined) return logsQueryAnswer(workspace, decoded(workspaceId), request);
      const [, ruleId = '', stream = ''] = INGESTION.exec(path) ?? [];
      if (ruleId !== '') return ingest({ ...request, ruleId: decoded(ruleId), stream: decoded(stream) });
      return json(404, { error: { code: 'NotFound', message: 'The resource does not exist.' } });
    },
  };
}

const DISCOVERY = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/u;
const TOKEN = /^\/([^/]+)\/oauth2\/v2\.0\/token$/u;
const INGESTION = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/u;

const QUERY = /^\/v1\/workspaces\/([^/]+)\/query$/u;

function onlyPost({ method }: ReceivedRequest): Answer | undefined {
  if (method === 'POST') return undefined;
  const description = 'AADSTS900561: The endpoint only accepts POST requests.';
  return json(400, { error: 'invalid_request', error_description: description, error_codes: [900561] });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
