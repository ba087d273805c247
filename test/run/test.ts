import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';
import { runTool, STOP_SIGNALS } from './runTool.ts';
import type { Count } from './runVitest.ts';

interface Step {
  readonly name: string;
  /** Steps that have to have succeeded before; they run even when they are not chosen. */
  readonly needs?: readonly string[];
  /** Loads what it needs by itself, so that a mistake there fails this step and no other. */
  run(): Promise<Count>;
}

const STEPS: readonly Step[] = [
  { name: 'types', run: () => countTool('node_modules/typescript/bin/tsc', '--noEmit') },
  { name: 'lint', run: () => countTool('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings') },
  { name: 'knip', run: () => countTool('node_modules/knip/bin/knip.js') },
  { name: 'build', run: build },
  { name: 'package', needs: ['build'], run: packageVsix },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'processes', run: () => vitest('processes') },
  { name: 'webview', run: () => installBrowser().then(() => vitest('webview')) },
  { name: 'host', needs: ['build', 'package'], run: () => installBoth().then(() => vitest('host')) },
  { name: 'e2e', needs: ['build', 'package'], run: () => installBoth().then(() => vitest('e2e')) },
];

const SUCCESS: Count = { passed: 1, failed: 0 };
const FAILURE: Count = { passed: 0, failed: 1 };

/** Runs the chosen steps (`npm test -- unit lint`), or all. The last line printed is "N passed, N failed". */
async function main(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.log(`There is no step ${unknown.join(', ')}. The steps are ${STEPS.map(({ name }) => name).join(', ')}.`);
  }
  let isStopped = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      isStopped = true;
    });
  }
  const steps = stepsFor(chosen);
  // Pictures of an earlier run would be taken for those of this one.
  const takesPictures = steps.some(({ name }) => name === 'host' || name === 'e2e');
  if (takesPictures) await rm(join(projectFolder, 'test-results'), { recursive: true, force: true });

  const broken = new Set<string>();
  const summary: string[] = [];
  let total: Count = { passed: 0, failed: unknown.length };
  for (const step of steps) {
    console.log(`\n── ${step.name} ${'─'.repeat(76 - step.name.length)}\n`);
    const startedMs = performance.now();
    const count = await countStep(step, broken);
    if (count.failed > 0) broken.add(step.name);
    total = { passed: total.passed + count.passed, failed: total.failed + count.failed };
    summary.push(summaryLine(step.name, count, performance.now() - startedMs));
    if (isStopped) break;
  }
  if (isStopped) total = { ...total, failed: total.failed + 1 };
  console.log(`\n${summary.join('\n')}${isStopped ? '\nStopped before the end.' : ''}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.send?.('counted');
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function stepsFor(chosen: readonly string[]): readonly Step[] {
  if (chosen.length === 0) return STEPS;
  const needed = STEPS.filter(({ name }) => chosen.includes(name)).flatMap(({ needs = [] }) => needs);
  return STEPS.filter(({ name }) => chosen.includes(name) || needed.includes(name));
}

async function countStep(step: Step, broken: ReadonlySet<string>): Promise<Count> {
  const obstacle = step.needs?.find((name) => broken.has(name));
  if (obstacle !== undefined) {
    console.log(`Not run, as ${obstacle} failed.`);
    return FAILURE;
  }
  try {
    return await step.run();
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return FAILURE;
  }
}

async function build(): Promise<Count> {
  const { buildExtension } = await import('./buildExtension.ts');
  await buildExtension('--sizes');
  return SUCCESS;
}

async function packageVsix(): Promise<Count> {
  const { packageExtension } = await import('./packageExtension.ts');
  await packageExtension();
  return SUCCESS;
}

async function vitest(project: string): Promise<Count> {
  const { runVitest } = await import('./runVitest.ts');
  return runVitest(project);
}

async function installBrowser(): Promise<void> {
  const { installChromium } = await import('../vscode/chromium.ts');
  await installChromium();
}

/** Here and not in the tests, whose time is limited: the first time it may take minutes. */
async function installBoth(): Promise<void> {
  await installBrowser();
  const { installVscode } = await import('../vscode/install/installVscode.ts');
  await installVscode();
}

async function countTool(script: string, ...args: readonly string[]): Promise<Count> {
  return (await runTool(script, ...args)) ? SUCCESS : FAILURE;
}

function summaryLine(name: string, { passed, failed }: Count, tookMs: number): string {
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${failed > 0 ? '✗' : '✓'} ${name.padEnd(8)} ${(tookMs / 1000).toFixed(1).padStart(6)} s  ${counts}`;
}

await main(process.argv.slice(2));
