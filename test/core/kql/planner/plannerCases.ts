import { planQuery } from '../../../../src/core/kql/planner/planQuery.ts';
import type { PlanProblem } from '../../../../src/core/kql/planner/problems.ts';
import { everything, globalsWith, loadKustoForTests, planOf } from '../planQuery.ts';
import { columnsText, planText } from './planText.ts';

export const kusto = loadKustoForTests();

/** `T`, `U`, and stored functions. */
export const globals = globalsWith(kusto, {
  tables: [
    { name: 'T', columns: { a: 'long', b: 'string', d: 'dynamic', t: 'datetime' } },
    { name: 'U', columns: { a: 'string', c: 'real' } },
  ],
  functions: [
    { name: 'Recent', body: '{ let limit = 3; T | where a > limit }' },
    { name: 'Above', parameters: '(x: long, y: long = 3)', body: '{ T | where a > x + y }' },
    { name: 'Counted', parameters: '(rows: (a: long))', body: '{ rows | count }' },
    { name: 'Refused', body: '{ T | facet by a }' },
    { name: 'Unpacked', body: '{ T | evaluate bag_unpack(d) }' },
  ],
});

/** The plan in one line. */
export function planned(query: string): string {
  return planText(planOf(kusto, query, globals));
}

export function columns(query: string): string {
  return columnsText(planOf(kusto, query, globals).root.columns);
}

/** What `print` makes of an expression. */
export function expression(text: string): string {
  const [, value] = /^rows\[\[\]\] \| project x=(.*)$/s.exec(planned(`print x = ${text}`)) ?? [];
  return value ?? '';
}

/** Why a query has no plan. */
export function problems(query: string, supports = everything): readonly PlanProblem[] {
  const found = planQuery(kusto, { text: query, globals, supports });
  return found.ok === false ? found.problems : [];
}

/** The names of what is not supported, each with the text at its place. */
export function refused(query: string): readonly string[] {
  return problems(query).map(({ name, place }) => `${name}: ${query.slice(place.start, place.start + place.length)}`);
}
