import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { rowTextOf } from './rowTextOf.ts';
import { batchesOf, createSinkMaker, failureOf, never, rowsOf, smallBatch } from './sandboxSink.ts';

let sandbox: Sandbox;
const { sinkTo, closeAll } = createSinkMaker(() => sandbox);
beforeAll(async () => {
  sandbox = await startSandbox({ records: 1500 });
});
afterEach(async () => {
  await closeAll();
  sandbox.azure.faults.clear();
  sandbox.azure.traffic.reset();
  sandbox.azure.forget();
});
afterAll(() => sandbox.stop());

const received = () => sandbox.azure.received(sandbox.azure.stream);

describe('sending to the Logs Ingestion API', () => {
  test('delivers each row once as it was packed, one compressed request a batch', async () => {
    const sink = sinkTo();
    const rows = rowsOf(sandbox);
    const batches = batchesOf(sink, rows);
    expect(batches.length).toBeGreaterThan(1);
    for (const batch of batches) await sink.send(batch, never);
    expect(received()).toEqual(rows);
    const { rawBytes, sentBytes, batches: requests } = sandbox.azure.counters();
    expect(requests).toBe(batches.length);
    expect(rawBytes).toBe(batches.reduce((sum, { body }) => sum + body.length, 0));
    expect(sentBytes).toBeLessThan(rawBytes / 5);
  });

  test('keeps a batch of the smallest rows within one request', async () => {
    const sink = sinkTo();
    const batcher = sink.createBatcher();
    let full: Batch | undefined;
    for (let index = 0; full === undefined; index++)
      ({ full } = batcher.add(rowTextOf({ Summary: String(index % 10) })));
    await sink.send(full, never);
    expect(sandbox.azure.counters()).toMatchObject({ batches: 1, rows: full.rows });
  });

  test('tells the ends of several batches apart, for which it signs in once', async () => {
    const sink = sinkTo();
    sandbox.azure.faults.next('ingestion', { kind: 'slow', delayMs: 50 });
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 413 });
    const texts = ['one', 'two', 'three'];
    const ends = await Promise.allSettled(texts.map((text) => sink.send(smallBatch(text), never)));
    const refused = ends.findIndex(({ status }) => status === 'rejected');
    expect(ends[refused]).toMatchObject({ reason: { code: 'ingestionTooLarge', detail: { status: 413 } } });
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const arrived = texts.filter((_text, index) => index !== refused).map((Summary) => ({ Summary }));
    expect(received()).toHaveLength(2);
    expect(received()).toEqual(expect.arrayContaining(arrived));
    expect(sandbox.azure.traffic.counters('token').requests).toBe(1);
  });

  test('has several batches under way at the same time', async () => {
    const sink = sinkTo({ options: { requestTimeoutMs: 60_000 } });
    sandbox.azure.faults.always('ingestion', { kind: 'hang' });
    const abort = new AbortController();
    const sending = Promise.allSettled([1, 2, 3].map((each) => sink.send(smallBatch(`${each}`), abort.signal)));
    await expect.poll(() => sandbox.azure.traffic.counters('ingestion').mostAtOnce).toBe(3);
    abort.abort(new Error('left'));
    expect((await sending).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('does not take an upload that was aborted for one that arrived', async () => {
    const abort = new AbortController();
    abort.abort(new Error('left'));
    await expect(sinkTo().send(smallBatch('row'), abort.signal)).rejects.toThrow('left');
    const sink = sinkTo();
    await sink.check(never);
    sandbox.azure.traffic.reset();
    sandbox.azure.faults.next('ingestion', { kind: 'hang' });
    const later = new AbortController();
    const sending = sink.send(smallBatch('row'), later.signal);
    await expect.poll(() => sandbox.azure.traffic.counters('ingestion').requests).toBe(1);
    later.abort(new Error('left in between'));
    await expect(sending).rejects.toThrow('left in between');
    expect(received()).toEqual([]);
  });

  test('ends with a cancel, also while the sign-in hangs', async () => {
    sandbox.azure.faults.always('discovery', { kind: 'hang' });
    const abort = new AbortController();
    const sending = sinkTo({ options: { requestTimeoutMs: 60_000 } }).send(smallBatch('row'), abort.signal);
    await expect.poll(() => sandbox.azure.traffic.counters('discovery').requests).toBe(1);
    abort.abort(new Error('left'));
    await expect(sending).rejects.toThrow('left');
  });

  test('fails after its end', async () => {
    const sink = sinkTo();
    await sink.check(never);
    await sink.close();
    expect(await failureOf(sink.send(smallBatch('row'), never))).toMatchObject({ code: 'connectionLost' });
    expect(received()).toEqual([]);
  });
});

describe('checking a destination', () => {
  test('is not sure of one that finds an empty batch malformed', async () => {
    sandbox.azure.faults.next('ingestion', { kind: 'status', status: 400, body: '{"error":{"code":"InvalidFormat"}}' });
    expect(await sinkTo().check(never)).toBe('reached');
  });

  test('sends no row', async () => {
    expect(await sinkTo().check(never)).toBe('accepted');
    expect(received()).toEqual([]);
    expect(sandbox.azure.counters()).toMatchObject({ batches: 1, rows: 0, rawBytes: 2 });
  });

  const NOBODY = '00000000-0000-4000-8000-000000000000';
  test.each<[string, () => Partial<AzureDestination>, string, (() => string)?]>([
    ['the tenant', () => ({ tenantId: NOBODY }), 'entraTenantNotFound'],
    ['the client', () => ({ clientId: NOBODY }), 'entraClientNotFound'],
    ['the secret', () => ({}), 'entraWrongSecret', () => 'wrong'],
    ['an expired secret', () => ({}), 'entraSecretExpired', () => sandbox.azure.expiredClientSecret],
    ['the audience', () => ({ cloud: custom({ audience: 'https://elsewhere.example' }) }), 'entraWrongAudience'],
    [
      'the role',
      () => ({ clientId: sandbox.azure.appWithoutRole.clientId }),
      'ingestionRoleMissing',
      () => sandbox.azure.appWithoutRole.clientSecret,
    ],
    ['the rule', () => ({ ruleId: `dcr-${'0'.repeat(32)}` }), 'ingestionNotFound'],
    ['the stream', () => ({ streamName: 'Custom-Other' }), 'ingestionNotFound'],
    ['the endpoint', () => ({ endpoint: 'https://nowhere.invalid' }), 'nameNotFound'],
    ['the authority', () => ({ cloud: custom({ authorityHost: 'https://nowhere.invalid' }) }), 'nameNotFound'],
  ])('tells that %s is wrong', async (_name, destination, code, secret = () => sandbox.azure.app.clientSecret) => {
    const failure = await failureOf(
      sinkTo({ destination: destination(), options: { clientSecret: secret() } }).check(never),
    );
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(secret());
  });
});

function custom(changes: { readonly authorityHost?: string; readonly audience?: string }): AzureDestination['cloud'] {
  const { authorityHost, audience } = sandbox.azure;
  return { name: 'custom', authorityHost, audience, ...changes };
}
