import type { Table } from '../engine/table.ts';
import type { PlanColumn } from '../plan.ts';
import type { Row } from '../values.ts';
import { rowFormats } from './rowFormats.ts';

export interface QueryWithData {
  readonly text: string;
  /** The tables that the query reads. */
  readonly tables: ReadonlyMap<string, Table>;
  /** The columns that it gives. */
  readonly output: readonly PlanColumn[];
  /** What `now()` was here, as text. */
  readonly now: string;
  /** `let` statements that stand between the data and the query. */
  readonly functions: readonly string[];
  readonly limits?: { readonly maxRows: number; readonly maxLength: number };
}

/** Kusto takes queries of up to two million characters; its editors like far fewer. */
const LIMITS = { maxRows: 1000, maxLength: 500_000 };

/**
 * The query with its data as a `datatable` before it, so that it runs anywhere: of each table the newest rows, as many as
 * have room, and the columns that the query uses.
 */
export function queryWithData(query: QueryWithData): string {
  const { text, tables, now, functions, limits = LIMITS } = query;
  const maxLength = limits.maxLength / Math.max(1, tables.size);
  const statements = [...tables].map(([name, table]) => {
    const used = usedColumns(table, query);
    const { rows, remark } = newestRows(table, { used, maxRows: limits.maxRows, maxLength });
    return `// ${name}: ${remark}\nlet ${name} = ${datatable(used, rows)};\n`;
  });
  return `// now() was ${now}; where this runs, it is another time.\n${[...statements, ...functions].join('')}${text}`;
}

interface UsedColumn extends PlanColumn {
  readonly index: number;
}

/** Those whose name stands in the text or in the result; all where a query can use columns without naming them. */
function usedColumns({ columns }: Table, { text, output, functions }: QueryWithData): readonly UsedColumn[] {
  const all = columns.map((column, index) => ({ ...column, index }));
  const written = [text, ...functions].join('\n');
  if (USES_ALL.test(written)) return all;
  const names = new Set(written.match(/\w+/g));
  for (const { name } of output) names.add(name);
  const used = all.filter(({ name }) => names.has(name));
  // A datatable must have a column, even for `count`.
  return used.length > 0 ? used : all.slice(0, 1);
}

const USES_ALL =
  /\b(search|find|pack_all|getschema|narrow|bag_unpack)\b|\w\*|\*\w|\*\s*(has|contains|startswith|endswith|matches|hasprefix|hassuffix|[=!]|in\b)/;

interface Room {
  readonly used: readonly UsedColumn[];
  readonly maxRows: number;
  readonly maxLength: number;
}

function newestRows({ columns, rows }: Table, { used, maxRows, maxLength }: Room) {
  const time = columns.findIndex(({ name }) => name === 'TimeGenerated');
  const newestFirst = [...rows.keys()].sort((a, b) => compareTimes(rows[b]?.[time], rows[a]?.[time]) || a - b);
  const taken: number[] = [];
  let length = 0;
  for (const index of newestFirst) {
    const row = rows[index] ?? [];
    length += datatable(used, [row]).length - datatable(used, []).length + 1;
    if (taken.length >= maxRows || (length > maxLength && taken.length > 0)) break;
    taken.push(index);
  }
  const remark =
    taken.length === rows.length
      ? `all ${rows.length} records.`
      : `only the newest ${taken.length} of ${rows.length} records.`;
  return { rows: taken.sort((a, b) => a - b).map((index) => rows[index] ?? []), remark };
}

function compareTimes(a: Row[number] | undefined, b: Row[number] | undefined): number {
  const known = (cell: Row[number] | undefined) => typeof cell === 'number' || typeof cell === 'bigint';
  if (!known(a) || !known(b)) return Number(known(a)) - Number(known(b));
  return Number(a) - Number(b);
}

function datatable(used: readonly UsedColumn[], rows: readonly Row[]): string {
  const { head, row: write, between, tail } = rowFormats.datatable(used);
  return head + rows.map((row) => write(used.map(({ index }) => row[index] ?? null))).join(between) + tail;
}
