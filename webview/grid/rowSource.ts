import type { Outcome } from '../../src/protocol/rpc.ts';

/** One text for each column. */
export type Row = readonly string[];
export type FetchRows<R = Row> = (offset: number, count: number) => Promise<Outcome<readonly R[]>>;

/** The rows of one load, fetched from the host in chunks as they come into sight. */
export interface RowSource<R = Row> {
  /** The row, or undefined while it is not here. */
  row(index: number): R | undefined;
  /** Asks for the rows from first to last, both inclusive, and no longer for any asked for before. */
  want(first: number, last: number): void;
  /** Tries the failed chunks again. */
  retry(): void;
  /** Ends it: answers still under way are dropped. */
  dispose(): void;
}

export interface RowSourceOptions<R = Row> {
  readonly count: number;
  readonly fetch: FetchRows<R>;
  /** Rows that are here already: a whole chunk, which begins at this row. */
  readonly known?: { readonly offset: number; readonly rows: readonly R[] };
  readonly onRows: () => void;
  readonly onFailure: (message: string) => void;
}

export const CHUNK_ROWS = 200;
/** Enough for a fast scroll to stay fed; more would only queue up what is out of sight when it comes. */
const MAX_REQUESTS = 2;
const MAX_CHUNKS = 60;

export function rowSource<R = Row>({ count, fetch, known, onRows, onFailure }: RowSourceOptions<R>): RowSource<R> {
  /** By chunk number, the longest unused first. */
  const chunks = new Map<number, readonly R[]>();
  if (known !== undefined) chunks.set(Math.floor(known.offset / CHUNK_ROWS), known.rows);
  const underWay = new Set<number>();
  const failed = new Set<number>();
  let wanted: readonly number[] = [];
  let isDisposed = false;

  function pump(): void {
    for (const chunk of wanted) {
      if (underWay.size >= MAX_REQUESTS) return;
      if (!chunks.has(chunk) && !underWay.has(chunk) && !failed.has(chunk)) void load(chunk);
    }
  }

  async function load(chunk: number): Promise<void> {
    underWay.add(chunk);
    const offset = chunk * CHUNK_ROWS;
    const outcome = await fetch(offset, Math.min(CHUNK_ROWS, count - offset));
    if (isDisposed) return;
    underWay.delete(chunk);
    if (outcome.ok) {
      chunks.set(chunk, outcome.value);
      forget();
      onRows();
    } else {
      failed.add(chunk);
      onFailure(outcome.message);
    }
    pump();
  }

  /** Keeps memory bounded however far one scrolls. */
  function forget(): void {
    for (const chunk of chunks.keys()) {
      if (chunks.size <= MAX_CHUNKS) return;
      if (!wanted.includes(chunk)) chunks.delete(chunk);
    }
  }

  return {
    row: (index) => chunks.get(Math.floor(index / CHUNK_ROWS))?.[index % CHUNK_ROWS],
    want(first, last) {
      const from = Math.floor(first / CHUNK_ROWS);
      const to = Math.floor(last / CHUNK_ROWS);
      wanted = Array.from({ length: to - from + 1 }, (_, step) => from + step);
      for (const chunk of wanted) touch(chunks, chunk);
      pump();
    },
    retry() {
      failed.clear();
      pump();
    },
    dispose() {
      isDisposed = true;
    },
  };
}

/** Moves the entry to the end of the map's order. */
function touch<K, V>(map: Map<K, V>, key: K): void {
  const value = map.get(key);
  if (value === undefined) return;
  map.delete(key);
  map.set(key, value);
}
