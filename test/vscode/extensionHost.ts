import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type * as VscodeApi from 'vscode';
import { z } from 'zod';

const extensionHostSchema = z.object({ pid: z.number(), port: z.number(), token: z.string(), logFolder: z.string() });
const answerSchema = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

/** The process that runs a window's extensions, as its bridge reports it. */
export type ExtensionHost = z.infer<typeof extensionHostSchema>;

const START_LIMIT_MS = 60_000;
const EVALUATION_LIMIT_MS = 30_000;

/**
 * Runs a function inside the extension host and returns what it returns, which must be JSON, as the argument must.
 * Only its source text gets there, so it can use nothing from around it; Node's modules come from
 * `process.getBuiltinModule`.
 */
export async function hostEval<Argument, Result>(
  host: ExtensionHost,
  evaluated: (vscode: typeof VscodeApi, argument: Argument) => PromiseLike<Result> | Result,
  argument: Argument,
): Promise<Result> {
  const response = await fetch(`http://127.0.0.1:${host.port}/`, {
    method: 'POST',
    headers: { authorization: host.token },
    body: JSON.stringify({ source: String(evaluated), argument }),
    signal: AbortSignal.timeout(EVALUATION_LIMIT_MS),
  });
  const answer = answerSchema.parse(await response.json());
  if ('error' in answer) throw new Error(`In the extension host: ${answer.error}`);
  // The bridge returns the JSON of what the function returned.
  return answer.value as Result;
}

/** Waits until an extension has activated by its own events; an activation that failed is an error that says why. */
export async function waitForExtension(host: ExtensionHost, extensionId: string): Promise<void> {
  await hostEval(
    host,
    async ({ extensions }, id) => {
      const extension = extensions.getExtension(id);
      if (extension === undefined) throw new Error(`The extension ${id} is not installed.`);
      const deadline = Date.now() + 20_000;
      while (!extension.isActive && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!extension.isActive) await extension.activate();
    },
    extensionId,
  );
}

/** The ids of the extension hosts that have reported themselves so far. */
export async function knownExtensionHosts(bridgeFolder: string): Promise<ReadonlySet<string>> {
  return new Set((await readdir(bridgeFolder)).filter((name) => name.endsWith('.json')));
}

/** Waits for an extension host that is not among the known ones. */
export async function nextExtensionHost(bridgeFolder: string, known: ReadonlySet<string>): Promise<ExtensionHost> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    const fresh = [...(await knownExtensionHosts(bridgeFolder))].find((name) => !known.has(name));
    if (fresh !== undefined) {
      return extensionHostSchema.parse(JSON.parse(await readFile(join(bridgeFolder, fresh), 'utf8')));
    }
    await delay(50);
  }
  throw new Error('No extension host started for the window.');
}
