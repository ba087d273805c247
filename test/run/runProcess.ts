import { spawn } from 'node:child_process';

interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and returns what it printed; a non-zero exit is an error that quotes the output's end. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: ProcessOptions = {},
): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const exitCode = await exited;
  if (exitCode !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with exit code ${exitCode}:\n${output.slice(-4000)}`);
  }
  return output;
}
