import { cellText } from '../../../../src/core/kql/engine/cellText.ts';
import { type Executed, execute } from '../../../../src/core/kql/engine/execute.ts';
import type { QueryPlan } from '../../../../src/core/kql/plan.ts';
import type { FoundSchema } from '../../../../src/core/kql/planner/insertedSchemas.ts';
import { planQuery } from '../../../../src/core/kql/planner/planQuery.ts';
import { everything, globalsWith, loadKustoForTests } from '../planQuery.ts';
import { execution } from './plans.ts';

/** Files that `externaldata` may read. */
const FILES: Readonly<Record<string, string>> = {
  'people.csv': 'name,age,tags\nAnn,30,"[""x""]"\nBob,,\n',
  'numbers.txt': '7\nseven\n',
  'PEOPLE.JSON': '{"name":"Ann","age":30,"tags":["x"]}\n{"name":"Bob","extra":1}\n',
  'people.json': '{"name":"Ann","age":30,"tags":["x"]}\n{"name":"Bob","extra":1}\n',
  'broken.json': '{"name":"Ann"}\n{"name":\n',
};

/** Plans a query as the language thread does, and runs it as the run thread does. */
export function runQuery(text: string, schemas: readonly FoundSchema[] = []): Executed {
  const kusto = loadKustoForTests();
  const planned = planQuery(kusto, { text, globals: globalsWith(kusto, {}), supports: everything, schemas });
  if (planned.ok === false) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
  const plan: QueryPlan = structuredClone(planned.plan);
  const result = execute(plan, { ...execution, external: (uri) => FILES[uri.replace('file:///', '')] ?? '' });
  if (planned.ok === true) return result;
  return runQuery(text, [...schemas, { at: planned.at, columns: result.columns }]);
}

/** The names of the columns, and then the rows as texts. */
export function table(text: string): readonly string[] {
  const { columns, rows } = runQuery(text);
  const names = columns.map(({ name, type }) => `${name}:${type}`).join(' ');
  const texts = rows.map((row) =>
    row.map((cell, index) => cellText(cell, columns[index]?.type ?? 'dynamic')).join(' '),
  );
  return [names, ...texts];
}

/** The rows as texts. */
export function rowTexts(text: string): readonly string[] {
  return table(text).slice(1);
}
