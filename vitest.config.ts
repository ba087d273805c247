import { existsSync } from 'node:fs';
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** Those that drive a browser or a whole VS Code go one file after the other, and wait longer: all share two cores. */
const oneByOne = {
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

/** The documented queries are not ours to copy: where they do not lie beside the project, there is nothing to run. */
const cases = path.resolve(import.meta.dirname, '../shared/kql/open.json');
const withoutCases = existsSync(cases) ? [] : ['test/core/kql/conformance.test.ts'];
if (withoutCases.length > 0) console.log(`${withoutCases} is left out: there is no ${cases}.`);

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 30_000,
          exclude: [...configDefaults.exclude, ...withoutCases],
          include: ['test/*.test.ts', 'test/{core,engine,kqlThread,protocol,shell,sandbox,run}/**/*.test.ts'],
        },
      },
      { test: { name: 'processes', include: ['test/processes/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'webview', include: ['test/webview/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'host', include: ['test/host/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...oneByOne } },
    ],
  },
});
