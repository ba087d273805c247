import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCompare, readCases, SHARED_CASES } from '../../conformance/conformanceCases.ts';
import { runCases } from '../../conformance/runCases.ts';

const file = join(SHARED_CASES, 'open.json');

/** Where the documentation shows what its own query cannot give. */
const MISPRINTS: ReadonlySet<string> = new Set([
  // Its table has an empty sixth column, but neither row has more than five words.
  'docs-tokenize-fl-L126',
]);

const report = runCases(await readCases(file), await loadCompare(file));

describe('the documented queries', () => {
  test('none gives a wrong answer', () => {
    const wrong = report.cases.filter(({ id, outcome }) => outcome === 'wrong' && !MISPRINTS.has(id));
    expect(wrong).toEqual([]);
  });

  test('of the core, at least 95 % pass', () => {
    const { pass = 0, refused = 0, wrong = 0 } = report.totals['area:core'] ?? {};
    expect(pass).toBeGreaterThan(0);
    expect(pass / (pass + refused + wrong)).toBeGreaterThanOrEqual(0.95);
  });

  test('what is refused is named', () => {
    const nameless = report.cases.filter(({ outcome, names = [] }) => outcome === 'refused' && names.join('') === '');
    expect(nameless).toEqual([]);
  });
});
