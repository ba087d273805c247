import { Failure } from '../failure.ts';
import { createDispatcher } from '../network/dispatcher.ts';
import type { NetworkSettings } from '../network/networkSettings.ts';
import { createAzureUpload } from './azureUpload.ts';
import { createBatcher, JSON_ARRAY } from './batches.ts';
import type { AzureDestination } from './destination.ts';
import type { LogSink } from './logSink.ts';

export interface AzureSinkOptions {
  readonly destination: AzureDestination;
  readonly clientSecret: string;
  /** Names this product and its version. */
  readonly userAgentPrefix: string;
  readonly network: NetworkSettings;
  /** For an answer, from when the request begins to be sent. */
  readonly requestTimeoutMs?: number;
}

/** Sends rows to Azure through the Logs Ingestion API, with Microsoft's own client, one batch per call and request. */
export function createAzureSink(options: AzureSinkOptions): LogSink {
  const { network, requestTimeoutMs = 60_000 } = options;
  const timeouts = { connectMs: CONNECT_MS, answerMs: requestTimeoutMs };
  const dispatcher = createDispatcher(network, timeouts, MAX_CONNECTIONS);
  const upload = createAzureUpload({ ...options, dispatcher });
  return {
    createBatcher: () => createBatcher({ maxBytes: MAX_BATCH_BYTES, frame: JSON_ARRAY, groupOf: () => '' }),
    send: (batch, signal) => upload(batch.body, signal),
    async check(signal) {
      try {
        await upload(Buffer.from('[]'), signal);
        return 'accepted';
      } catch (error) {
        if (error instanceof Failure && error.code === 'ingestionMalformed') return 'reached';
        throw error;
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** The service takes 1 MB a call, compressed and not, and does not say which of the two megabytes it means. */
const MAX_BATCH_BYTES = 900_000;
const CONNECT_MS = 10_000;
/** Some batches may be under way at the same time. */
const MAX_CONNECTIONS = 3;
