import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { commands, type ExtensionContext, window } from 'vscode';

/**
 * A companion extension for tests and for `npm start`. It does nothing unless its environment asks for it:
 * BRIDGE_FOLDER opens the way for `hostEval`, BRIDGE_FIRST_COMMAND names a command to run once in a fresh profile.
 */
export function activate(context: ExtensionContext): void {
  const folder = process.env['BRIDGE_FOLDER'];
  if (folder) serveEvaluations(folder, context);
  const firstCommand = process.env['BRIDGE_FIRST_COMMAND'];
  if (firstCommand) void runOnce(firstCommand, context);
}

interface Evaluation {
  readonly source: string;
  readonly argument: unknown;
}

/** Answers POSTs with the value of a function's source; a file named after this process tells where to send them. */
function serveEvaluations(folder: string, context: ExtensionContext): void {
  // Any page of a browser on this machine can send a POST; only who can read the file knows the token.
  const token = randomUUID();
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== token) response.writeHead(403).end();
    else response.end(JSON.stringify(await evaluate(await readBody(request))));
  });
  context.subscriptions.push({ dispose: () => server.close() });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return;
    const file = join(folder, `${process.pid}.json`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      `${file}.tmp`,
      JSON.stringify({
        pid: process.pid,
        port: address.port,
        token,
        logFolder: dirname(context.logUri.fsPath),
      }),
    );
    renameSync(`${file}.tmp`, file);
  });
}

async function evaluate(body: string): Promise<{ value: unknown } | { error: string }> {
  try {
    const { source, argument }: Evaluation = JSON.parse(body);
    const evaluated: unknown = new Function(`return (${source})`)();
    if (typeof evaluated !== 'function') throw new Error(`Not a function: ${source}`);
    return { value: (await evaluated(vscode, argument)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The flag lives with the browser's profile, as the other extension's state does. */
async function runOnce(command: string, context: ExtensionContext): Promise<void> {
  const flag = `ran:${command}`;
  if (context.globalState.get(flag)) return;
  try {
    await commands.executeCommand(command);
    await context.globalState.update(flag, true);
  } catch (error) {
    await window.showErrorMessage(`The command ${command} failed: ${error instanceof Error ? error.message : error}`);
  }
}
