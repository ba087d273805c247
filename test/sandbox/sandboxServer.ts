import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, html, type ReceivedRequest } from './answers.ts';
import type { ServerCertificate } from './certificates.ts';
import { createFaultDesk, type Fault, type FaultDesk } from './faults.ts';
import { listen } from './listen.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** What a server is good for: where a request goes, and what it gets. */
export interface Service<Endpoint extends string> {
  /** The endpoint whose faults and counters a request belongs to. */
  readonly endpointOf: (url: URL) => Endpoint;
  /** The fault is given because some concern what is answered, not how. */
  readonly answer: (request: ReceivedRequest, fault: Fault) => Answer;
  /** Gets every request, also one that a fault keeps from being carried out. */
  readonly received?: (request: ReceivedRequest) => void;
  /** What every answer carries, also that of a fault, which may say otherwise. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

export interface SandboxServerOptions<Endpoint extends string> {
  readonly port: number;
  readonly certificate: ServerCertificate;
  readonly nowMs: () => number;
  /** Gets the server's own address. */
  readonly createService: (url: string) => Service<Endpoint>;
}

export interface SandboxServer<Endpoint extends string> {
  /** `https://localhost:…` */
  readonly url: string;
  readonly faults: FaultDesk<Endpoint>;
  readonly traffic: Traffic<Endpoint>;
  readonly stop: () => Promise<void>;
}

/** An HTTPS server on the loopback interface, with faults on demand. */
export async function startSandboxServer<Endpoint extends string>(
  options: SandboxServerOptions<Endpoint>,
): Promise<SandboxServer<Endpoint>> {
  const faults = createFaultDesk<Endpoint>();
  const traffic = createTraffic<Endpoint>(options.nowMs);
  const stopping = new AbortController();
  const server = createServer({ ...options.certificate });
  const port = await listen(server, options.port);
  const url = `https://localhost:${port}`;
  const service = options.createService(url);

  server.on('request', (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // By whatever name the client knows this server.
    const address = new URL(incoming.url ?? '/', `https://${incoming.headers.host ?? new URL(url).host}`);
    const endpoint = service.endpointOf(address);
    const entry = traffic.begin(endpoint, incoming.method ?? 'GET', address);
    response.on('close', () => entry.end(response.writableFinished ? response.statusCode : 'cut'));
    const body = await bodyOf(incoming);
    entry.received(body.byteLength);
    const request = { method: incoming.method ?? 'GET', url: address, headers: incoming.headers, body };
    service.received?.(request);
    const fault = faults.take(endpoint);
    if (fault.kind === 'hang' && fault.at !== 'body') return;
    if (fault.kind === 'reset' && fault.at === 'start') {
      response.destroy();
      return;
    }
    if (fault.kind === 'slow') await delay(fault.delayMs, undefined, { signal: stopping.signal });
    const answer = insteadOf(fault) ?? service.answer(request, fault);
    for (const [name, value] of Object.entries(service.headers?.() ?? {})) response.setHeader(name, value);
    entry.sent(send(response, answer, fault));
  }

  return {
    url,
    faults,
    traffic,
    stop: () =>
      new Promise((resolve, reject) => {
        stopping.abort();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

// The answer of a fault that keeps the request from being carried out at all.
function insteadOf(fault: Fault): Answer | undefined {
  if (fault.kind === 'status') {
    const type = { 'content-type': fault.body?.startsWith('<') ? 'text/html;charset=UTF-8' : 'application/json' };
    return { status: fault.status, headers: { ...type, ...fault.headers }, body: fault.body ?? '' };
  }
  if (fault.kind === 'html') return html(200, 'Log in to continue');
  if (fault.kind === 'redirect') return { status: 302, headers: { location: fault.location } };
  if (fault.kind === 'empty') return { status: 200 };
  return undefined;
}

/** Gives how many bytes of the body went out. */
function send(response: ServerResponse, answer: Answer, fault: Fault): number {
  const body = Buffer.from(answer.body ?? '');
  const half = body.subarray(0, Math.floor(body.byteLength / 2));
  if (fault.kind === 'acceptedButCut') {
    response.destroy();
    return 0;
  }
  if (fault.kind === 'acceptedButSilent') return 0;
  if (fault.kind === 'reset' || fault.kind === 'hang') {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.byteLength) });
    response.write(half, () => (fault.kind === 'reset' ? response.destroy() : undefined));
    return half.byteLength;
  }
  const whole = fault.kind === 'truncated' ? half : body;
  const length = answer.status === 204 ? {} : { 'content-length': String(whole.byteLength) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(whole);
  return whole.byteLength;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts);
}
