import { ClientSecretCredential } from '@azure/identity';
import { LogsIngestionClient, type LogsIngestionClientOptions } from '@azure/monitor-ingestion';
import { Failure } from '../failure.ts';
import { azureFailure, type SignInOutcome } from './azureFailure.ts';
import { type Batch, createBatcher } from './batches.ts';
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
      signal.throwIfAborted();
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
      } catch (error) {
        // Only a request that was let in at the right rule and stream is told that its body holds no rows.
        if (!(error instanceof Failure && error.code === 'ingestionMalformed')) throw error;
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
    additionalPolicies: [timeLimit, watchSignIn],
  });

  return async (rows, signal, ...inspect) => {
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
      additionalPolicies: [watchAnswer, timeLimit, ...inspect],
    });
    try {
      await client.upload(ruleId, streamName, [...rows], { maxConcurrency: 1, abortSignal: signal });
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
