import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type KustoLanguage, loadKusto } from '../../../src/core/kql/kusto/kusto.ts';
import type { QueryPlan } from '../../../src/core/kql/plan.ts';
import { planQuery } from '../../../src/core/kql/planner/planQuery.ts';
import type { Supports } from '../../../src/core/kql/planner/scope.ts';
import { withDocumentedCalls } from '../../../src/core/kql/schema/documentedCalls.ts';
import type { ScalarType } from '../../../src/core/kql/values.ts';

/** Microsoft's language service, in this test's thread. */
export function loadKustoForTests(): KustoLanguage {
  const folder = path.resolve(import.meta.dirname, '../../../node_modules/@kusto/language-service-next');
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  return loadKusto({ bridge: read('bridge.min.js'), language: read('Kusto.Language.Bridge.min.js') });
}

export interface TestTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, ScalarType>>;
}

export interface TestFunction {
  readonly name: string;
  /** With parentheses around them. */
  readonly parameters?: string;
  /** With braces around it. */
  readonly body: string;
}

/** A database with these tables and stored functions. */
export function globalsWith(
  kusto: KustoLanguage,
  {
    tables = [],
    functions = [],
  }: { readonly tables?: readonly TestTable[]; readonly functions?: readonly TestFunction[] },
): Kusto.Language.GlobalState {
  const { ColumnSymbol, DatabaseSymbol, FunctionSymbol, ScalarTypes, TableSymbol } = kusto.Symbols;
  const tableSymbols = tables.map(({ name, columns }) => {
    const symbols = Object.entries(columns).map(
      ([column, type]) => new ColumnSymbol(column, ScalarTypes.GetSymbol(type), null, null, null, null),
    );
    return new TableSymbol.$ctor4(name, symbols);
  });
  const functionSymbols = functions.map(({ name, parameters, body }) => {
    return new FunctionSymbol.$ctor16(name, parameters ?? '()', body, '');
  });
  const database = new DatabaseSymbol.ctor('workspace', [...tableSymbols, ...functionSymbols]);
  const globals = kusto.GlobalState.Default?.WithDatabase(database);
  if (!globals) throw new Error('The language service has no default globals.');
  return withDocumentedCalls(globals, kusto);
}

/** An engine that has everything; so what is refused then is refused by the planner. */
export const everything: Supports = {
  scalar: () => true,
  aggregate: () => true,
  window: (name) => /^(row_|prev$|next$)/.test(name),
  plugin: () => true,
};

/** The plan of a query that must have one. */
export function planOf(kusto: KustoLanguage, text: string, globals: Kusto.Language.GlobalState): QueryPlan {
  const planned = planQuery(kusto, { text, globals, supports: everything });
  if (planned.ok === true) return planned.plan;
  throw new Error(
    planned.ok === false ? planned.problems.map(({ message }) => message).join('\n') : 'A schema is needed.',
  );
}
