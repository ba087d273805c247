import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ClientSecretCredential } from '@azure/identity';
import { isAggregateLogsUploadError, LogsIngestionClient } from '@azure/monitor-ingestion';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toRow } from '../../src/core/audit/auditTable.ts';
import { createKeyer } from '../../src/core/audit/recordKey.ts';
import type { Sandbox } from './startSandbox.ts';
import { startTrustedSandbox } from './trustSandbox.ts';

const START_MS = Date.UTC(2026, 4, 6, 7, 8, 9);
const DAY_MS = 86_400_000;
const SCOPE = 'https://monitor.azure.com/.default';

let nowMs = START_MS;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox({ records: 50, nowMs: () => nowMs });
});
afterAll(() => sandbox.stop());
afterEach(() => {
  nowMs = START_MS;
  sandbox.azure.faults.clear();
  sandbox.azure.forget();
});

interface SignIn {
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

function credentialOf({ tenantId, clientId, clientSecret }: SignIn = {}): ClientSecretCredential {
  const { azure } = sandbox;
  return new ClientSecretCredential(
    tenantId ?? azure.tenantId,
    clientId ?? azure.app.clientId,
    clientSecret ?? azure.app.clientSecret,
    { authorityHost: azure.authorityHost, disableInstanceDiscovery: true },
  );
}

async function upload(rows: Record<string, unknown>[], credential = credentialOf()): Promise<void> {
  const { endpoint, audience, ruleId, stream } = sandbox.azure;
  const client = new LogsIngestionClient(endpoint, credential, { audience, retryOptions: { maxRetries: 0 } });
  await client.upload(ruleId, stream, rows);
}

/** What the service answered to an upload that failed. */
async function failureOf(uploading: Promise<void>): Promise<unknown> {
  const error: unknown = await uploading.then(
    () => new Error('The upload did not fail.'),
    (reason: unknown) => reason,
  );
  return isAggregateLogsUploadError(error) ? error.errors[0]?.cause : error;
}

interface Posting {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly token?: string;
}

async function post({ body, headers, path, token }: Posting) {
  const { endpoint, ruleId, stream } = sandbox.azure;
  const bearer = token ?? (await credentialOf().getToken(SCOPE)).token;
  const where = path ?? `/dataCollectionRules/${ruleId}/streams/${stream}?api-version=2023-01-01`;
  const answer = await request(endpoint + where, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, ...headers },
    body,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, code: text === '' ? '' : JSON.parse(text).error.code };
}

describe('Microsoft’s own client', () => {
  test('signs in, uploads, and every row arrives once', async () => {
    const keyOf = createKeyer(sandbox.site.url);
    const rows = sandbox.site
      .records()
      .map((record) => ({ ...toRow(record, { site: sandbox.site.url, key: keyOf(record), receivedAtMs: nowMs }) }));
    nowMs = sandbox.site.records().at(-1)?.creationDate ?? nowMs;
    await upload(rows);
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual(JSON.parse(JSON.stringify(rows)));
    const stored = sandbox.azure.table(sandbox.azure.stream);
    expect(stored.map(({ TimeGenerated, ...row }) => row)).toEqual(
      JSON.parse(JSON.stringify(rows.map(({ TimeGenerated, ...row }) => row))),
    );
    const { batches, rows: counted, rawBytes, sentBytes } = sandbox.azure.counters();
    expect([batches, counted]).toEqual([1, 50]);
    expect(rawBytes).toBe(Buffer.byteLength(JSON.stringify(rows)));
    expect(sentBytes).toBeLessThan(rawBytes / 3);
  });

  test('is told that the connection was cut though the batch was stored', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'acceptedButCut' });
    expect(await failureOf(upload([{ Summary: 'stored' }]))).toMatchObject({
      message: expect.stringMatching(/hang up|reset/u),
    });
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual([{ Summary: 'stored' }]);
  });

  test('is told to wait', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    expect(await failureOf(upload([{ Summary: 'x' }]))).toMatchObject({ statusCode: 429 });
    expect(sandbox.azure.counters().batches).toBe(0);
  });
});

describe('Entra ID', () => {
  test.each([
    // The library asks for the tenant's configuration first and keeps its answer to itself.
    ['an unknown tenant', () => ({ tenantId: randomUUID() }), 'endpoints_resolution_error'],
    ['an unknown app', () => ({ clientId: randomUUID() }), 'AADSTS700016'],
    ['a wrong secret', () => ({ clientSecret: 'wrong' }), 'AADSTS7000215'],
    ['an expired secret', () => ({ clientSecret: sandbox.azure.expiredClientSecret }), 'AADSTS7000222'],
  ])('refuses %s', async (_, signIn, code) => {
    await expect(credentialOf(signIn()).getToken(SCOPE)).rejects.toThrow(code);
  });

  test.each([
    ['GET', '/v2.0/.well-known/openid-configuration', 'invalid_tenant'],
    ['POST', '/oauth2/v2.0/token', 'invalid_request'],
  ] as const)('says to %s %s what an unknown tenant is', async (method, path, error) => {
    const answer = await request(`${sandbox.azure.authorityHost}/${randomUUID()}${path}`, { method });
    expect(answer.statusCode).toBe(400);
    const said = await answer.body.json();
    expect(said).toMatchObject({
      error,
      error_codes: [90002],
      error_description: expect.stringMatching(/^AADSTS90002: /u),
    });
  });

  test.each([
    ['https://monitor.example.com/.default', 'AADSTS500011'],
    ['https://monitor.azure.com/.default/.default', 'AADSTS500011'],
    ['https://monitor.azure.com/Data.Read', 'AADSTS1002012'],
  ])('refuses the scope %s', async (scope, code) => {
    await expect(credentialOf().getToken(scope)).rejects.toThrow(code);
  });

  test('gives tokens that last as long as they say', async () => {
    const { token, expiresOnTimestamp } = await credentialOf().getToken(SCOPE);
    expect(expiresOnTimestamp - Date.now()).toBeGreaterThan(3_500_000);
    nowMs += 3_598_000;
    expect(await post({ body: '[]', token })).toEqual({ status: 204, code: '' });
    nowMs += 2_000;
    expect(await post({ body: '[]', token })).toEqual({ status: 401, code: 'AuthenticationTokenExpired' });
  });

  test('can take back all tokens', async () => {
    const { token } = await credentialOf().getToken(SCOPE);
    sandbox.azure.expireTokens();
    expect((await post({ body: '[]', token })).status).toBe(401);
    expect((await post({ body: '[]' })).status).toBe(204);
  });
});

describe('the ingestion endpoint', () => {
  test('refuses an app without the role, until it has it', async () => {
    const { appWithoutRole } = sandbox.azure;
    const credential = credentialOf(appWithoutRole);
    expect(await failureOf(upload([{ Summary: 'x' }], credential))).toMatchObject({
      statusCode: 403,
      code: 'OperationFailed',
      message: expect.stringContaining('does not have access to ingest data for the data collection rule'),
    });
    sandbox.azure.grantRole(appWithoutRole.clientId);
    await upload([{ Summary: 'x' }], credential);
    sandbox.azure.revokeRole(appWithoutRole.clientId);
    expect(await failureOf(upload([{ Summary: 'x' }], credential))).toMatchObject({ statusCode: 403 });
  });

  test('refuses a token of another cloud', async () => {
    const { token } = await credentialOf().getToken('https://monitor.azure.us/.default');
    expect(await post({ body: '[]', token })).toEqual({ status: 401, code: 'InvalidAudience' });
  });

  test.each([
    ['a forged token', { token: 'e30.e30.e30' }, 401],
    ['no token', { headers: { authorization: '' } }, 401],
    ['an unknown rule', { path: '/dataCollectionRules/dcr-0/streams/s?api-version=2023-01-01' }, 404],
    ['an unknown path', { path: '/dataCollectionRules/dcr-0?api-version=2023-01-01' }, 404],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['another encoding', { headers: { 'content-encoding': 'br' } }, 415],
    ['gzip that is none', { headers: { 'content-encoding': 'gzip' } }, 400],
    ['a body that is no JSON', { body: '[{' }, 400],
    ['a body that is no array', { body: '{"Summary":"x"}' }, 400],
    ['elements that are no objects', { body: '[1]' }, 400],
  ])('refuses %s', async (_, posting, status) => {
    expect((await post({ body: '[{}]', ...posting })).status).toBe(status);
    expect(sandbox.azure.counters().batches).toBe(0);
  });

  test('refuses an unknown stream and an unknown version', async () => {
    const { ruleId, stream } = sandbox.azure;
    const rule = `/dataCollectionRules/${ruleId}`;
    expect((await post({ body: '[{}]', path: `${rule}/streams/Custom-Other?api-version=2023-01-01` })).status).toBe(
      404,
    );
    expect((await post({ body: '[{}]', path: `${rule}/streams/${stream}` })).status).toBe(400);
  });

  test('refuses what is longer than its limit, compressed or not', async () => {
    const filled = (bytes: number): string => `[{"Summary":"${'x'.repeat(bytes - 16)}"}]`;
    const gzip = { 'content-encoding': 'gzip' };
    expect(filled(1_048_576).length).toBe(1_048_576);
    expect((await post({ body: filled(1_048_576) })).status).toBe(204);
    expect(await post({ body: filled(1_048_577) })).toEqual({ status: 413, code: 'ContentLengthLimitExceeded' });
    expect((await post({ body: gzipSync(filled(1_048_576)), headers: gzip })).status).toBe(204);
    expect(await post({ body: gzipSync(filled(1_048_577)), headers: gzip })).toEqual({
      status: 413,
      code: 'ContentLengthLimitExceeded',
    });
  });

  test('says nothing when it drops, converts or cuts', async () => {
    const longText = `${'ä'.repeat(40_000)}`;
    await upload([
      {
        TimeGenerated: new Date(nowMs - 1000).toISOString(),
        Unknown: 'dropped',
        Summary: longText,
        Category: 42,
        CreationDate: '1700000000000',
        SysAdmin: 'maybe',
        SuperAdmin: 'true',
        ChangedValues: [{ name: 'a' }],
      },
    ]);
    const [row] = sandbox.azure.table(sandbox.azure.stream);
    expect(row).toMatchObject({
      TimeGenerated: new Date(nowMs - 1000).toISOString(),
      Summary: 'ä'.repeat(32_768),
      Category: '42',
      CreationDate: 1_700_000_000_000,
      SysAdmin: null,
      SuperAdmin: true,
      ChangedValues: [{ name: 'a' }],
      AssociatedObjects: null,
      Description: '',
    });
    expect(row).not.toHaveProperty('Unknown');
    expect(sandbox.azure.received(sandbox.azure.stream)).toMatchObject([{ Unknown: 'dropped', Summary: longText }]);
  });

  test.each([
    ['within two days', -2 * DAY_MS, -2 * DAY_MS],
    ['older than two days', -2 * DAY_MS - 1, 0],
    ['a day ahead', DAY_MS, DAY_MS],
    ['more than a day ahead', DAY_MS + 1, 0],
  ])('stores a time that is %s', async (_, sentMs, storedMs) => {
    const TimeGenerated = new Date(START_MS + sentMs).toISOString();
    await post({ body: JSON.stringify([{ TimeGenerated }]) });
    expect(sandbox.azure.table(sandbox.azure.stream)[0]?.['TimeGenerated']).toBe(
      new Date(START_MS + storedMs).toISOString(),
    );
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual([{ TimeGenerated }]);
  });

  test('replaces a time that is missing or none', async () => {
    await post({ body: '[{},{"TimeGenerated":"yesterday"}]' });
    const received = new Date(START_MS).toISOString();
    expect(sandbox.azure.table(sandbox.azure.stream)).toMatchObject([
      { TimeGenerated: received },
      { TimeGenerated: received },
    ]);
  });
});
