import { ClientSecretCredential } from '@azure/identity';
import type { LogsIngestionClientOptions } from '@azure/monitor-ingestion';
import { type AzureOutcome, outcomeOf } from './azureFailure.ts';
import { createAzureHttpClient } from './azureHttpClient.ts';
import { type AzureDestination, cloudEndpoints } from './destination.ts';

/** What all of Microsoft's clients are made with here. */
export interface AzureAccess {
  readonly destination: AzureDestination;
  readonly clientSecret: string;
  /** Names this product and its version. */
  readonly userAgentPrefix: string;
  readonly dispatcher: Parameters<typeof createAzureHttpClient>[0];
}

/** Where a client's own errors leave out what happened, its requests are watched. */
export interface Watched {
  outcome: AzureOutcome;
}

/** Signs in with the destination's service principal; what the authority answers is noted. */
export function createCredential(access: AzureAccess, signIn: Watched): ClientSecretCredential {
  const { destination, clientSecret, dispatcher } = access;
  const { tenantId, clientId, cloud } = destination;
  return new ClientSecretCredential(tenantId, clientId, clientSecret, {
    ...clientOptions(dispatcher),
    authorityHost: cloudEndpoints(cloud).authorityHost,
    disableInstanceDiscovery: cloud.name === 'custom',
    additionalPolicies: [policy('watchSignIn', 'perRetry', (request, next) => watch(request, next, signIn))],
  });
}

export function clientOptions(dispatcher: AzureAccess['dispatcher'], maxAnswerBytes?: number) {
  return {
    httpClient: createAzureHttpClient(dispatcher, maxAnswerBytes),
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    // Never used, because the HTTP client above goes its own way; without it the clients read the environment, and throw
    // at the address of a proxy without a scheme (core-rest-pipeline 1.25).
    proxyOptions: { host: 'http://localhost', port: 9 },
  };
}

type Policy = NonNullable<LogsIngestionClientOptions['additionalPolicies']>[number];
export type SendRequest = Policy['policy']['sendRequest'];

export function policy(name: string, position: Policy['position'], sendRequest: SendRequest): Policy {
  return { policy: { name, sendRequest }, position };
}

export async function watch(...[request, next, watched]: [...Parameters<SendRequest>, Watched]) {
  try {
    const response = await next(request);
    watched.outcome = outcomeOf(response);
    return response;
  } catch (error) {
    watched.outcome = { error };
    throw error;
  }
}
