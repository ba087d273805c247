import { ClientSecretCredential } from '@azure/identity';
import { LogsIngestionClient, type LogsIngestionClientOptions } from '@azure/monitor-ingestion';
import { Failure } from '../failure.ts';
import { unlessAborted } from '../network/unlessAborted.ts';
import type { Batch } from '../sync/ports.ts';
import { azureFailure, type SignInOutcome } from './azureFailure.ts';
import { createBatcher } from './batches.ts';
import { type AzureDestination, cloudEndpoints } from './destination.ts';
import type { LogSink } from './logSink.ts';

export interface AzureSinkOptions {
  readonly destination: AzureDestination;
  readonly clientSecret: string;
  /** Names this product and its version. */
  readonly userAgentPrefix: string;
  readonly requestTimeoutMs?: number;
}

/** Sends rows to Azure through the Logs Ingestion API, with Microsoft's own client, one batch per call. */
export function createAzureSink(options: AzureSinkOptions): LogSink {
  const { endpoint } = options.destination;
  const upload = createUpload(options, { maxRetries: 3 });
  return {
    createBatcher: () => createBatcher({ maxBytes: MAX_BATCH_BYTES, groupOf: () => '' }),
    async send(batch, signal) {
      const status = await upload(batch.rows, signal);
      if (status === ACKNOWLEDGED) return;
      // An upload that is aborted between its steps resolves although nothing was sent (SDK 1.2.0).
      signal.throwIfAborted();
      throw new Failure('ingestionNotAcknowledged', { where: endpoint, ...(status === undefined ? {} : { status }) });
    },
    async check(signal) {
      const emptyBody = policy('emptyBody', (request, next) => {
        request.body = '[]';
        return next(request);
      });
      try {
        // Somebody is waiting for the verdict, so the first one counts.
        await createUpload(options, { maxRetries: 0 })([{}], signal, emptyBody);
        return 'accepted';
      } catch (error) {
        if (error instanceof Failure && error.code === 'ingestionMalformed') return 'reached';
        throw error;
      }
    },
  };
}

/** Uploads one batch; gives the status of the last answer, or undefined when none came although the SDK is content. */
type Upload = (rows: Batch['rows'], signal: AbortSignal, ...inspect: Policy[]) => Promise<number | undefined>;

function createUpload(options: AzureSinkOptions, retryOptions: { readonly maxRetries: number }): Upload {
  const { destination, clientSecret, userAgentPrefix, requestTimeoutMs = 60_000 } = options;
  const { endpoint, ruleId, streamName, cloud } = destination;
  const { authorityHost, audience } = cloudEndpoints(cloud);
  // The SDK's pipeline waits for ever by default, and a silent server would stop the sync for good.
  const timeLimit = policy('timeLimit', (request, next) => {
    request.timeout = requestTimeoutMs;
    return next(request);
  });
  // MSAL keeps to itself why the authority's metadata could not be read (4.14), so it is noted on the way.
  let signIn: SignInOutcome = {};
  const watchSignIn = policy('watchSignIn', async (request, next) => {
    signIn = {};
    try {
      const response = await next(request);
      signIn = { status: response.status, body: response.bodyAsText ?? '' };
      return response;
    } catch (error) {
      signIn = { error };
      throw error;
    }
  });
  const credential = new ClientSecretCredential(destination.tenantId, destination.clientId, clientSecret, {
    authorityHost,
    disableInstanceDiscovery: cloud.name === 'custom',
    retryOptions,
    additionalPolicies: [timeLimit, watchSignIn, IMPATIENCE],
  });

  return async (rows, signal, ...inspect) => {
    signal.throwIfAborted();
    let status: number | undefined;
    const watchAnswer = policy('watchAnswer', async (request, next) => {
      const response = await next(request);
      status = response.status;
      return response;
    });
    const client = new LogsIngestionClient(endpoint, credential, {
      audience,
      userAgentOptions: { userAgentPrefix },
      retryOptions,
      additionalPolicies: [watchAnswer, timeLimit, IMPATIENCE, ...inspect],
    });
    try {
      const uploading = client.upload(ruleId, streamName, [...rows], { maxConcurrency: 1, abortSignal: signal });
      // MSAL does not let go of a sign-in that is under way; whoever cancels need not wait for it.
      await unlessAborted(uploading, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw azureFailure(error, { endpoint, authorityHost, signIn });
    }
    return status;
  };
}

/**
 * The service takes 1 MB a call, compressed and not. Below the SDK's own cut of 1,000,000 bytes (which forgets commas
 * and brackets), so that one batch is one request.
 */
const MAX_BATCH_BYTES = 900_000;
/** The service acknowledges with 204 and nothing else. Source: Microsoft Learn, "Logs Ingestion API". */
const ACKNOWLEDGED = 204;

type Policy = NonNullable<LogsIngestionClientOptions['additionalPolicies']>[number];
type SendRequest = Policy['policy']['sendRequest'];

function policy(name: string, sendRequest: SendRequest): Policy {
  return { policy: { name, sendRequest }, position: 'perCall' };
}

const MAX_RETRY_AFTER_MS = 60_000;
/** The SDK waits as long as it is told to, be it for hours. Longer than this, the pass fails and the next one tries. */
const IMPATIENCE: Policy = {
  position: 'perRetry',
  policy: {
    name: 'impatience',
    async sendRequest(request, next) {
      const response = await next(request);
      for (const [header, unitMs] of [
        ['retry-after', 1000],
        ['retry-after-ms', 1],
        ['x-ms-retry-after-ms', 1],
      ] as const) {
        const asked = response.headers.get(header);
        const seconds = Number(asked) * unitMs;
        if (asked !== undefined && !(seconds <= MAX_RETRY_AFTER_MS)) response.headers.delete(header);
      }
      return response;
    },
  },
};
