import { Agent, type Dispatcher } from 'undici';
import { createConnector } from './connector.ts';
import type { NetworkSettings } from './networkSettings.ts';

export interface Timeouts {
  readonly connectMs: number;
  /** For the headers of an answer, and for every pause within its body. */
  readonly answerMs: number;
}

/**
 * What undici sends through: by default one connection per host, by the way that the settings choose. It is handed to
 * each request and never made the global one, which is shared with every other extension.
 */
export function createDispatcher(settings: NetworkSettings, timeouts: Timeouts, connectionsPerHost = 1): Dispatcher {
  return new Agent({
    connect: createConnector({ settings, timeoutMs: timeouts.connectMs }),
    headersTimeout: timeouts.answerMs,
    bodyTimeout: timeouts.answerMs,
    connections: connectionsPerHost,
  });
}
