import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../sandbox/faults.ts';
import { listen } from '../../sandbox/listen.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { createSinkMaker, failureOf, never, type SinkChanges, smallBatch } from './sandboxSink.ts';

let sandbox: Sandbox;
const { sinkTo, closeAll } = createSinkMaker(() => sandbox);
beforeAll(async () => {
  sandbox = await startSandbox({ records: 0 });
});
afterEach(async () => {
  await closeAll();
  sandbox.azure.faults.clear();
  sandbox.azure.traffic.reset();
  sandbox.azure.forget();
});
afterAll(() => sandbox.stop());

interface Case {
  readonly fault: Fault;
  readonly code: string;
  /** Whether the failure says that the batch may have arrived. */
  readonly maybe?: true;
  /** Whether it did. */
  readonly arrived?: true;
  readonly detail?: object;
}

const answer = (status: number, headers = {}): Fault => ({ kind: 'status', status, headers, body: '{}' });
const inTenSeconds = { date: 'Sun, 06 Nov 1994 08:49:37 GMT', 'retry-after': 'Sun, 06 Nov 1994 08:49:47 GMT' };

const UPLOADS: Readonly<Record<string, Case>> = {
  'malformed, with its own code': {
    fault: { kind: 'status', status: 400, body: '{"error":{"code":"InvalidFormat"}}' },
    code: 'ingestionMalformed',
    detail: { status: 400, remark: 'InvalidFormat' },
  },
  unauthorized: { fault: answer(401), code: 'ingestionUnauthorized' },
  forbidden: { fault: answer(403), code: 'ingestionRoleMissing' },
  'not found': { fault: answer(404), code: 'ingestionNotFound' },
  'timed out at the service': { fault: answer(408), code: 'timedOut', detail: { status: 408 } },
  'too large': { fault: answer(413), code: 'ingestionTooLarge' },
  'another refusal': { fault: answer(415), code: 'ingestionUnexpectedStatus' },
  'throttled for seconds': {
    fault: answer(429, { 'retry-after': '3600' }),
    code: 'ingestionThrottled',
    detail: { status: 429, retryAfterMs: 3_600_000 },
  },
  'throttled until a date': {
    fault: answer(429, inTenSeconds),
    code: 'ingestionThrottled',
    detail: { retryAfterMs: 10_000 },
  },
  'throttled for milliseconds': {
    fault: answer(429, { 'x-ms-retry-after-ms': '250' }),
    code: 'ingestionThrottled',
    detail: { retryAfterMs: 250 },
  },
  unavailable: {
    fault: answer(503, { 'retry-after': '7' }),
    code: 'ingestionServerError',
    detail: { status: 503, retryAfterMs: 7000 },
  },
  'failed inside': { fault: answer(500), code: 'ingestionServerError', maybe: true, detail: { status: 500 } },
  'failed behind a gateway': { fault: answer(502), code: 'ingestionServerError', maybe: true },
  'timed out behind a gateway': { fault: answer(504), code: 'ingestionServerError', maybe: true },
  'answered, but not acknowledged': {
    fault: answer(200),
    code: 'ingestionNotAcknowledged',
    maybe: true,
    detail: { status: 200 },
  },
  'answered by a login page': { fault: { kind: 'html' }, code: 'ingestionNotAcknowledged', maybe: true },
  redirected: {
    fault: answer(307, { location: '/elsewhere' }),
    code: 'ingestionUnexpectedStatus',
    maybe: true,
    detail: { status: 307 },
  },
  'cut before it was looked at': { fault: { kind: 'reset', at: 'start' }, code: 'connectionLost', maybe: true },
  'taken, then cut': { fault: { kind: 'acceptedButCut' }, code: 'connectionLost', maybe: true, arrived: true },
  'left without an answer': { fault: { kind: 'hang' }, code: 'timedOut', maybe: true },
  'taken, then left without an answer': {
    fault: { kind: 'acceptedButSilent' },
    code: 'timedOut',
    maybe: true,
    arrived: true,
  },
};

describe('a batch', () => {
  test.each(Object.entries(UPLOADS))('%s: says whether it may have arrived', async (_name, wanted) => {
    sandbox.azure.faults.next('ingestion', wanted.fault);
    const { code, detail, message } = await failureOf(sinkTo().send(smallBatch('row'), never));
    expect({ code, maybe: detail.mayHaveArrived }).toEqual({ code: wanted.code, maybe: wanted.maybe });
    expect(detail).toMatchObject({ where: sandbox.azure.endpoint, ...wanted.detail });
    expect(message).not.toContain(sandbox.azure.app.clientSecret);
    // Once, whatever came of it: who repeats it must know.
    expect(sandbox.azure.traffic.counters('ingestion').requests).toBe(1);
    expect(sandbox.azure.traffic.counters('other').requests).toBe(0);
    expect(sandbox.azure.received(sandbox.azure.stream)).toHaveLength(wanted.arrived ? 1 : 0);
  });

  test('is sent by the next call, whatever became of the one before', async () => {
    const sink = sinkTo();
    for (const fault of [{ kind: 'reset', at: 'start' }, { kind: 'hang' }, { kind: 'acceptedButCut' }] as const) {
      sandbox.azure.faults.next('ingestion', fault);
      await failureOf(sink.send(smallBatch('row'), never));
      await sink.send(smallBatch('again'), never);
    }
    expect(sandbox.azure.received(sandbox.azure.stream)).toHaveLength(4);
  });

  test.each<[string, () => SinkChanges, string]>([
    ['name', () => ({ destination: { endpoint: 'https://nowhere.invalid' } }), 'nameNotFound'],
    ['listener', () => ({ destination: { endpoint: 'https://localhost:9' } }), 'connectionRefused'],
    [
      'trust',
      () => ({ destination: { endpoint: sandbox.azure.endpoint.replace('localhost', '0.0.0.0') } }),
      'certificateNotTrusted',
    ],
  ])('surely has not arrived where there is no %s', async (_name, changes, code) => {
    const failure = await failureOf(sinkTo(changes()).send(smallBatch('row'), never));
    expect(failure.code).toBe(code);
    expect(failure.detail).not.toHaveProperty('mayHaveArrived');
  });

  test('surely has not arrived where the connection is cut before it is safe', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.resetAndDestroy());
    });
    const port = await listen(server, 0);
    const failure = await failureOf(
      sinkTo({ destination: { endpoint: `https://localhost:${port}` } }).send(smallBatch('row'), never),
    );
    expect([failure.code, failure.detail.mayHaveArrived, sockets.length]).toEqual(['connectionLost', undefined, 1]);
    server.close();
  });
});

describe('a sign-in that fails', () => {
  test.each<[string, Fault, string, object]>([
    ['busy', answer(503, { 'retry-after': '7' }), 'entraServerError', { status: 503, retryAfterMs: 7000 }],
    ['throttled', answer(429), 'entraServerError', { status: 429 }],
    ['cut', { kind: 'reset', at: 'start' }, 'connectionLost', {}],
    ['cut in its answer', { kind: 'reset', at: 'body' }, 'connectionLost', {}],
    ['silent', { kind: 'hang' }, 'timedOut', {}],
    ['a login page', { kind: 'html' }, 'entraServerError', {}],
  ])('%s: sends nothing', async (_name, fault, code, detail) => {
    sandbox.azure.faults.always('token', fault);
    const failure = await failureOf(sinkTo().send(smallBatch('row'), never));
    expect(failure.code).toBe(code);
    expect(failure.detail).toMatchObject({ where: sandbox.azure.authorityHost, ...detail });
    expect(failure.detail).not.toHaveProperty('mayHaveArrived');
    expect(sandbox.azure.traffic.counters('ingestion').requests).toBe(0);
  });
});
