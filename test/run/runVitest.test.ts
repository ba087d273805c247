import { expect, test } from 'vitest';
import { countTests } from './runVitest.ts';

const file = (status: string, ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test.each([
  ['all passed', [file('passed', 'passed', 'passed'), file('passed', 'passed')], true, { passed: 3, failed: 0 }],
  ['one failed', [file('failed', 'passed', 'failed')], false, { passed: 1, failed: 1 }],
  ['a skipped test is a failed one', [file('passed', 'passed', 'skipped', 'todo')], true, { passed: 1, failed: 2 }],
  ['a file that cannot be loaded', [file('failed'), file('passed', 'passed')], false, { passed: 1, failed: 1 }],
  ['a hook that failed after its tests', [file('failed', 'passed')], false, { passed: 1, failed: 1 }],
  ['an error outside of any test', [file('passed', 'passed')], false, { passed: 1, failed: 1 }],
  ['no tests at all', [], false, { passed: 0, failed: 1 }],
])('counts where there is %s', (_what, testResults, succeeded, count) => {
  expect(countTests({ testResults }, succeeded)).toEqual(count);
});
