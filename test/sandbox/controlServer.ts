import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { controlCalls } from './controlCalls.ts';
import { listen } from './listen.ts';
import type { Sandbox } from './startSandbox.ts';

export interface ControlServer {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ControlOptions {
  readonly sandbox: Sandbox;
  readonly port: number;
  /** Called when somebody asks the sandbox to stop, after the answer went out. */
  readonly onStop: () => void;
}

/** Lets another process, or a person with curl, do what a test does with the Sandbox object: see controlCalls.ts. */
export async function startControlServer({ sandbox, port, onStop }: ControlOptions): Promise<ControlServer> {
  const server = createServer((request, response) => {
    if (!isForUs(request)) return reply(response, 403, { message: 'Not for browsers.' });
    if (callOf(request) === STOP) response.once('finish', onStop);
    answer(sandbox, request, response).catch((error: unknown) => {
      reply(response, 400, { message: error instanceof Error ? error.message : String(error) });
    });
  });
  const bound = await listen(server, port);
  const hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
  /** A page in a browser on this machine has no business here, not even under a name of its own for this machine. */
  const isForUs = ({ headers }: IncomingMessage): boolean =>
    headers.origin === undefined && hosts.includes(headers.host ?? '');
  return {
    url: `http://127.0.0.1:${bound}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the control API understands, for people. */
export function controlHelp(): string {
  const calls = Object.entries(controlCalls).map(([call, { help }]) => [call, help] as const);
  return [...calls, [STOP, 'ends the sandbox'] as const]
    .map(([call, help]) => `  ${call.padEnd(20)} ${help}`)
    .join('\n');
}

const STOP = 'POST /stop';

function callOf({ method, url }: IncomingMessage): string {
  return `${method} ${url?.split('?')[0]}`;
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await jsonOf(request);
  const call = callOf(request);
  if (call === STOP) return reply(response, 200, {});
  const known = Object.hasOwn(controlCalls, call) ? controlCalls[call] : undefined;
  if (known === undefined) return reply(response, 404, { message: `There is no ${call}.`, help: controlHelp() });
  const result = known.run(sandbox, body);
  if ('json' in result) return reply(response, 200, result.json);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  Readable.from(inBlocks(result.lines)).pipe(response);
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

// A write for every line would take far longer than making it.
function* inBlocks(texts: Iterable<string>): Iterable<string> {
  let block = '';
  for (const text of texts) {
    block += `${text}\n`;
    if (block.length < 65_536) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}
