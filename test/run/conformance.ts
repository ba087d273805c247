import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCompare, readCases } from '../conformance/conformanceCases.ts';
import { type CaseResult, type Report, runCases } from '../conformance/runCases.ts';

/**
 * `npm run conformance -- FILE [--json]`: runs a file of queries with the tables that they must give, and says of each
 * whether it passes, is refused because something in it is not supported, or is wrong. Ends with 1 when one is wrong.
 */
const { values: flags, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [given] = positionals;
if (given === undefined) throw new Error('Name a file of cases: npm run conformance -- FILE [--json]');

// npm runs this in the project's folder, and says where it was called.
const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
const report = runCases(await readCases(file), await loadCompare(file));
console.log(flags.json ? JSON.stringify(report, null, 2) : textOf(report));
if (report.cases.some(({ outcome }) => outcome === 'wrong')) process.exitCode = 1;

function textOf({ cases, totals }: Report): string {
  const counts = Object.entries(totals).map(([name, { pass, refused, wrong }]) => {
    const all = pass + refused + wrong;
    return `${name}: ${pass} of ${all} pass (${((100 * pass) / all).toFixed(1)} %), ${refused} refused, ${wrong} wrong`;
  });
  return [...cases.map(lineOf), '', ...counts].join('\n');
}

function lineOf({ id, outcome, names = [], why = '' }: CaseResult): string {
  return `${id}: ${[outcome, names.join(', '), why].filter((part) => part !== '').join(' ')}`;
}
