import { createHash } from 'node:crypto';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { type SampleRecord, type SampleSpread, spreadSampleRecords } from '../../src/core/audit/sampleRecords.ts';

export interface RecordQuery {
  readonly window: AuditWindow;
  /** How many of the first, in this order, to leave out. */
  readonly start: number;
  readonly limit: number;
  /** Only records in whose text this occurs, whatever its case. */
  readonly search?: string;
  /** Default: newest first. Shuffled is always the same way. */
  readonly order?: 'newestFirst' | 'oldestFirst' | 'shuffled' | undefined;
}

export interface RecordPage {
  /** The records as JSON. */
  readonly json: readonly string[];
  /** All records that fit the query, on whatever page. */
  readonly total: number;
}

/** Any number of records in little memory: invented ones are made anew whenever a page needs them, unless `light`. */
export interface RecordStore {
  readonly count: () => number;
  readonly add: (records: readonly SampleRecord[]) => void;
  readonly page: (query: RecordQuery) => RecordPage;
  /** As JSON, oldest first. */
  readonly oldestFirst: () => Iterable<string>;
}

export function createRecordStore(
  spread: SampleSpread,
  { light = false }: { readonly light?: boolean } = {},
): RecordStore {
  const chunks = createChunks(spread);
  const cache = new Map<Chunk, LoadedChunk>();
  const cachedChunks = light ? chunks.length : CACHED_CHUNKS;

  const load = (chunk: Chunk): LoadedChunk => {
    const loaded = cache.get(chunk) ?? loadChunk(chunk);
    // The map keeps the order of insertion: the first is the one not used for longest.
    cache.delete(chunk);
    cache.set(chunk, loaded);
    const oldest = cache.keys().next().value;
    if (cache.size > cachedChunks && oldest !== undefined) cache.delete(oldest);
    return loaded;
  };

  // The part of a chunk that fits: from and to are positions, the second excluded.
  const fitting = (chunk: Chunk, { fromMs, toMs }: AuditWindow): { from: number; to: number } => {
    if (chunk.fromMs > toMs || chunk.toMs < fromMs) return { from: 0, to: 0 };
    if (fromMs <= chunk.fromMs && chunk.toMs <= toMs) return { from: 0, to: chunk.made.count + chunk.added.length };
    const { times } = load(chunk);
    return { from: firstNotBefore(times, fromMs), to: firstNotBefore(times, toMs + 1) };
  };

  // Looks at every record of the window.
  const searched = (query: RecordQuery): RecordPage => {
    const search = query.search?.toLowerCase() ?? '';
    const found: string[] = [];
    for (const chunk of chunks.toReversed()) {
      const { from, to } = fitting(chunk, query.window);
      if (from === to) continue;
      found.push(
        ...load(chunk)
          .json.slice(from, to)
          .reverse()
          .filter((text) => text.toLowerCase().includes(search)),
      );
    }
    const ordered = inOrder(found, query.order);
    return { json: ordered.slice(query.start, query.start + query.limit), total: found.length };
  };

  if (light) for (const chunk of chunks) load(chunk);
  return {
    count: () => chunks.reduce((sum, chunk) => sum + chunk.made.count + chunk.added.length, 0),
    add: (records) => {
      for (const record of records) {
        const chunk = chunks.find(({ toMs }) => record.creationDate <= toMs);
        if (chunk === undefined) throw new RangeError('The record has no time.');
        chunk.added.push({ timeMs: record.creationDate, json: JSON.stringify(record) });
        cache.delete(chunk);
      }
    },
    page: (query) => {
      if (query.search || (query.order ?? 'newestFirst') !== 'newestFirst') return searched(query);
      const json: string[] = [];
      let total = 0;
      for (const chunk of chunks.toReversed()) {
        const { from, to } = fitting(chunk, query.window);
        const newest = to - Math.max(0, query.start - total);
        const oldest = Math.max(from, newest - (query.limit - json.length));
        if (newest > oldest) json.push(...load(chunk).json.slice(oldest, newest).reverse());
        total += to - from;
      }
      return { json, total };
    },
    *oldestFirst() {
      for (const chunk of chunks) yield* load(chunk).json;
    },
  };
}

interface Chunk {
  readonly fromMs: number;
  readonly toMs: number;
  readonly made: { readonly count: number; readonly records: () => readonly SampleRecord[] };
  readonly added: { readonly timeMs: number; readonly json: string }[];
}

interface LoadedChunk {
  /** Oldest first, as `json` is. */
  readonly times: readonly number[];
  readonly json: readonly string[];
}

// About a hundred thousand records, or eighty megabytes.
const CACHED_CHUNKS = 200;

// One chunk more on either side takes what is added before and after.
function createChunks(spread: SampleSpread): readonly Chunk[] {
  const nothing = { count: 0, records: () => [] };
  const { fromMs, toMs } = spread.window;
  return [
    { fromMs: Number.NEGATIVE_INFINITY, toMs: fromMs - 1, made: nothing, added: [] },
    ...spreadSampleRecords(spread).map(({ window, ...made }) => ({ ...window, made, added: [] })),
    { fromMs: toMs + 1, toMs: Number.POSITIVE_INFINITY, made: nothing, added: [] },
  ];
}

function loadChunk({ made, added }: Chunk): LoadedChunk {
  const entries = made.records().map((record) => ({ timeMs: record.creationDate, json: JSON.stringify(record) }));
  // The sort is stable: among records of one millisecond, the added ones are the newest.
  const all = added.length === 0 ? entries : [...entries, ...added].sort((a, b) => a.timeMs - b.timeMs);
  return { times: all.map(({ timeMs }) => timeMs), json: all.map((entry) => entry.json) };
}

function inOrder(newestFirst: readonly string[], order: RecordQuery['order']): readonly string[] {
  if (order === 'oldestFirst') return newestFirst.toReversed();
  if (order !== 'shuffled') return newestFirst;
  // By a hash: a record's place does not change when others arrive, except that they come in between.
  const hashed = newestFirst.map((text) => ({ text, hash: createHash('md5').update(text).digest('hex') }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash))).map(({ text }) => text);
}

function firstNotBefore(times: readonly number[], timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
