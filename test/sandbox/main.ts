import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arguments, help, numberOf, parsedArguments, sandboxOptionsOf } from './commandLine.ts';
import { startControlServer } from './controlServer.ts';
import { startRealNamesProxy } from './proxy/realNames.ts';
import { sandboxValues } from './sandboxValues.ts';
import { startSandbox } from './startSandbox.ts';

async function main(args: string[]): Promise<void> {
  const values = parsedArguments(args);
  if (values.help) {
    console.log(help());
    return;
  }
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  if (values['until-stdin-closes']) process.stdin.resume().once('close', stop);

  // Holds the certificate, if it is not wanted elsewhere.
  const folder = await mkdtemp(join(tmpdir(), 'confluence-audit-sandbox-'));
  try {
    await serve(values, join(folder, 'ca.pem'), stopped);
  } finally {
    process.stdin.pause();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Serves until it is told to stop, by whomever. */
async function serve(values: Arguments, defaultCaFile: string, stopped: PromiseWithResolvers<void>): Promise<void> {
  const options = sandboxOptionsOf(values);
  await using running = new AsyncDisposableStack();
  const sandbox = running.adopt(
    await startSandbox({ ...options, caFile: values['ca-file'] ?? defaultCaFile }),
    (started) => started.stop(),
  );
  const proxy = values.proxy ? await startRealNamesProxy(sandbox.site.url) : undefined;
  running.defer(() => proxy?.stop());
  const port = numberOf(values['port-control']) ?? 0;
  const control = await startControlServer({ sandbox, port, onStop: stopped.resolve });
  running.defer(control.stop);
  const addresses = { proxy: proxy?.url(), control: control.url };
  console.log(JSON.stringify({ ...sandboxValues(sandbox), window: options.window, ...addresses }));
  await stopped.promise;
}

await main(process.argv.slice(2));
