import { type Answer, headerOf, json, type ReceivedRequest } from './answers.ts';
import type { TokenMint } from './tokenMint.ts';

/** A table as the query service gives it; values as JSON has them. */
export interface QueriedTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface LogsQueryOptions {
  readonly mint: TokenMint;
  /** The query service's own address, which also is the audience of its tokens. */
  readonly url: string;
  readonly workspaceId: string;
  /** Ids of the apps that have the role Log Analytics Reader on the workspace. */
  readonly readers: ReadonlySet<string>;
  /** Runs a query; throws an error whose message says what is wrong with it. */
  readonly evaluate: (query: string) => QueriedTable;
}

/** What the Log Analytics query service says to `POST /v1/workspaces/{id}/query`. The wording of errors is the real one's. */
export function logsQueryAnswer(options: LogsQueryOptions, workspaceId: string, request: ReceivedRequest): Answer {
  const refused = refusal(options, workspaceId, request);
  if (refused !== undefined) return refused;
  const query = queryOf(request.body.toString('utf8'));
  if (query === undefined) return failure(400, 'BadArgumentError', 'The request had some invalid properties');
  try {
    return json(200, { tables: [{ name: 'PrimaryResult', ...options.evaluate(query) }] });
  } catch (error) {
    const innererror = { code: 'SemanticError', message: error instanceof Error ? error.message : '' };
    return failure(400, 'BadArgumentError', 'The request had some invalid properties', innererror);
  }
}

function refusal(options: LogsQueryOptions, workspaceId: string, request: ReceivedRequest): Answer | undefined {
  const [, token = ''] = /^Bearer (\S+)$/u.exec(headerOf(request, 'authorization')) ?? [];
  const claims = options.mint.read(token);
  if (typeof claims === 'string' || claims.aud !== options.url) {
    return failure(401, 'InvalidTokenError', 'The provided authentication is not valid for this resource');
  }
  if (workspaceId !== options.workspaceId) {
    return failure(404, 'WorkspaceNotFoundError', `The workspace ${workspaceId} could not be found`);
  }
  if (options.readers.has(claims.appid)) return undefined;
  return failure(
    403,
    'InsufficientAccessError',
    'The provided credentials have insufficient access to perform the requested operation',
  );
}

function queryOf(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isRequest = typeof value === 'object' && value !== null && 'query' in value;
    return isRequest && typeof value.query === 'string' ? value.query : undefined;
  } catch {
    return undefined;
  }
}

function failure(status: number, code: string, message: string, innererror?: object): Answer {
  return json(status, { error: { code, message, ...(innererror === undefined ? {} : { innererror }) } });
}
