import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createVsix } from '../../run/createVsix.ts';

/** Builds the companion extension into a VSIX file at the given path. */
export async function packageBridge(vsixFile: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-audit-bridge-'));
  try {
    await build({
      entryPoints: [join(import.meta.dirname, 'bridge.ts')],
      outfile: join(folder, 'bridge.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['vscode'],
      logLevel: 'warning',
    });
    await copyFile(join(import.meta.dirname, 'package.json'), join(folder, 'package.json'));
    await createVsix(folder, vsixFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
