import { inThisTree } from './inThisTree.ts';
import { runTool } from './runTool.ts';

/** Builds `dist` as it ships. */
export async function buildExtension(...flags: readonly '--sizes'[]): Promise<void> {
  const succeeded = await inThisTree(() => runTool('esbuild.js', '--production', ...flags));
  if (!succeeded) throw new Error('The build failed.');
}
