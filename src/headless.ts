import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { getCACertificates } from 'node:tls';
import { createTurns } from './core/confluence/oneAtATime.ts';
import { errorRemark } from './core/failure.ts';
import { type HeadlessConfig, readHeadlessConfig } from './engine/headlessConfig.ts';
import { EXIT, syncHeadless } from './engine/headlessSync.ts';
import { startThread } from './engine/startThread.ts';
import { createThreadEngine } from './engine/threadEngine.ts';

/** `headless CONFIG.json`: syncs without VS Code, as a process of its own. */
async function main(file: string | undefined): Promise<number> {
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
  // A terminal and whoever started this may both pass the same signal on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
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

/** A service manager waits longer than VS Code does. */
const GRACE_MS = 30_000;

async function read(file: string | undefined): Promise<HeadlessConfig | undefined> {
  if (file === undefined) {
    complain('Give the path of a configuration: headless CONFIG.json');
    return undefined;
  }
  try {
    const text = await readFile(file, 'utf8');
    return readHeadlessConfig({ text, folder: path.dirname(path.resolve(file)), environment: process.env });
  } catch (error) {
    complain(`${file} cannot be used.\n${error instanceof Error ? error.message : error}`);
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

process.exitCode = await main(process.argv[2]);
