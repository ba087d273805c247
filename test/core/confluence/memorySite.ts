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
      const [from, to, start] = ['startDate', 'endDate', 'start'].map((name) => Number(asked.get(name)));
      const inside = records.filter(({ creationDate: at }) => at === null || (at >= (from ?? 0) && at <= (to ?? 0)));
      starts.push(start ?? 0);
      const results = inside.slice(start, (start ?? 0) + pageCap);
      const isLast = (start ?? 0) + results.length >= inside.length;
      return { results, limit: pageCap, size: results.length, _links: isLast ? {} : { next: 'more' } };
    },
    lastAnswer: () => ({ receivedAtMs: 0, siteTimeMs, rateLimit: {}, retryAfterMs: undefined }),
    close: async () => undefined,
  };
}
