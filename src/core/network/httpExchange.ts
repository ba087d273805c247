import type { Dispatcher } from 'undici';

/** A request with the whole of its body. */
export interface HttpRequest {
  readonly url: string;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** Instead of the dispatcher's own: for the headers of the answer, and for every pause within its body. */
  readonly answerMs?: number | undefined;
  /** A larger answer is an error. Default 4 MiB. */
  readonly maxAnswerBytes?: number | undefined;
}

/** The whole of an answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** No whole answer came; its cause says why. */
export class ExchangeError extends Error {
  /** Whether a part of the request may have been sent: never before the connection was made and trusted. */
  readonly begun: boolean;

  constructor(cause: unknown, begun: boolean) {
    super(begun ? 'The connection broke before the answer was there.' : 'There was no connection.', { cause });
    this.name = 'ExchangeError';
    this.begun = begun;
  }
}

/** The cause of an ExchangeError: more came than is taken. */
export class AnswerTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`The answer is larger than ${maxBytes} bytes.`);
    this.name = 'AnswerTooLarge';
  }
}

/**
 * Sends a request once and reads its answer. Redirects are not followed. Throws an ExchangeError, or the signal's reason
 * as soon as it is aborted; a request whose connection is not made by then is never sent.
 */
export async function exchange(dispatcher: Dispatcher, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  let underWay: Dispatcher.DispatchController | undefined;
  const abort = (): void => {
    reject(signal.reason);
    underWay?.abort(new Error('aborted'));
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    dispatcher.dispatch(optionsOf(request), {
      // The last moment at which nothing has been sent. undici's own `request` does not tell it.
      onRequestStart(controller) {
        if (signal.aborted) controller.abort(new Error('aborted'));
        else underWay = controller;
      },
      ...collectAnswer(request.maxAnswerBytes ?? MAX_ANSWER_BYTES, resolve),
      onResponseError: (_controller, error) => reject(new ExchangeError(error, underWay !== undefined)),
    });
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function optionsOf({ url, method, headers, body, answerMs }: HttpRequest): Dispatcher.DispatchOptions {
  const { origin, pathname, search } = new URL(url);
  const timeouts = answerMs === undefined ? {} : { headersTimeout: answerMs, bodyTimeout: answerMs };
  return { origin, path: pathname + search, method, headers, body: body ?? null, ...timeouts };
}

/** More than almost any answer to what is sent this way, and small enough to hold. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

function collectAnswer(maxBytes: number, resolve: (answer: HttpAnswer) => void): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let status = 0;
  let headers: ReadonlyMap<string, string> = new Map();
  return {
    // Once more for each interim answer, of which the last one counts.
    onResponseStart(_controller, statusCode, received) {
      status = statusCode;
      headers = new Map(Object.entries(received).map(([name, value]) => [name, [value ?? []].flat().join(', ')]));
    },
    onResponseData(controller, chunk) {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else controller.abort(new AnswerTooLarge(maxBytes));
    },
    onResponseEnd: () => resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') }),
  };
}
