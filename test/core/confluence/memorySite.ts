import type { ConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';

export interface MemoryRecord {
  readonly creationDate: number | null;
  readonly summary: string;
}

/** An audit log in whatever order it likes, for many small sites in little time. */
export interface MemorySite extends ConfluenceHttp {
  /** What pages are cut from. */
  readonly records: MemoryRecord[];
  /** One for each request: its offset. */
  readonly starts: number[];
}

export interface MemorySiteOptions {
  readonly records: readonly MemoryRecord[];
  readonly pageCap: number;
  /** Runs before each request is answered. */
  readonly beforeAnswer?: (request: number, records: MemoryRecord[]) => void;
  readonly siteTimeMs?: number;
}

export function createMemorySite({ records: first, pageCap, beforeAnswer, siteTimeMs }: MemorySiteOptions): MemorySite {
  const records = [...first];
  const starts: number[] = [];
  return {
    records,
    starts,
    async getJson(path, signal) {
      signal.throwIfAborted();
      beforeAnswer?.(starts.length, records);
      const asked = new URL(path, 'https://memory.example').searchParams;
      const [from = 0, to = 0, start = 0, limit = 0] = ['startDate', 'endDate', 'start', 'limit'].map((name) =>
        Number(asked.get(name)),
      );
      const cap = Math.min(limit, pageCap);
      const inside = records.filter(({ creationDate: at }) => at === null || (at >= from && at <= to));
      starts.push(start);
      const results = inside.slice(start, start + cap);
      const isLast = start + results.length >= inside.length;
      return { results, limit: cap, size: results.length, _links: isLast ? {} : { next: 'more' } };
    },
    lastAnswer: () => ({ receivedAtMs: 0, siteTimeMs, rateLimit: {}, retryAfterMs: undefined }),
    close: async () => undefined,
  };
}
