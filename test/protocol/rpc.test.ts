import { describe, expect, test } from 'vitest';
import { type Client, createClient, createServer, type Handlers } from '../../src/protocol/rpc.ts';

type Calls = {
  double: { params: number; result: number };
  hello: { params: undefined; result: string };
  fail: { params: undefined; result: undefined };
  failLater: { params: undefined; result: undefined };
};
type Events = { ticked: { readonly at: number } };

const handlers: Handlers<Calls> = {
  double: {
    parse: (params) => {
      if (typeof params !== 'number') throw new TypeError('a number is expected');
      return params;
    },
    run: (params) => params * 2,
  },
  hello: { parse: () => undefined, run: async () => 'hello' },
  fail: {
    parse: () => undefined,
    run: () => {
      throw new Error('at once');
    },
  },
  failLater: { parse: () => undefined, run: () => Promise.reject(new Error('later')) },
};

/** Both ends joined in memory, with everything the host posted. Messages are cloned, as they are on their real way. */
function joined(): {
  readonly client: Client<Calls, Events>;
  readonly server: ReturnType<typeof serve>;
  readonly posted: unknown[];
} {
  const posted: unknown[] = [];
  const server = serve((message) => {
    posted.push(structuredClone(message));
    client.receive(structuredClone(message));
  });
  const client = createClient<Calls, Events>((message) => void server.receive(structuredClone(message)));
  return { client, server, posted };
}

function serve(post: (message: unknown) => void) {
  return createServer<Calls, Events>({
    handlers,
    post,
    describe: (error) => `Failed: ${error instanceof Error ? error.message : String(error)}.`,
  });
}

describe('a call', () => {
  test('gives the result of its handler', async () => {
    const { client } = joined();
    expect(await client.call('double', 21)).toEqual({ ok: true, value: 42 });
    expect(await client.call('hello')).toEqual({ ok: true, value: 'hello' });
  });

  test.each([
    ['fail', 'Failed: at once.'],
    ['failLater', 'Failed: later.'],
  ] as const)('whose handler throws (%s) gives one sentence', async (name, message) => {
    const { client, posted } = joined();
    expect(await client.call(name)).toEqual({ ok: false, message });
    expect(posted.length).toBe(1);
  });

  test('many at once each get their own answer', async () => {
    const { client, posted } = joined();
    const results = await Promise.all([1, 2, 3, 4].map((number) => client.call('double', number)));
    expect(results.map((outcome) => outcome.ok && outcome.value)).toEqual([2, 4, 6, 8]);
    expect(posted.length).toBe(4);
  });
});

describe('the host', () => {
  test.each([
    [
      'parameters of another type',
      { kind: 'call', id: 7, name: 'double', params: 'x' },
      'Failed: a number is expected.',
    ],
    ['no parameters', { kind: 'call', id: 7, name: 'double' }, 'Failed: a number is expected.'],
    ['an unknown name', { kind: 'call', id: 7, name: 'nothing' }, 'Failed: unknown call: nothing.'],
    [
      'a name that every object has',
      { kind: 'call', id: 7, name: 'constructor' },
      'Failed: unknown call: constructor.',
    ],
  ])('answers a call with %s exactly once', async (_what, call, message) => {
    const posted: unknown[] = [];
    await serve((reply) => posted.push(reply)).receive(call);
    expect(posted).toEqual([{ kind: 'reply', id: 7, outcome: { ok: false, message } }]);
  });

  test.each([
    [undefined],
    [null],
    ['call'],
    [{}],
    [{ kind: 'call' }],
    [{ kind: 'call', id: '7', name: 'hello' }],
    [{ kind: 'reply', id: 7 }],
  ])('leaves alone what is not a call: %j', async (message) => {
    const posted: unknown[] = [];
    await serve((reply) => posted.push(reply)).receive(message);
    expect(posted).toEqual([]);
  });
});

describe('the view', () => {
  test('hears the events it listens to, with every listener', () => {
    const { client, server } = joined();
    const heard: number[] = [];
    client.on('ticked', ({ at }) => heard.push(at));
    client.on('ticked', ({ at }) => heard.push(-at));
    server.emit('ticked', { at: 5 });
    expect(heard).toEqual([5, -5]);
  });

  test('takes only the first reply to a call, and none to a call it never made', async () => {
    const posted: unknown[] = [];
    const client = createClient<Calls, Events>((message) => posted.push(message));
    const outcome = client.call('hello');
    const id = (posted[0] as { readonly id: number }).id;
    client.receive({ kind: 'reply', id: id + 1, outcome: { ok: true, value: 'for another' } });
    client.receive({ kind: 'reply', id, outcome: { ok: true, value: 'first' } });
    client.receive({ kind: 'reply', id, outcome: { ok: true, value: 'second' } });
    expect(await outcome).toEqual({ ok: true, value: 'first' });
  });

  test('of a page shown again does not take a late reply to the page before it', () => {
    const ids: number[] = [];
    const keepId = (message: unknown): void => void ids.push((message as { readonly id: number }).id);
    for (let page = 0; page < 20; page++) void createClient<Calls, Events>(keepId).call('hello');
    expect(new Set(ids).size).toBe(20);
  });
});
