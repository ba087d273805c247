import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServeMessage, ServeOptions } from './serve.ts';

interface ServerOptions {
  readonly installFolder: string;
  readonly stateFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly port: number | undefined;
}

interface Server {
  readonly port: number;
  /** Whoever connects to the server has to know it. */
  readonly token: string;
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 5_000;

/**
 * Starts the process that serves VS Code. A browser keeps its storage per port, so the last one is taken again where
 * it is still free.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const portFile = join(options.stateFolder, 'port');
  const token = await keepToken(tokenFile(options.stateFolder));
  const candidates = options.port === undefined ? [lastPort(portFile), 0] : [options.port];
  let problem = '';
  for (const port of candidates) {
    const child = spawnServer(options, port);
    const message = await firstMessage(child, join(options.stateFolder, 'server.log'));
    if ('port' in message) {
      await writeFile(portFile, String(message.port));
      return { port: message.port, token, stop: () => stopServer(child) };
    }
    await stopServer(child);
    problem = message.error;
  }
  throw new Error(`VS Code's server did not start: ${problem}`);
}

function spawnServer({ installFolder, stateFolder, environment }: ServerOptions, port: number): ChildProcess {
  const log = openSync(join(stateFolder, 'server.log'), 'a');
  const serveOptions: ServeOptions = {
    installFolder,
    stateFolder,
    port,
    serverArguments: serverArguments(stateFolder),
  };
  // A process group of its own, so that no extension host can be left behind.
  return spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), JSON.stringify(serveOptions)], {
    cwd: stateFolder,
    env: environment,
    stdio: ['ignore', log, log, 'ipc'],
    detached: process.platform !== 'win32',
  });
}

function serverArguments(stateFolder: string): Readonly<Record<string, unknown>> {
  return {
    'server-data-dir': stateFolder,
    'user-data-dir': join(stateFolder, 'data'),
    'extensions-dir': join(stateFolder, 'extensions'),
    'accept-server-license-terms': true,
    'app-name': 'Code',
    'disable-experiments': true,
    'disable-getting-started-override': true,
    'disable-telemetry': true,
    'disable-update-check': true,
    'disable-workspace-trust': true,
    'force-disable-user-env': true,
    // Seconds that an extension host outlives a window that was lost.
    'reconnection-grace-time': '5',
    'telemetry-level': 'off',
    // By a file, as everyone on the machine can see a process's arguments.
    'connection-token-file': tokenFile(stateFolder),
    auth: 'none',
    log: ['info'],
  };
}

async function firstMessage(child: ChildProcess, logFile: string): Promise<ServeMessage> {
  const message = new Promise<ServeMessage>((resolve) => child.once('message', (sent: ServeMessage) => resolve(sent)));
  const ended = once(child, 'exit').then(([code]) => {
    return { error: `exit code ${code}\n${readFileSync(logFile, 'utf8').slice(-2000)}` };
  });
  return Promise.race([message, ended]);
}

/** The extension hosts end by themselves once the server is gone, after their `deactivate`; stragglers are killed. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const group = process.platform === 'win32' ? child.pid : -child.pid;
  const deadline = Date.now() + STOP_LIMIT_MS;
  child.kill('SIGTERM');
  while (isAlive(group) && Date.now() < deadline) await delay(25);
  if (isAlive(group)) process.kill(group, 'SIGKILL');
}

function isAlive(processOrGroup: number): boolean {
  try {
    return process.kill(processOrGroup, 0);
  } catch {
    return false;
  }
}

/** The same each time, so that an address of last time still works. */
async function keepToken(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  const token = randomUUID();
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

function tokenFile(stateFolder: string): string {
  return join(stateFolder, 'connection-token');
}

function lastPort(portFile: string): number {
  try {
    return Number(readFileSync(portFile, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
