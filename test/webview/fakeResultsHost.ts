import type {
  ChartAnswer,
  ChartKind,
  CopyFormat,
  DetailCell,
  KqlResultsCalls,
  ResultColumn,
  ResultInfo,
  ResultRange,
  ResultState,
  ResultView,
  SelectionFigures,
} from '../../src/protocol/kqlResults.ts';
import type { Handler, Handlers } from '../../src/protocol/rpc.ts';

/** The host side of the results: it sorts, filters, counts and copies for real. */
export interface FakeResultsHost {
  readonly handlers: Handlers<KqlResultsCalls>;
  /** The names of the calls and what they were given, but for those of rows and views. */
  readonly calls: readonly (readonly [name: string, params: unknown])[];
  readonly views: readonly ResultView[];
  readonly rowCalls: readonly { readonly offset: number; readonly count: number }[];
  /** What was copied last, as text. */
  clipboard: string;
  /** What `ready` gives. */
  state: ResultState;
  /** The sentence that the calls of this name fail with. */
  readonly failures: Map<string, string>;
  /** Waited for by the calls of this name. */
  readonly gates: Map<string, Promise<void>>;
  /** What `chart` gives instead of what it makes of the rows. */
  chart: ((kind: ChartKind) => ChartAnswer) | undefined;
}

export type FakeValue = string | number | boolean | null | readonly unknown[] | { readonly [name: string]: unknown };

export interface FakeTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly FakeValue[])[];
}

export const QUERY = {
  text: 'ConfluenceAuditLogs_CL | take 100',
  file: 'hunt.kql',
  data: 'Sample organization',
  target: 'local',
} as const;

export function infoOf({ columns, rows }: FakeTable, more: Partial<ResultInfo> = {}): ResultInfo {
  return {
    id: 1,
    query: QUERY,
    columns,
    rowsIn: 100_000,
    rowsOut: rows.length,
    tookMs: 12.4,
    now: '2026-11-22T09:15:03.0000000Z',
    remark: undefined,
    render: undefined,
    ...more,
  };
}

export function fakeResultsHost(table: FakeTable, more: Partial<ResultInfo> = {}): FakeResultsHost {
  const calls: (readonly [string, unknown])[] = [];
  const views: ResultView[] = [];
  const rowCalls: { offset: number; count: number }[] = [];
  let view: ResultView = { sort: undefined, filters: [], columns: table.columns.map((_, index) => index) };
  let order: readonly number[] = table.rows.map((_, index) => index);
  const handler = <N extends keyof KqlResultsCalls & string>(
    name: N,
    run: (params: KqlResultsCalls[N]['params']) => KqlResultsCalls[N]['result'],
  ): Handler<KqlResultsCalls[N]['params'], KqlResultsCalls[N]['result']> => ({
    parse: (params) => params as KqlResultsCalls[N]['params'],
    run: async (params) => {
      if (name !== 'rows' && name !== 'view') calls.push([name, params]);
      const failure = host.failures.get(name);
      if (failure !== undefined) throw new Error(failure);
      const result = run(params);
      await host.gates.get(name);
      return result;
    },
  });
  const textAt = (row: number, column: number): string | null => textOf(valueAt(row, column));
  /** By their places in the view. */
  const valueAt = (row: number, column: number): FakeValue =>
    table.rows[order[row] ?? -1]?.[view.columns[column] ?? -1] ?? null;
  const rangeOf = (range: ResultRange | undefined): ResultRange =>
    range ?? { firstRow: 0, lastRow: order.length - 1, firstColumn: 0, lastColumn: view.columns.length - 1 };
  const host: FakeResultsHost = {
    calls,
    views,
    rowCalls,
    clipboard: '',
    state: { kind: 'result', result: infoOf(table, more) },
    failures: new Map(),
    gates: new Map(),
    chart: undefined,
    handlers: {
      ready: handler('ready', () => host.state),
      view: handler('view', ({ view: next }) => {
        views.push(next);
        view = next;
        order = look(table, next);
        return { rows: order.length };
      }),
      rows: handler('rows', ({ offset, count }) => {
        rowCalls.push({ offset, count });
        if (offset < 0 || count < 1 || count > 1000) throw new Error(`The host gives no ${count} rows at ${offset}.`);
        const places = Array.from({ length: Math.min(count, order.length - offset) }, (_, step) => offset + step);
        return { rows: places.map((row) => view.columns.map((_, column) => textAt(row, column))) };
      }),
      detail: handler('detail', ({ row }) => ({
        cells: table.columns.map(({ name, type }, column): DetailCell => {
          const value = table.rows[order[row] ?? -1]?.[column] ?? null;
          return { name, type, text: textOf(value), json: type === 'dynamic' ? JSON.stringify(value) : undefined };
        }),
      })),
      figures: handler('figures', ({ range }) => figuresOf(range, valueAt)),
      copy: handler('copy', ({ range, format }) => {
        const cells = rangeOf(range);
        host.clipboard = copyText(format, cells, textAt);
        return { rows: cells.lastRow - cells.firstRow + 1 };
      }),
      export: handler('export', () => true),
      filterQuery: handler('filterQuery', () => undefined),
      chart: handler('chart', ({ kind }) => host.chart?.(kind) ?? chartOf(kind, table)),
      stop: handler('stop', () => undefined),
      runAgain: handler('runAgain', () => undefined),
      showQuery: handler('showQuery', () => undefined),
      copyQueryWithData: handler('copyQueryWithData', () => true),
      runInWorkspace: handler('runInWorkspace', () => undefined),
    },
  };
  return host;
}

function textOf(value: FakeValue): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The numbers of the rows that are kept, in their order. */
function look({ rows }: FakeTable, { sort, filters }: ResultView): readonly number[] {
  const kept = rows
    .map((_, index) => index)
    .filter((index) =>
      filters.every(({ column, contains }) =>
        (textOf(rows[index]?.[column] ?? null) ?? '').toLowerCase().includes(contains.toLowerCase()),
      ),
    );
  if (sort === undefined) return kept;
  const sign = sort.descending ? -1 : 1;
  const value = (index: number): FakeValue => rows[index]?.[sort.column] ?? null;
  return kept.sort((one, other) => sign * compare(value(one), value(other)));
}

function compare(one: FakeValue, other: FakeValue): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function figuresOf(range: ResultRange, valueAt: (row: number, column: number) => FakeValue): SelectionFigures {
  const values: FakeValue[] = [];
  for (let row = range.firstRow; row <= range.lastRow; row++) {
    for (let column = range.firstColumn; column <= range.lastColumn; column++) values.push(valueAt(row, column));
  }
  const filled = values.filter((value) => value !== null && value !== '');
  const numbers = filled.filter((value) => typeof value === 'number');
  const isNumeric = numbers.length > 0 && numbers.length === filled.length;
  const sum = numbers.reduce((one, other) => one + other, 0);
  const figure = (value: number): string | undefined => (isNumeric ? String(value) : undefined);
  return {
    cells: values.length,
    nonEmpty: filled.length,
    sum: figure(sum),
    average: figure(sum / numbers.length),
    min: figure(Math.min(...numbers)),
    max: figure(Math.max(...numbers)),
  };
}

function copyText(
  format: CopyFormat,
  range: ResultRange,
  textAt: (row: number, column: number) => string | null,
): string {
  const lines: string[] = [];
  for (let row = range.firstRow; row <= range.lastRow; row++) {
    const texts: string[] = [];
    for (let column = range.firstColumn; column <= range.lastColumn; column++) texts.push(textAt(row, column) ?? '');
    lines.push(texts.join(format === 'csv' ? ',' : '\t'));
  }
  return `${format}: ${lines.join('\n')}`;
}

/** The first column as x, every column of numbers as a series. */
function chartOf(kind: ChartKind, { columns, rows }: FakeTable): ChartAnswer {
  const [first] = columns;
  const numeric = columns.flatMap(({ type }, index) => (type === 'long' && index > 0 ? [index] : []));
  if (first === undefined || numeric.length === 0) return { ok: false, reason: 'The result has no column of numbers.' };
  const x = rows.map((row) => row[0] ?? null);
  return {
    ok: true,
    chart: {
      kind,
      title: '',
      x: {
        name: first.name,
        type: first.type === 'datetime' ? 'time' : 'category',
        values: x.map((value) => (first.type === 'datetime' ? Date.parse(String(value)) : String(value))),
      },
      y: { name: columns[numeric[0] ?? 0]?.name ?? '' },
      series: numeric.map((column) => ({
        name: columns[column]?.name ?? '',
        values: rows.map((row) => {
          const value = row[column];
          return typeof value === 'number' ? value : null;
        }),
      })),
      isStacked: false,
      remark: undefined,
    },
  };
}
