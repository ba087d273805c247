import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** A site and a cloud in a process of their own, so that what is measured is ours alone. */
export interface SandboxProcess {
  /** What the sandbox printed of itself: addresses, users and secrets, as JSON. */
  readonly values: string;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** The address of its control API. */
  readonly control: string;
  /** Runs a script of this folder to its end, and gives the JSON of its first line. */
  readonly run: (script: string, ...args: readonly string[]) => Promise<unknown>;
}

const printed = z.looseObject({ caFile: z.string(), control: z.string() });

export async function withSandboxProcess<T>(
  records: number,
  work: (sandbox: SandboxProcess) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-bench-'));
  const options = ['--records', String(records), '--days', '300', '--ca-file', path.join(folder, 'ca.pem'), '--light'];
  const sandbox = spawn(process.execPath, ['test/sandbox/main.ts', ...options, '--until-stdin-closes'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const values = await firstLine(sandbox.stdout);
    const { caFile, control } = printed.parse(JSON.parse(values));
    const run: SandboxProcess['run'] = async (script, ...args) => {
      const child = spawn(process.execPath, ['--expose-gc', path.join('test/bench', script), ...args], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return JSON.parse(await firstLine(child.stdout));
    };
    return await work({ values, folder, control, run });
  } finally {
    sandbox.stdin.end();
    if (sandbox.exitCode === null) await once(sandbox, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('a process of the benchmark ended without a word');
}
