import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The process that serves VS Code: `node serve.ts <ServeOptions as JSON>`. It tells its parent the port by a message,
 * and ends when the parent does. To VS Code's own server it only adds the server's half of the key for secrets.
 */
export interface ServeOptions {
  readonly installFolder: string;
  readonly stateFolder: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly serverArguments: Readonly<Record<string, unknown>>;
}

/** What the process tells its parent once: the port it listens on, or why it cannot. */
export type ServeMessage = { readonly port: number } | { readonly error: string };

interface VscodeServer {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Socket): void;
  dispose(): void;
}

interface ServerModule {
  loadCodeWithNls(): Promise<{
    createServer(address: null, serverArguments: Readonly<Record<string, unknown>>): Promise<VscodeServer>;
  }>;
}

const options: ServeOptions = JSON.parse(process.argv[2] ?? '{}');
const vscode = await loadServer();
const server = createServer((request, response) => {
  if (!isFromThisPage(request)) response.writeHead(403).end();
  else if (request.url === '/mint-key') response.end(serverKey());
  else vscode.handleRequest(request, response);
});
server.on('upgrade', (request, socket: Socket) => {
  if (isFromThisPage(request)) vscode.handleUpgrade(request, socket);
  else socket.destroy();
});
server.once('error', (error) => tellParent({ error: error.message }));
server.listen(options.port, '127.0.0.1', () => tellParent({ port: listeningPort() }));

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.once(signal, () => {
    vscode.dispose();
    process.exit();
  });
}

async function loadServer(): Promise<VscodeServer> {
  // Set while the module loads, this keeps it from starting a server of its own.
  process.env['CODE_SERVER_PARENT_PID'] = String(process.pid);
  const url = pathToFileURL(join(options.installFolder, 'out', 'server-main.js')).href;
  const serverModule: ServerModule = await import(url);
  delete process.env['CODE_SERVER_PARENT_PID'];
  const { createServer } = await serverModule.loadCodeWithNls();
  return createServer(null, { _: [], ...options.serverArguments });
}

/** A page of any other origin in the same browser must not reach the server. */
function isFromThisPage({ headers }: IncomingMessage): boolean {
  const port = listeningPort();
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  return hosts.includes(host) && (origin === undefined || hosts.some((name) => origin === `http://${name}`));
}

function listeningPort(): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return (address satisfies AddressInfo).port;
}

/** The half of the secrets' key that stays with the server; the browser keeps the other. */
function serverKey(): Buffer {
  const file = join(options.stateFolder, 'server-key');
  try {
    return readFileSync(file);
  } catch {
    const key = randomBytes(32);
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

function tellParent(message: ServeMessage): void {
  process.send?.(message);
}
