import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { getCACertificates } from 'node:tls';
import { createTurns } from './core/confluence/oneAtATime.ts';
import { errorRemark } from './core/failure.ts';
import { type HeadlessConfig, readHeadlessConfig } from './engine/headlessConfig.ts';
import { createSignalHandler } from './engine/headlessStop.ts';
import { EXIT, syncHeadless } from './engine/headlessSync.ts';
import { readArguments, USAGE } from './engine/headlessUsage.ts';
import { startThread } from './engine/startThread.ts';
import { createThreadEngine } from './engine/threadEngine.ts';

/** `headless CONFIG.json`: syncs without VS Code, as a process of its own. Gives the exit code. */
async function main(given: readonly string[]): Promise<number> {
  const asked = readArguments(given);
  if (asked.kind === 'sync') return sync(asked.file);
  if (asked.kind === 'mistake') {
    complain(`${asked.sentence}\n\n${USAGE}`);
    return EXIT.wrongConfig;
  }
  process.stdout.write(`${asked.kind === 'help' ? USAGE : await version()}\n`);
  return EXIT.succeeded;
}

async function sync(file: string): Promise<number> {
  const config = await read(file);
  if (config === undefined) return EXIT.wrongConfig;
  const engine = createThreadEngine({ startThread, takeTurn: createTurns(), graceMs: GRACE_MS });
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort();
    void engine.close();
  };
  // Whoever read the ledger has gone away, or its disk is full: what was printed is in the state folder too.
  process.stdout.on('error', (error) => {
    if (stopped.signal.aborted) return;
    complain(`Standard output cannot be written (${errorRemark(error)}); stopping.`);
    process.exitCode = EXIT.failed;
    stop();
  });
  const onSignal = createSignalHandler({ stop, endAtOnce, complain, nowMs: Date.now, graceMs: GRACE_MS + 1000 });
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await syncHeadless(config, {
      engine,
      holder: { id: randomUUID(), pid: process.pid, host: hostname(), title: `process ${process.pid} without VS Code` },
      network: {
        proxy: config.proxy,
        noProxy: [],
        strictSsl: true,
        environment: { ...process.env },
        certificates: getCACertificates('system'),
      },
      userAgent: `confluence-audit-sentinel/${await version()}`,
      print: (line) => process.stdout.write(`${line}\n`),
      complain,
      stop: stopped.signal,
    });
  } finally {
    await engine.close();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Container runtimes kill after ten seconds. */
const GRACE_MS = 8_000;

/** An exit of Node's own waits for what hangs in the file system; the signal itself does not, once nobody handles it. */
function endAtOnce(signal: NodeJS.Signals): void {
  for (const each of SIGNALS) process.removeAllListeners(each);
  process.kill(process.pid, signal);
  // The first process of a container is spared by its own signals.
  process.exit(EXIT.interrupted);
}

async function read(file: string): Promise<HeadlessConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    complain(`The configuration ${file} cannot be read (${errorRemark(error)}). Check its path and its permissions.`);
    return undefined;
  }
  try {
    return readHeadlessConfig({
      text,
      folder: path.dirname(path.resolve(file)),
      environment: process.env,
      nowMs: Date.now(),
    });
  } catch (error) {
    complain(`The configuration ${file} cannot be used.\n${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(text).version);
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

const code = await main(process.argv.slice(2));
// Something worse may have happened meanwhile.
process.exitCode ??= code;
