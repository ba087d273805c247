import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { projectFolder } from '../projectFolder.ts';

const valuesSchema = z.object({
  site: z.object({ url: z.url(), administrator: z.object({ email: z.string(), token: z.string() }) }),
  azure: z.object({
    endpoint: z.url(),
    ruleId: z.string(),
    stream: z.string(),
    authorityHost: z.url(),
    audience: z.url(),
    tenantId: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
  /** What time its records are spread over: a past that stays what it was from one start to the next. */
  window: z.object({ fromMs: z.int(), toMs: z.int() }),
  caFile: z.string(),
  control: z.url(),
});

/** What a person types into the forms to use the sandbox. */
export type SandboxValues = z.infer<typeof valuesSchema>;

interface SandboxProcess {
  readonly values: SandboxValues;
  stop(): Promise<void>;
}

/** Starts the sandbox as it was the last time, so that what was saved then still works. */
export async function keepSandbox(stateFolder: string): Promise<SandboxProcess> {
  const file = join(stateFolder, 'sandbox.json');
  const caArguments = ['--ca-file', join(stateFolder, 'ca.pem')];
  const last = await lastValues(file);
  const [ports, rest] = last === undefined ? [[], []] : [portArguments(last), otherArguments(last)];
  const sandbox = await startSandbox([...caArguments, ...ports, ...rest]).catch((error: unknown) => {
    if (ports.length === 0) throw error;
    console.log('The sandbox gets new addresses: something else seems to use the earlier ones.');
    return startSandbox([...caArguments, ...rest]);
  });
  await writeFile(file, JSON.stringify(sandbox.values, null, 2), { mode: 0o600 });
  return sandbox;
}

async function startSandbox(args: readonly string[]): Promise<SandboxProcess> {
  const script = join(projectFolder, 'test', 'sandbox', 'main.ts');
  const child = spawn(process.execPath, [script, '--until-stdin-closes', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl+C in a terminal reaches a whole process group; the sandbox is to end last.
    detached: process.platform !== 'win32',
  });
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error('The sandbox did not start.');
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  return {
    values: valuesSchema.parse(JSON.parse(line)),
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Undefined the first time, and where an earlier version has left something else. */
async function lastValues(file: string): Promise<SandboxValues | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : valuesSchema.safeParse(JSON.parse(text)).data;
}

function portArguments({ site, azure, control }: SandboxValues): readonly string[] {
  return [
    ...['--port-site', new URL(site.url).port],
    ...['--port-azure', new URL(azure.endpoint).port],
    ...['--port-control', new URL(control).port],
  ];
}

function otherArguments({ site, azure, window }: SandboxValues): readonly string[] {
  return [
    ...['--administrator-token', site.administrator.token],
    ...['--client-secret', azure.clientSecret],
    ...['--from-ms', String(window.fromMs)],
    ...['--to-ms', String(window.toMs)],
  ];
}
