import type {
  PreviewColumn,
  PreviewLoaded,
  PreviewQuery,
  PreviewRecord,
  PreviewState,
  RecordPreviewCalls,
} from '../../src/protocol/recordPreview.ts';
import type { Handler, Handlers } from '../../src/protocol/rpc.ts';

/** The host side of the preview, with as many records as wanted; each record can be told by its number. */
export interface FakePreviewHost {
  readonly handlers: Handlers<RecordPreviewCalls>;
  readonly queries: readonly PreviewQuery[];
  readonly rowCalls: readonly { readonly offset: number; readonly count: number }[];
  readonly recordCalls: readonly number[];
  readonly copies: readonly { readonly index: number; readonly form: string }[];
  cancels: number;
  /** What the next loads give. */
  loaded: PreviewLoaded;
  /** Waited for by loads, rows and records, as long as it is set. */
  gate: { load: Promise<void>; rows: Promise<void>; record: Promise<void> };
  /** The sentence that the calls of this name fail with. */
  failures: Map<string, string>;
  /** Told apart from the records of another load by this. */
  label: string;
  /** Replaces the text of one cell. */
  cellOverride: ((index: number, column: string) => string | undefined) | undefined;
}

export const COLUMNS: readonly PreviewColumn[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'AuthorDisplayName', type: 'string' },
  { name: 'Summary', type: 'string' },
  { name: 'Category', type: 'string' },
  { name: 'AffectedObjectName', type: 'string' },
  { name: 'RemoteAddress', type: 'string' },
  { name: 'SysAdmin', type: 'boolean' },
  { name: 'CreationDate', type: 'long' },
  { name: 'ChangedValues', type: 'dynamic' },
  ...Array.from({ length: 24 }, (_, index): PreviewColumn => ({ name: `Extra${index + 1}`, type: 'string' })),
];

const NEWEST_MS = Date.UTC(2026, 10, 22, 9, 15, 3, 123);

export const ORGANIZATION: PreviewState = {
  organization: 'Acme',
  site: 'https://acme.atlassian.net',
  columns: COLUMNS,
  query: { range: 'last24Hours', fromMs: undefined, toMs: undefined, search: '' },
  maxRecords: 100_000,
  loaded: undefined,
};

export function loadedOf(count: number, more: Partial<PreviewLoaded> = {}): PreviewLoaded {
  const toMs = NEWEST_MS;
  const range = { fromMs: toMs - 86_400_000, toMs };
  return { count, complete: true, unreadable: 0, drift: [], ...range, superseded: false, ...more };
}

export function fakePreviewHost(count: number, state: PreviewState = ORGANIZATION): FakePreviewHost {
  const queries: PreviewQuery[] = [];
  const rowCalls: { offset: number; count: number }[] = [];
  const recordCalls: number[] = [];
  const copies: { index: number; form: string }[] = [];
  const none = Promise.resolve();
  const failing = <P, R>(name: string, handler: Handler<P, R>): Handler<P, R> => ({
    parse: handler.parse,
    run: (params) => {
      const failure = host.failures.get(name);
      if (failure !== undefined) throw new Error(failure);
      return handler.run(params);
    },
  });
  const host: FakePreviewHost = {
    queries,
    rowCalls,
    recordCalls,
    copies,
    cancels: 0,
    loaded: loadedOf(count),
    gate: { load: none, rows: none, record: none },
    failures: new Map(),
    label: 'record',
    cellOverride: undefined,
    handlers: {
      ready: failing('ready', { parse: parseNothing, run: () => state }),
      load: failing('load', {
        parse: (params) => params as PreviewQuery,
        run: async (query) => {
          queries.push(query);
          const { loaded } = host;
          await host.gate.load;
          return loaded;
        },
      }),
      cancel: {
        parse: parseNothing,
        run: () => {
          host.cancels++;
          return undefined;
        },
      },
      rows: failing('rows', {
        parse: (params) => params as { offset: number; count: number },
        run: async ({ offset, count: wanted }) => {
          rowCalls.push({ offset, count: wanted });
          const rows = Array.from({ length: wanted }, (_, index) => row(offset + index, host));
          await host.gate.rows;
          return { offset, rows };
        },
      }),
      record: failing('record', {
        parse: (params) => params as { index: number },
        run: async ({ index }) => {
          recordCalls.push(index);
          const answer = record(index, host);
          await host.gate.record;
          return answer;
        },
      }),
      copyRecord: {
        parse: (params) => params as { index: number; form: 'raw' | 'mapped' },
        run: (copy) => {
          copies.push(copy);
          return undefined;
        },
      },
    },
  };
  return host;
}

function cell(index: number, column: PreviewColumn, host: FakePreviewHost): string {
  const override = host.cellOverride?.(index, column.name);
  if (override !== undefined) return override;
  if (column.type === 'datetime') return new Date(NEWEST_MS - index * 1000).toISOString();
  if (column.name === 'Summary') return `${host.label} ${index}`;
  return `${column.name.toLowerCase()} ${index}`;
}

function row(index: number, host: FakePreviewHost): readonly string[] {
  return COLUMNS.map((column) => cell(index, column, host));
}

function record(index: number, host: FakePreviewHost): PreviewRecord {
  const fields = COLUMNS.map((column) => [column.name, cell(index, column, host)] as const);
  return {
    raw: JSON.stringify({ number: index, ...Object.fromEntries(fields) }, undefined, 2),
    mapped: COLUMNS.map((column) => ({
      name: column.name,
      type: column.type,
      value: JSON.stringify(cell(index, column, host)),
    })),
  };
}

function parseNothing(params: unknown): undefined {
  if (params !== undefined && params !== null) throw new TypeError('no parameters expected');
}
