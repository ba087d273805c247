import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';

/** What ends a run before its time. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a script of the project or of a package with its output on the screen. True where it ended well. */
export async function runTool(script: string, ...args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(projectFolder, script), ...args], {
    cwd: projectFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const passOn = (signal: NodeJS.Signals): boolean => child.kill(signal);
  for (const signal of STOP_SIGNALS) process.on(signal, passOn);
  try {
    const [exitCode] = await once(child, 'exit');
    return exitCode === 0;
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, passOn);
  }
}
