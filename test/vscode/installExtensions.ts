import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '../run/runProcess.ts';
import { packageBridge } from './bridge/packageBridge.ts';

interface Installation {
  readonly installFolder: string;
  readonly stateFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly vsixFile: string;
}

/** Installs the extension and the test bridge through VS Code's own command line, as a person would a VSIX. */
export async function installExtensions({ installFolder, stateFolder, environment, vsixFile }: Installation) {
  const bridgeFile = join(stateFolder, 'bridge.vsix');
  await packageBridge(bridgeFile);
  const extensionsFolder = join(stateFolder, 'extensions');
  await mkdir(extensionsFolder, { recursive: true });
  const server = join(installFolder, 'out', 'server-main.js');
  const wanted = [vsixFile, bridgeFile].flatMap((file) => ['--install-extension', file]);
  const folders = ['--extensions-dir', extensionsFolder, '--user-data-dir', join(stateFolder, 'data')];
  const args = [server, ...wanted, '--force', ...folders, '--server-data-dir', stateFolder];
  const output = await runProcess(process.execPath, args, { env: environment });
  const installed = output.match(/was successfully installed/g)?.length ?? 0;
  if (installed !== 2) throw new Error(`VS Code did not install both extensions:\n${output}`);
}
