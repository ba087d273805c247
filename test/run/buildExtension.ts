import { runTool } from './runTool.ts';

/** Builds `dist` as it ships. */
export async function buildExtension(...flags: readonly '--sizes'[]): Promise<void> {
  if (!(await runTool('esbuild.js', '--production', ...flags))) throw new Error('The build failed.');
}
