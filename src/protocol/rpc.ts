/**
 * What crosses between a webview and the extension host: calls from the view, each answered exactly once, and events
 * from the host. Both ends are built from the same interface, so a view and its host cannot drift apart.
 */

/** The calls of one view: name → what it takes and what it gives. Everything must survive structured cloning. */
export type Calls = Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;
/** The events of one view: name → data. */
export type Events = Readonly<Record<string, unknown>>;

/** What a call ends in: its result, or one sentence that can be shown to the user as it is. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
}
interface ReplyMessage {
  readonly kind: 'reply';
  readonly id: number;
  readonly outcome: Outcome<unknown>;
}
interface EventMessage {
  readonly kind: 'event';
  readonly name: string;
  readonly data: unknown;
}

export type CallArguments<P> = P extends undefined ? [] : [params: P];

/** The view's end. */
export interface Client<C extends Calls, E extends Events> {
  call<N extends keyof C & string>(name: N, ...args: CallArguments<C[N]['params']>): Promise<Outcome<C[N]['result']>>;
  on<N extends keyof E & string>(name: N, listener: (data: E[N]) => void): void;
  /** Takes one message from the host. */
  receive(message: unknown): void;
}

export function createClient<C extends Calls, E extends Events>(post: (message: unknown) => void): Client<C, E> {
  // A view that was hidden and is shown again is a new page on the same channel: replies to the page before it may still
  // be under way, and must not be taken for its own.
  let lastId = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  const listeners = new Map<string, ((data: unknown) => void)[]>();
  return {
    call(name, ...args) {
      const id = ++lastId;
      return new Promise((resolve) => {
        // The host is our own code, built from the same interface.
        waiting.set(id, (outcome) => resolve(outcome as Outcome<never>));
        post({ kind: 'call', id, name, params: args[0] } satisfies CallMessage);
      });
    },
    on(name, listener) {
      const known = listeners.get(name) ?? [];
      listeners.set(name, [...known, listener as (data: unknown) => void]);
    },
    receive(message) {
      if (isReply(message)) {
        waiting.get(message.id)?.(message.outcome);
        waiting.delete(message.id);
      } else if (isEvent(message)) {
        for (const listener of listeners.get(message.name) ?? []) listener(message.data);
      }
    },
  };
}

/** One call as the host serves it: `parse` throws when the parameters are not what the call takes. */
export interface Handler<P, R> {
  readonly parse: (params: unknown) => P;
  readonly run: (params: P) => R | Promise<R>;
}
export type Handlers<C extends Calls> = { readonly [N in keyof C]: Handler<C[N]['params'], C[N]['result']> };

/** The host's end. */
export interface Server<E extends Events> {
  emit<N extends keyof E & string>(name: N, data: E[N]): void;
  /** Serves one message from the view; resolves when its reply has been posted. */
  receive(message: unknown): Promise<void>;
}

export interface ServerOptions<C extends Calls> {
  readonly handlers: Handlers<C>;
  readonly post: (message: unknown) => void;
  /** The user's sentence for whatever a handler threw. */
  readonly describe: (error: unknown) => string;
}

export function createServer<C extends Calls, E extends Events>(options: ServerOptions<C>): Server<E> {
  const { handlers, post, describe } = options;
  const answer = async (call: CallMessage): Promise<Outcome<unknown>> => {
    try {
      const handler = Object.hasOwn(handlers, call.name) ? handlers[call.name] : undefined;
      if (handler === undefined) throw new Error(`unknown call: ${call.name}`);
      return { ok: true, value: await handler.run(handler.parse(call.params)) };
    } catch (error) {
      return { ok: false, message: describe(error) };
    }
  };
  return {
    emit(name, data) {
      post({ kind: 'event', name, data } satisfies EventMessage);
    },
    async receive(message) {
      if (!isCall(message)) return;
      const outcome = await answer(message);
      post({ kind: 'reply', id: message.id, outcome } satisfies ReplyMessage);
    },
  };
}

function hasKind(message: unknown): message is { readonly kind: unknown } {
  return typeof message === 'object' && message !== null && 'kind' in message;
}
function isCall(message: unknown): message is CallMessage {
  return (
    hasKind(message) &&
    message.kind === 'call' &&
    'id' in message &&
    typeof message.id === 'number' &&
    'name' in message &&
    typeof message.name === 'string'
  );
}
function isReply(message: unknown): message is ReplyMessage {
  return hasKind(message) && message.kind === 'reply';
}
function isEvent(message: unknown): message is EventMessage {
  return hasKind(message) && message.kind === 'event';
}
