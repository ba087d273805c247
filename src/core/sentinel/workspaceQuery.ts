import { AsyncLocalStorage } from 'node:async_hooks';
import { LogsQueryClient } from '@azure/monitor-query-logs';
import { createDispatcher } from '../network/dispatcher.ts';
import { AnswerTooLarge, ExchangeError } from '../network/httpExchange.ts';
import { networkFailure } from '../network/networkFailure.ts';
import type { NetworkSettings } from '../network/networkSettings.ts';
import { unlessAborted } from '../network/unlessAborted.ts';
import {
  type AzureAccess,
  clientOptions,
  createCredential,
  policy,
  type SendRequest,
  type Watched,
  watch,
} from './azureClient.ts';
import { type AzureContext, type AzureOutcome, unsentFailure } from './azureFailure.ts';
import { cloudEndpoints } from './destination.ts';

/** Runs queries in a Log Analytics workspace, with the service principal of a destination. */
export interface WorkspaceQuery {
  /** Throws a Failure of the network or of signing in, or the signal's reason. */
  run(workspaceId: string, text: string, signal: AbortSignal): Promise<WorkspaceAnswer>;
  close(): Promise<void>;
}

export type WorkspaceAnswer =
  /** The service's answer as it came: `{"tables": [{"name", "columns", "rows"}], "error"?, "render"?}`. */
  { readonly kind: 'tables'; readonly body: string } | ({ readonly kind: 'refused' } & WorkspaceRefusal);

/**
 * Why there are no tables. `query`: the query is wrong; `message` is in the service's own words. `tooLarge`: it gives more
 * than is taken here.
 */
export interface WorkspaceRefusal {
  readonly reason:
    | 'query'
    | 'unauthorized'
    | 'roleMissing'
    | 'notFound'
    | 'throttled'
    | 'timedOut'
    | 'tooLarge'
    | 'serverError'
    | 'unexpectedStatus';
  readonly status: number;
  readonly message: string | undefined;
}

export interface WorkspaceQueryOptions extends Omit<AzureAccess, 'dispatcher'> {
  /** Origin of the query service, see logsQueryEndpoint. */
  readonly endpoint: string;
  readonly network: NetworkSettings;
}

export function createWorkspaceQuery(options: WorkspaceQueryOptions): WorkspaceQuery {
  const { endpoint, network, destination } = options;
  const dispatcher = createDispatcher(network, { connectMs: CONNECT_MS, answerMs: ANSWER_MS }, 1);
  const signIn: Watched = { outcome: {} };
  const calls = new AsyncLocalStorage<Call>();
  const client = new LogsQueryClient(createCredential({ ...options, dispatcher }, signIn), {
    ...clientOptions(dispatcher, MAX_ANSWER_BYTES),
    endpoint: `${endpoint}/v1`,
    credentials: { scopes: [`${endpoint}/.default`] },
    userAgentOptions: { userAgentPrefix: options.userAgentPrefix },
    additionalPolicies: [policy('keepAnswer', 'perRetry', (request, next) => keepAnswer(request, next, calls))],
  });
  return {
    async run(workspaceId, text, signal) {
      const call: Call = { outcome: {}, body: '' };
      try {
        const asking = calls.run(call, () =>
          client.queryWorkspace(workspaceId, text, ANY_TIME, {
            abortSignal: signal,
            includeVisualization: true,
            serverTimeoutInSeconds: SERVER_LIMIT_S,
          }),
        );
        await unlessAborted(asking, signal);
      } catch (error) {
        signal.throwIfAborted();
        const { authorityHost } = cloudEndpoints(destination.cloud);
        const context = { endpoint, authorityHost, signIn: signIn.outcome, call: call.outcome };
        return refusalOf(error, context);
      }
      return { kind: 'tables', body: call.body };
    },
    close: () => dispatcher.destroy(),
  };
}

interface Call extends Watched {
  body: string;
}

const CONNECT_MS = 10_000;
/** What the service may take, and a little for the way. */
const SERVER_LIMIT_S = 180;
const ANSWER_MS = (SERVER_LIMIT_S + 15) * 1000;
/** The service gives at most 100 MB, which nobody could look at. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** The client wants a range of time; what the query itself says is what counts. */
const ANY_TIME = { startTime: new Date(0), endTime: new Date(Date.UTC(2100, 0, 1)) };

/**
 * Keeps the text of an answer, and hands an empty one on: the client would make JavaScript dates of datetimes, which have
 * no ticks, and would do so where it blocks others.
 */
async function keepAnswer(...[request, next, calls]: [...Parameters<SendRequest>, AsyncLocalStorage<Call>]) {
  const call = calls.getStore();
  if (call === undefined) throw new Error('A request is sent within a call.');
  const response = await watch(request, next, call);
  if (response.status !== 200) return response;
  call.body = response.bodyAsText ?? '';
  return { ...response, bodyAsText: '{"tables":[]}' };
}

/** Throws the failure behind an error, unless the service itself has said why. */
function refusalOf(error: unknown, context: AzureContext): WorkspaceAnswer {
  const { endpoint, call } = context;
  const { status } = call;
  if (isTooLarge(call.error)) return { kind: 'refused', reason: 'tooLarge', status: 200, message: undefined };
  if (call.error !== undefined) throw networkFailure(call.error, endpoint);
  if (status === undefined) throw unsentFailure(error, context);
  const reason = STATUS_TABLE.find(({ matches }) => matches(status))?.reason ?? 'unexpectedStatus';
  return { kind: 'refused', reason, status, message: innermostMessage(call) };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof ExchangeError && error.cause instanceof AnswerTooLarge;
}

/** Source: Microsoft Learn, "Azure Monitor Log Analytics API errors". */
const STATUS_TABLE: readonly {
  readonly matches: (status: number) => boolean;
  readonly reason: WorkspaceRefusal['reason'];
}[] = [
  { matches: (status) => status === 400, reason: 'query' },
  { matches: (status) => status === 401, reason: 'unauthorized' },
  { matches: (status) => status === 403, reason: 'roleMissing' },
  { matches: (status) => status === 404, reason: 'notFound' },
  { matches: (status) => status === 429, reason: 'throttled' },
  { matches: (status) => status === 504, reason: 'timedOut' },
  { matches: (status) => status >= 500, reason: 'serverError' },
];

/** `{"error": {"message", "innererror": {"message", "innererror": …}}}`: the innermost one is the most precise. */
function innermostMessage({ body = '' }: AzureOutcome): string | undefined {
  let level: unknown;
  try {
    level = member(JSON.parse(body), 'error');
  } catch {
    return undefined;
  }
  let message: string | undefined;
  for (let depth = 0; depth < 10 && level !== undefined; depth += 1) {
    const text = member(level, 'message');
    if (typeof text === 'string' && text !== '') message = text.slice(0, 2000);
    level = member(level, 'innererror');
  }
  return message;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
