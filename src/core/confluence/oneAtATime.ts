import { unlessAborted } from '../network/unlessAborted.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/**
 * Lets a site have one request at a time, whoever asks: a sync, a preview and a test may run side by side. Parallel
 * requests meet Atlassian's burst limits long before their number does (atlassian/atlassian-mcp-server#171).
 */
export function createTurns(): (http: ConfluenceHttp, site: string) => ConfluenceHttp {
  const last = new Map<string, Promise<unknown>>();
  return (http, site) => ({
    ...http,
    async getJson(path, signal) {
      const before = last.get(site);
      const mine = Promise.withResolvers<void>();
      // Whoever leaves the queue early keeps its place for those behind it.
      const turn = Promise.allSettled([before, mine.promise]);
      last.set(site, turn);
      try {
        await unlessAborted(Promise.resolve(before), signal);
        return await http.getJson(path, signal);
      } finally {
        mine.resolve();
        if (last.get(site) === turn) void turn.then(() => last.get(site) === turn && last.delete(site));
      }
    },
  });
}
