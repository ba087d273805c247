import { defineConfig } from 'vitest/config';

/** Those that drive a browser or a whole VS Code go one file after the other, and wait longer: all share two cores. */
const oneByOne = {
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 30_000,
          include: ['test/*.test.ts', 'test/{core,engine,protocol,shell,sandbox,run}/**/*.test.ts'],
        },
      },
      { test: { name: 'processes', include: ['test/processes/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'webview', include: ['test/webview/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'host', include: ['test/host/**/*.test.ts'], ...oneByOne } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...oneByOne } },
    ],
  },
});
