import type { LogsIngestionClientOptions } from '@azure/monitor-ingestion';
import type { createDispatcher } from '../network/dispatcher.ts';
import { exchange } from '../network/httpExchange.ts';

export type HttpClient = NonNullable<LogsIngestionClientOptions['httpClient']>;
export type PipelineRequest = Parameters<HttpClient['sendRequest']>[0];
export type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/**
 * What Microsoft's clients send through instead of Node's `https`, so that they take the same way as everything else:
 * its proxies, its certificates, its errors. Throws an ExchangeError, or the reason of the request's signal.
 */
export function createAzureHttpClient(
  dispatcher: ReturnType<typeof createDispatcher>,
  maxAnswerBytes?: number,
): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, timeout, abortSignal } = request;
      // The clients ask for compressed answers, which only their own transport unpacks.
      const headers = { ...request.headers.toJSON(), 'accept-encoding': 'identity' };
      const body = bodyOf(request);
      const answer = await exchange(
        dispatcher,
        { url, method, headers, body, answerMs: timeout > 0 ? timeout : undefined, maxAnswerBytes },
        // Their pipelines make a real signal of whatever they were given.
        abortSignal instanceof AbortSignal ? abortSignal : NEVER,
      );
      return { request, status: answer.status, headers: headersOf(answer.headers), bodyAsText: answer.body };
    },
  };
}

const NEVER = new AbortController().signal;

function bodyOf({ body }: PipelineRequest): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('A request of these clients has a text or bytes.');
}

/** Names are in lower case already. */
function headersOf(received: ReadonlyMap<string, string>): PipelineResponse['headers'] {
  const headers = new Map(received);
  return {
    get: (name) => headers.get(name.toLowerCase()),
    has: (name) => headers.has(name.toLowerCase()),
    set: (name, value) => void headers.set(name.toLowerCase(), String(value)),
    delete: (name) => void headers.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
}
