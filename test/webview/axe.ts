import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly unknown[];
}

interface AxeOptions {
  /** Windows sees to the contrast then, and the page does not know of its colours. */
  readonly areColorsForced?: boolean;
}

let script: string | undefined;

/** What is wrong with the page for people who use it by other means than eye and mouse. */
export async function seriousProblems(page: Page, options: AxeOptions = {}): Promise<readonly string[]> {
  script ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(script);
  const results = (await page.evaluate('axe.run()')) as AxeResults;
  expect(results.passes.length).toBeGreaterThan(5);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .filter(({ id }) => options.areColorsForced !== true || id !== 'color-contrast')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}
