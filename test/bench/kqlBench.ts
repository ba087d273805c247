import { AUDIT_TABLE_NAME } from '../../src/core/audit/auditTable.ts';
import { createKeyer } from '../../src/core/audit/recordKey.ts';
import { spreadSampleRecords } from '../../src/core/audit/sampleRecords.ts';
import { createAuditTables } from '../../src/core/kql/data/auditTables.ts';
import type { LoadedData } from '../../src/core/kql/data/loadedData.ts';
import { type Execution, execute } from '../../src/core/kql/engine/execute.ts';
import { globalsWith, loadKustoForTests, planOf } from '../core/kql/planQuery.ts';
import { table } from './table.ts';

/** Milliseconds that each query may take, warm, on 100,000 rows. */
const GOALS: readonly { readonly name: string; readonly query: string; readonly atMostMs: number }[] = [
  {
    name: 'filter, summarize by bin, sort',
    query: `${AUDIT_TABLE_NAME} | where Category != "Security" and isnotempty(RemoteAddress)
      | summarize n = count() by bin(TimeGenerated, 1h), Category | sort by n desc`,
    atMostMs: 15,
  },
  {
    name: 'mv-expand, summarize, dcount',
    query: `${AUDIT_TABLE_NAME} | mv-expand AssociatedObjects | extend Kind = tostring(AssociatedObjects.objectType)
      | summarize n = count(), people = dcount(AuthorAccountId) by Kind`,
    atMostMs: 80,
  },
  {
    name: 'join',
    query: `${AUDIT_TABLE_NAME} | join kind=inner (${AUDIT_TABLE_NAME}
      | summarize oldest = min(TimeGenerated), n = count() by AuthorAccountId) on AuthorAccountId
      | summarize count() by Category`,
    atMostMs: 40,
  },
  { name: 'sort of all', query: `${AUDIT_TABLE_NAME} | sort by Summary asc, TimeGenerated desc`, atMostMs: 80 },
  {
    name: 'has, over all rows',
    query: `${AUDIT_TABLE_NAME} | where Summary has "permission" or AffectedObjectName contains "team" | count`,
    atMostMs: 80,
  },
  {
    name: 'arg_max(*)',
    query: `${AUDIT_TABLE_NAME} | summarize arg_max(TimeGenerated, *) by AuthorAccountId`,
    atMostMs: 40,
  },
];

/** The first ones are left out: code that runs often is compiled again and again. */
const WARM_UP = 15;
const REPEATS = 40;

/** How long queries take on sample records, medians of warm runs. */
export function benchKql(count: number): string {
  const data = sampleData(count);
  const kusto = loadKustoForTests();
  const tables = [...data.tables].map(([name, { columns }]) => ({
    name,
    columns: Object.fromEntries(columns.map((column) => [column.name, column.type])),
  }));
  const globals = globalsWith(kusto, { tables });
  const execution: Execution = {
    tables: (name) => data.tables.get(name),
    now: data.newest ?? 0,
    checkStop: () => undefined,
    maxRows: 1_000_000,
  };
  const lines = GOALS.map(({ name, query, atMostMs }) => {
    const plan = planOf(kusto, query, globals);
    const run = () => execute(plan, execution);
    const { first, median } = times(run);
    const verdict = median <= atMostMs ? 'reached' : 'MISSED';
    return [
      name,
      `${median.toFixed(1)} ms (first ${first.toFixed(0)}), goal ${atMostMs} ms: ${verdict}; ${run().rows.length} rows`,
    ] as const;
  });
  return table([['rows', String(data.tables.get(AUDIT_TABLE_NAME)?.rows.length ?? 0)], ...lines]);
}

function times(run: () => unknown): { readonly first: number; readonly median: number } {
  const taken = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  const warm = taken.slice(WARM_UP).sort((a, b) => a - b);
  return { first: taken[0] ?? 0, median: warm[Math.floor(warm.length / 2)] ?? 0 };
}

/** Made as loading makes them: through JSON, and mapped. */
function sampleData(count: number): LoadedData {
  const site = 'https://sample.atlassian.net';
  const toMs = Date.UTC(2025, 5, 1);
  const keyOf = createKeyer(site);
  const tables = createAuditTables(toMs);
  const chunks = spreadSampleRecords({ seed: 1, count, window: { fromMs: toMs - 30 * 86_400_000, toMs } });
  for (const chunk of chunks) {
    for (const record of chunk.records()) tables.addRecord(JSON.parse(JSON.stringify(record)), site, keyOf);
  }
  return tables.finish([]);
}
