import { LogsIngestionClient } from '@azure/monitor-ingestion';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/core/network/dispatcher.ts';
import { createAzureHttpClient, type PipelineRequest } from '../../../src/core/sentinel/azureHttpClient.ts';
import type { ReceivedRequest } from '../../sandbox/answers.ts';
import { createCertificates } from '../../sandbox/certificates.ts';
import { type SandboxServer, startSandboxServer } from '../../sandbox/sandboxServer.ts';

let server: SandboxServer<'any'>;
let dispatcher: ReturnType<typeof createDispatcher>;
const seen: ReceivedRequest['headers'][] = [];
beforeAll(async () => {
  const { caPem, server: certificate } = await createCertificates();
  server = await startSandboxServer<'any'>({
    port: 0,
    certificate,
    nowMs: Date.now,
    createService: () => ({
      endpointOf: () => 'any',
      received: ({ headers }) => seen.push(headers),
      answer: () => ({ status: 204, headers: { 'X-Ms-Request-Id': '7' } }),
    }),
  });
  dispatcher = createDispatcher(
    { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [caPem] },
    { connectMs: 1000, answerMs: 10_000 },
  );
});
afterEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await dispatcher.destroy();
  await server.stop();
});

/** Microsoft's client as it is, but for a change of its requests on their way out; gives what came back. */
async function upload(change: (request: PipelineRequest) => void) {
  const answers: (string | undefined)[] = [];
  const client = new LogsIngestionClient(
    server.url,
    { getToken: async () => ({ token: 'of-the-test', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    {
      httpClient: createAzureHttpClient(dispatcher),
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [
        {
          position: 'perRetry',
          policy: {
            name: 'change',
            async sendRequest(request, next) {
              change(request);
              const answer = await next(request);
              answers.push(answer.headers.get('X-MS-request-id'), answer.headers.toJSON()['x-ms-request-id']);
              return answer;
            },
          },
        },
      ],
    },
  );
  await client.upload('dcr-0', 'Custom-Any', [{}]);
  return answers;
}

test('carries the headers of a request there, and those of the answer back, by any case of their names', async () => {
  expect(await upload(() => undefined)).toEqual(['7', '7']);
  expect(seen[0]).toMatchObject({
    authorization: 'Bearer of-the-test',
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    // What came compressed would not be unpacked.
    'accept-encoding': 'identity',
  });
});

test('keeps to the time that a request has', async () => {
  server.faults.next('any', { kind: 'hang' });
  const waiting = upload((request) => {
    request.timeout = 300;
  });
  await expect(waiting).rejects.toMatchObject({ errors: [{ cause: { name: 'ExchangeError', begun: true } }] });
});

test('refuses a body that it cannot send, before anything is sent', async () => {
  const sending = upload((request) => {
    request.body = new FormData();
  });
  await expect(sending).rejects.toMatchObject({ errors: [{ cause: { name: 'TypeError' } }] });
  expect(seen).toEqual([]);
});
