import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { packageBridge } from '../../vscode/bridge/packageBridge.ts';
import { hostEnvironment, trustEnvironment } from '../../vscode/hostEnvironment.ts';
import { vsixFile } from '../extensionManifest.ts';

interface DesktopOptions {
  readonly stateFolder: string;
  readonly certificateFile: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The path of VS Code's command line tool. */
export function findDesktop(): string {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new Error('There is no "code" on the PATH. Install it from VS Code, or run npm start without --desktop.');
  }
  return found;
}

/** Opens a VS Code with folders of its own, apart from the person's, and waits until its window is closed. */
export async function openDesktop(code: string, options: DesktopOptions): Promise<void> {
  const { stateFolder, certificateFile, environment } = options;
  const folder = join(stateFolder, 'desktop');
  const workspaceFolder = join(folder, 'workspace');
  await mkdir(workspaceFolder, { recursive: true });
  const bridgeFile = join(folder, 'bridge.vsix');
  await packageBridge(bridgeFile);
  const own = ['--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
  const env = hostEnvironment({ ...trustEnvironment(certificateFile), ...environment });
  const extensions = [vsixFile, bridgeFile].flatMap((file) => ['--install-extension', file]);
  await runCode(code, [...own, ...extensions, '--force'], env);
  await runCode(code, [...own, '--disable-workspace-trust', '--new-window', '--wait', workspaceFolder], env);
}

async function runCode(code: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = { env, stdio: 'inherit' } as const;
  const child =
    process.platform === 'win32'
      ? // A .cmd file needs a shell, and the shell takes one line.
        spawn(windowsCommandLine([code, ...args]), { ...options, shell: true })
      : spawn(code, args, options);
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new Error(`${code} ended with exit code ${exitCode}.`);
}

/** Paths may hold spaces, but no quotation marks. */
export function windowsCommandLine(parts: readonly string[]): string {
  return parts.map((part) => `"${part}"`).join(' ');
}
