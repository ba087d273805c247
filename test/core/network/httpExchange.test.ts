import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/core/network/dispatcher.ts';
import { ExchangeError, exchange, type HttpRequest } from '../../../src/core/network/httpExchange.ts';
import { networkFailure } from '../../../src/core/network/networkFailure.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { json } from '../../sandbox/answers.ts';
import type { Fault } from '../../sandbox/faults.ts';
import { listen } from '../../sandbox/listen.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../sandbox/proxy/certificateAuthority.ts';
import { startSandboxProxy } from '../../sandbox/proxy/sandboxProxy.ts';
import { type SandboxServer, startSandboxServer } from '../../sandbox/sandboxServer.ts';

let authority: CertificateAuthority;
let server: SandboxServer<'any'>;
const cleanups: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  authority = await createCertificateAuthority('CN=Sandbox CA');
  server = await startSandboxServer<'any'>({
    port: 0,
    certificate: await authority.issue('localhost'),
    nowMs: Date.now,
    createService: () => ({
      endpointOf: () => 'any',
      answer: ({ method, url, headers, body }) => {
        if (url.pathname === '/large') return { status: 200, body: 'x'.repeat(5_000_000) };
        const { search } = url;
        return json(201, { method, search, headers, body: body.toString('base64') }, { 'X-Two': 'a, b' });
      },
    }),
  });
});
afterEach(async () => {
  server.faults.clear();
  server.traffic.reset();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => server.stop());

const never = new AbortController().signal;

function dispatcherOf(settings: Partial<NetworkSettings> = {}) {
  const network = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [authority.caPem] };
  const dispatcher = createDispatcher({ ...network, ...settings }, { connectMs: 1000, answerMs: 10_000 });
  cleanups.push(() => dispatcher.destroy());
  return dispatcher;
}

const post = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  url: `${server.url}/path?a=%20b`,
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body: 'text',
  ...changes,
});

async function breakOf(work: Promise<unknown>): Promise<ExchangeError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ExchangeError) return error;
  throw new Error('did not break', { cause: error });
}

describe('an exchange', () => {
  test.each<[string, HttpRequest['body'], string]>([
    ['text', 'Größe', Buffer.from('Größe').toString('base64')],
    ['bytes', new Uint8Array([0, 255, 31, 139]), 'AP8fiw=='],
    ['nothing', undefined, ''],
  ])('carries %s there, and the whole answer back', async (_name, body, arrived) => {
    const answer = await exchange(dispatcherOf(), post({ body }), never);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-two')).toBe('a, b');
    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'POST',
      search: '?a=%20b',
      headers: { 'content-type': 'text/plain' },
      body: arrived,
    });
  });

  test('gives every status as an answer, and follows nothing', async () => {
    server.faults.next('any', { kind: 'status', status: 503, headers: { 'retry-after': '1' }, body: 'busy' });
    expect(await exchange(dispatcherOf(), post(), never)).toMatchObject({ status: 503, body: 'busy' });
    server.faults.next('any', { kind: 'redirect', location: '/elsewhere' });
    expect(await exchange(dispatcherOf(), post(), never)).toMatchObject({ status: 302 });
    expect(server.traffic.counters('any').requests).toBe(2);
  });

  test.each<[Fault, string]>([
    [{ kind: 'reset', at: 'start' }, 'connectionLost'],
    [{ kind: 'reset', at: 'body' }, 'connectionLost'],
    [{ kind: 'hang' }, 'timedOut'],
    [{ kind: 'hang', at: 'body' }, 'timedOut'],
  ])('that %j breaks has begun, and is not begun again', async (fault, code) => {
    server.faults.next('any', fault);
    const error = await breakOf(exchange(dispatcherOf(), post({ answerMs: 500 }), never));
    expect([error.begun, networkFailure(error, 'there').code]).toEqual([true, code]);
    expect(server.traffic.counters('any').requests).toBe(1);
  });

  test('does not hold an answer without end', async () => {
    const error = await breakOf(exchange(dispatcherOf(), post({ url: `${server.url}/large` }), never));
    expect(error.cause).toMatchObject({ message: expect.stringContaining('larger than') });
  });

  test.each<[string, () => Promise<[Partial<NetworkSettings>, string]>, string]>([
    ['name', async () => [{}, 'https://nowhere.invalid'], 'nameNotFound'],
    ['listener', async () => [{}, 'https://localhost:9'], 'connectionRefused'],
    ['trust', async () => [{ certificates: [] }, server.url], 'certificateNotTrusted'],
    [
      'handshake',
      async () => [{}, await rawServer((socket) => socket.once('data', () => socket.destroy()))],
      'connectionLost',
    ],
    ['end of the handshake', async () => [{}, await rawServer(() => undefined)], 'timedOut'],
    ['tunnel', async () => [{ proxy: await refusingProxy() }, 'https://acme.example'], 'proxyRefused'],
  ])('has not begun where there is no %s', async (_name, place, code) => {
    const [settings, url] = await place();
    const error = await breakOf(exchange(dispatcherOf(settings), post({ url }), never));
    expect([error.begun, networkFailure(error, 'there').code]).toEqual([false, code]);
  });
});

describe('an abort', () => {
  test('ends an exchange at once, wherever it is', async () => {
    const gone = AbortSignal.abort(new Error('left before'));
    await expect(exchange(dispatcherOf(), post(), gone)).rejects.toThrow('left before');
    expect(server.traffic.counters('any').requests).toBe(0);

    server.faults.next('any', { kind: 'hang' });
    const abort = new AbortController();
    const waiting = exchange(dispatcherOf(), post(), abort.signal);
    await expect.poll(() => server.traffic.counters('any').requests).toBe(1);
    abort.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    // The connection went with it.
    await expect.poll(() => server.traffic.counters('any').outcomes).toEqual({ cut: 1 });
  });

  test('keeps what has not begun from being sent later', async () => {
    const dispatcher = dispatcherOf();
    server.faults.next('any', { kind: 'slow', delayMs: 100 });
    const first = exchange(dispatcher, post(), never);
    const abort = new AbortController();
    // Waits for the only connection.
    const second = exchange(dispatcher, post(), abort.signal);
    abort.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    await first;
    await exchange(dispatcher, post(), never);
    expect(server.traffic.counters('any').requests).toBe(2);
  });
});

async function rawServer(connected: (socket: Socket) => unknown): Promise<string> {
  const sockets: Socket[] = [];
  const raw = createServer((socket) => {
    sockets.push(socket);
    connected(socket);
  });
  const port = await listen(raw, 0);
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    raw.close();
  });
  return `https://localhost:${port}`;
}

async function refusingProxy(): Promise<string> {
  const proxy = await startSandboxProxy({ answer: 403 });
  cleanups.push(proxy.stop);
  return proxy.url();
}
