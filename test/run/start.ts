import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVscode } from '../vscode/startVscode.ts';
import { buildExtension } from './buildExtension.ts';
import { cacheFolder } from './cacheFolder.ts';
import { type Lock, LockedError, takeLock } from './folderLock.ts';
import { packageExtension } from './packageExtension.ts';
import { STOP_SIGNALS } from './runTool.ts';
import { describeSandbox } from './start/describeSandbox.ts';
import { findDesktop, openDesktop } from './start/desktop.ts';
import { keepSandbox } from './start/keepSandbox.ts';

/**
 * `npm start [-- --desktop] [-- --port <number>]`: the sandbox, and a real VS Code with the extension in it to try it
 * with. What a person does there is kept for the next time. Ctrl+C ends everything.
 */
const { values: flags } = parseArgs({ options: { desktop: { type: 'boolean' }, port: { type: 'string' } } });
/** The sample organization is there from the first time on; nobody drives this VS Code but the person. */
const ENVIRONMENT = { BRIDGE_FOLDER: '', BRIDGE_FIRST_COMMAND: 'confluenceAudit.addSampleOrganization' };

async function main(): Promise<void> {
  const stateFolder = cacheFolder('start');
  await mkdir(stateFolder, { recursive: true });
  const lock = await lockState(stateFolder);
  try {
    await run(stateFolder, lock);
  } finally {
    await lock.release();
  }
}

async function run(stateFolder: string, lock: Lock): Promise<void> {
  const desktop = flags.desktop ? findDesktop() : undefined;
  const port = portNumber(flags.port);
  await buildExtension();
  await packageExtension();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve());
  });

  const sandbox = await keepSandbox(stateFolder);
  try {
    console.log(`\n${describeSandbox(sandbox.values)}`);
    const options = { stateFolder, certificateFile: sandbox.values.caFile, environment: ENVIRONMENT };
    if (desktop !== undefined) {
      console.log('VS Code opens on the desktop. Closing its window, or Ctrl+C here, ends the sandbox.');
      await Promise.race([openDesktop(desktop, options), stopped]);
      return;
    }
    const vscode = await startVscode({ ...options, port });
    await lock.note(vscode.url);
    console.log(`VS Code: open this in your browser (Ctrl+C here ends everything)\n\n  ${vscode.url}\n`);
    await stopped;
    await vscode.stop();
  } finally {
    await sandbox.stop();
  }
}

/** Two at once would write over each other's addresses, secrets and settings. */
async function lockState(stateFolder: string): Promise<Lock> {
  try {
    return await takeLock(join(stateFolder, 'lock'));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { pid, note } = error.holder;
    throw new Error(`npm start is already running (process ${pid})${note === '' ? '' : ` at ${note}`}`);
  }
}

function portNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`Not a port: ${text}`);
  return port;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
