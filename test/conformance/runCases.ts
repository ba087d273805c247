import { comparedTable } from './comparedTable.ts';
import type { Compare, ConformanceCase } from './conformanceCases.ts';
import { createQueryRunner, type QueryOutcome } from './queryRunner.ts';

export type Outcome = 'pass' | 'refused' | 'wrong';

export interface CaseResult {
  readonly id: string;
  readonly outcome: Outcome;
  /** Of what is not supported, when it is refused. */
  readonly names?: readonly string[];
  readonly why?: string;
}

export type Totals = Readonly<Record<Outcome, number>>;

export interface Report {
  readonly cases: readonly CaseResult[];
  /** Of all cases under `total`, and of those with a feature `area:*` under its name. */
  readonly totals: Readonly<Record<string, Totals>>;
}

/** Runs every case through planner and engine, and compares what comes out. */
export function runCases(cases: readonly ConformanceCase[], compare: Compare): Report {
  const run = createQueryRunner();
  const results = cases.map((testCase) => resultOf(testCase, run(testCase.query), compare));
  return { cases: results, totals: totalsOf(cases, results) };
}

function resultOf(testCase: ConformanceCase, outcome: QueryOutcome, compare: Compare): CaseResult {
  const { id } = testCase;
  if (outcome.kind === 'refused') return { id, outcome: 'refused', names: outcome.names };
  if (outcome.kind === 'failed') return { id, outcome: 'wrong', why: outcome.why };
  const { ok, why } = compare(testCase, comparedTable(outcome.table));
  return ok ? { id, outcome: 'pass' } : { id, outcome: 'wrong', why };
}

function totalsOf(cases: readonly ConformanceCase[], results: readonly CaseResult[]): Record<string, Totals> {
  const totals = new Map<string, Record<Outcome, number>>([['total', { pass: 0, refused: 0, wrong: 0 }]]);
  for (const [index, { outcome }] of results.entries()) {
    const areas = cases[index]?.features.filter((feature) => feature.startsWith('area:')) ?? [];
    for (const name of ['total', ...areas]) {
      const counted = totals.get(name) ?? { pass: 0, refused: 0, wrong: 0 };
      counted[outcome] += 1;
      totals.set(name, counted);
    }
  }
  return Object.fromEntries(totals);
}
