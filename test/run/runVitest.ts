import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runTool } from './runTool.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const reportSchema = z.object({
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

export type VitestReport = z.infer<typeof reportSchema>;

/** Runs one project of `vitest.config.ts` and counts its tests. A skipped test counts as failed: none may be. */
export async function runVitest(project: string): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-audit-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const succeeded = await runTool('node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters);
    return countTests(reportSchema.parse(JSON.parse(await readFile(file, 'utf8'))), succeeded);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What Vitest's report says; `succeeded` is what its exit code says. */
export function countTests({ testResults }: VitestReport, succeeded: boolean): Count {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  // A file that cannot be loaded has no tests to fail.
  const brokenFiles = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  });
  const failed = tests.length - passed + brokenFiles.length;
  // Errors outside of any test, or no tests at all, only show in the exit code.
  return { passed, failed: failed === 0 && !succeeded ? 1 : failed };
}
