import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';
import { runProcess } from './runProcess.ts';

/** Packages the extension in a folder, as it is built there, into a VSIX file. */
export async function createVsix(folder: string, vsixFile: string): Promise<void> {
  const vsce = join(projectFolder, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--skip-license'];
  await runProcess(process.execPath, [vsce, 'package', ...options, '--out', vsixFile], { cwd: folder });
}
