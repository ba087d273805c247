import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toRow } from '../../../src/core/audit/auditTable.ts';
import { Failure } from '../../../src/core/failure.ts';
import { createAzureSink } from '../../../src/core/sentinel/azureSink.ts';
import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import type { Sandbox } from '../../sandbox/startSandbox.ts';
import { startTrustedSandbox } from '../../sandbox/trustSandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox({ records: 300 });
});
afterEach(() => {
  sandbox.azure.faults.clear();
  sandbox.azure.forget();
});
afterAll(() => sandbox.stop());

function destination(changes: Partial<AzureDestination> = {}): AzureDestination {
  const { endpoint, ruleId, stream, authorityHost, audience, tenantId, app } = sandbox.azure;
  return {
    id: 'd',
    kind: 'azure',
    displayName: 'Sentinel',
    endpoint,
    ruleId,
    streamName: stream,
    cloud: { name: 'custom', authorityHost, audience },
    tenantId,
    clientId: app.clientId,
    ...changes,
  };
}

function sinkTo(changes: Partial<AzureDestination> = {}, clientSecret = sandbox.azure.app.clientSecret) {
  return createAzureSink({
    destination: destination(changes),
    clientSecret,
    userAgentPrefix: 'test',
    requestTimeoutMs: 1500,
  });
}

const rows = () =>
  sandbox.site
    .records()
    .map((record, index) => toRow(record, { site: sandbox.site.url, key: `k${index}`, receivedAtMs: 0 }));
const batchOf = (some: Batch['rows']): Batch => ({ rows: some, bytes: 0, group: '' });
const never = new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw error;
}

describe('sending to the Logs Ingestion API', () => {
  test('delivers each row once, one request a batch', async () => {
    const sink = sinkTo();
    const batcher = sink.createBatcher();
    const all = rows();
    const batches = all.map((row) => batcher.add(row).full).concat(batcher.rest());
    for (const batch of batches) if (batch !== undefined) await sink.send(batch, never);
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual(all);
    expect(sandbox.azure.counters().batches).toBe(batches.filter(Boolean).length);
  });

  test('keeps a batch of the smallest rows within one request', async () => {
    const sink = sinkTo();
    const batcher = sink.createBatcher();
    let full: Batch | undefined;
    for (let index = 0; full === undefined; index++) ({ full } = batcher.add({ Summary: String(index % 10) }));
    await sink.send(full, never);
    expect(sandbox.azure.counters()).toMatchObject({ batches: 1, rows: full.rows.length });
  });

  test('does not take an upload that was aborted for one that arrived', async () => {
    const abort = new AbortController();
    abort.abort(new Error('left'));
    await expect(sinkTo().send(batchOf(rows()), abort.signal)).rejects.toThrow('left');
    const sink = sinkTo();
    await sink.check(never);
    sandbox.azure.faults.next('ingestion', { kind: 'hang' });
    const later = new AbortController();
    const sending = sink.send(batchOf(rows()), later.signal);
    later.abort(new Error('left in between'));
    await expect(sending).rejects.toThrow('left in between');
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual([]);
  });

  test('takes nothing but 204 for an acknowledgement', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 200, body: '{}' });
    expect((await failureOf(sinkTo().send(batchOf(rows().slice(0, 1)), never))).code).toMatch(/^ingestion/);
  });

  test('goes on after a throttled request that says when', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    await sinkTo().send(batchOf(rows().slice(0, 1)), never);
    expect(sandbox.azure.received(sandbox.azure.stream)).toHaveLength(1);
  });

  test.each([
    [{ kind: 'status', status: 400, body: '{"error":{"code":"InvalidFormat"}}' }, 'ingestionMalformed'],
    [{ kind: 'status', status: 401 }, 'ingestionUnauthorized'],
    [{ kind: 'status', status: 403 }, 'ingestionRoleMissing'],
    [{ kind: 'status', status: 404 }, 'ingestionNotFound'],
    [{ kind: 'status', status: 413 }, 'ingestionTooLarge'],
    [{ kind: 'status', status: 429 }, 'ingestionThrottled'],
    [{ kind: 'status', status: 501 }, 'ingestionServerError'],
    [{ kind: 'hang' }, 'timedOut'],
  ] as const)('%j is %s', async (fault, code) => {
    sandbox.azure.faults.always('ingestion', fault);
    const failure = await failureOf(sinkTo().send(batchOf(rows().slice(0, 2)), never));
    expect(failure.code).toBe(code);
    expect(failure.detail.where).toBe(sandbox.azure.endpoint);
    expect(failure.message).not.toContain(sandbox.azure.app.clientSecret);
  });
});

describe('patience', () => {
  test('is not without end: an hour asked for is a failure now', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    expect((await failureOf(sinkTo().send(batchOf(rows().slice(0, 1)), never))).code).toBe('ingestionThrottled');
  });

  test('ends with a cancel, also while the sign-in hangs', async () => {
    sandbox.azure.faults.always('discovery', { kind: 'hang' });
    const abort = new AbortController();
    const sending = sinkTo().send(batchOf(rows().slice(0, 1)), abort.signal);
    abort.abort(new Error('left'));
    await expect(sending).rejects.toThrow('left');
  });
});

describe('checking a destination', () => {
  test('is not sure of one that finds an empty batch malformed', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 400, body: '{"error":{"code":"InvalidFormat"}}' });
    expect(await sinkTo().check(never)).toBe('reached');
  });

  test('sends no row', async () => {
    expect(await sinkTo().check(never)).toBe('accepted');
    expect(sandbox.azure.received(sandbox.azure.stream)).toEqual([]);
  });

  test.each<[string, () => ReturnType<typeof sinkTo>, string]>([
    ['the tenant', () => sinkTo({ tenantId: '00000000-0000-4000-8000-000000000000' }), 'entraTenantNotFound'],
    ['the client', () => sinkTo({ clientId: '00000000-0000-4000-8000-000000000000' }), 'entraClientNotFound'],
    ['the secret', () => sinkTo({}, 'wrong'), 'entraWrongSecret'],
    ['an expired secret', () => sinkTo({}, sandbox.azure.expiredClientSecret), 'entraSecretExpired'],
    [
      'the audience',
      () =>
        sinkTo({
          cloud: { name: 'custom', authorityHost: sandbox.azure.authorityHost, audience: 'https://elsewhere.example' },
        }),
      'entraWrongAudience',
    ],
    [
      'the role',
      () => sinkTo({ clientId: sandbox.azure.appWithoutRole.clientId }, sandbox.azure.appWithoutRole.clientSecret),
      'ingestionRoleMissing',
    ],
    ['the rule', () => sinkTo({ ruleId: `dcr-${'0'.repeat(32)}` }), 'ingestionNotFound'],
    ['the stream', () => sinkTo({ streamName: 'Custom-Other' }), 'ingestionNotFound'],
    ['the endpoint', () => sinkTo({ endpoint: 'https://nowhere.invalid' }), 'nameNotFound'],
    [
      'the authority',
      () =>
        sinkTo({
          cloud: { name: 'custom', authorityHost: 'https://nowhere.invalid', audience: sandbox.azure.audience },
        }),
      'nameNotFound',
    ],
  ])('tells that %s is wrong', async (_name, sink, code) => {
    const failure = await failureOf(sink().check(never));
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(sandbox.azure.app.clientSecret);
  });
});
