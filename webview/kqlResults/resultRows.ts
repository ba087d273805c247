import type { KqlResultsCalls, KqlResultsEvents, ResultView } from '../../src/protocol/kqlResults.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { CHUNK_ROWS, type RowSource, rowSource } from '../grid/rowSource.ts';
import type { Host } from '../host.ts';
import { lastWanted } from '../ui/lastWanted.ts';

export type ResultsHost = Host<KqlResultsCalls, KqlResultsEvents>;
/** One text for each column of the view; null for Kusto's null. */
export type ResultRow = readonly (string | null)[];

/** The rows of a result as they are looked at now. The host holds them, and knows how. */
export interface ResultRows {
  /** The row, or undefined while it is not here. */
  row(index: number): ResultRow | undefined;
  want(first: number, last: number): void;
  /** Looks at the result in another way, beginning at this row; resolves once that is shown or has failed. */
  look(view: ResultView, row: number): Promise<void>;
  /** Resolves once what is shown and how the host looks at it are the same. */
  settled(): Promise<void>;
  dispose(): void;
}

export interface ResultRowsOptions {
  readonly host: ResultsHost;
  readonly id: number;
  /** The view is here, with so many rows. */
  readonly onLooked: (view: ResultView, count: number) => void;
  readonly onRows: () => void;
  readonly onFailure: (message: string, retry: () => void) => void;
}

interface Look {
  readonly view: ResultView;
  readonly row: number;
}

export function resultRows({ host, id, onLooked, onRows, onFailure }: ResultRowsOptions): ResultRows {
  let source: RowSource<ResultRow> | undefined;
  let underWay: Promise<void> = Promise.resolve();
  /** The host may look at the rows otherwise by now, so none of the old view are to be asked for. */
  let isStale = false;
  let isDisposed = false;

  async function fetch(offset: number, count: number): Promise<Outcome<readonly ResultRow[]>> {
    const outcome = await host.call('rows', { id, offset, count });
    return outcome.ok ? { ok: true, value: outcome.value.rows } : outcome;
  }

  const change = lastWanted<Look>(async ({ view, row }) => {
    isStale = true;
    const looked = await host.call('view', { id, view });
    const outcome = looked.ok ? await open(looked.value.rows, row) : looked;
    if (isDisposed) return;
    if (!outcome.ok) {
      onFailure(outcome.message, () => void rows.look(view, row));
      return;
    }
    isStale = false;
    onLooked(view, outcome.value);
  });

  /** Fetches what is seen first before anything of it is shown. Gives the number of rows. */
  async function open(count: number, row: number): Promise<Outcome<number>> {
    // The header is the row before the first.
    const offset = Math.floor(Math.max(0, Math.min(row, count - 1)) / CHUNK_ROWS) * CHUNK_ROWS;
    const first: Outcome<readonly ResultRow[]> =
      count === 0 ? { ok: true, value: [] } : await fetch(offset, Math.min(CHUNK_ROWS, count - offset));
    if (!first.ok) return first;
    source?.dispose();
    const opened: RowSource<ResultRow> = rowSource<ResultRow>({
      count,
      fetch,
      known: { offset, rows: first.value },
      onRows,
      onFailure: (message) => onFailure(message, opened.retry),
    });
    source = opened;
    return { ok: true, value: count };
  }

  const rows: ResultRows = {
    row: (index) => source?.row(index),
    want: (first, last) => {
      if (!isStale && !isDisposed) source?.want(first, last);
    },
    look: (view, row) => {
      underWay = change({ view, row });
      return underWay;
    },
    settled: () => underWay,
    dispose: () => {
      isDisposed = true;
      source?.dispose();
    },
  };
  return rows;
}
