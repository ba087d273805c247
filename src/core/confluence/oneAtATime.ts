import { unlessAborted } from '../network/unlessAborted.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';

/** Resolves when it is one's turn at a site, with what ends the turn; rejects with the signal's reason. */
export type TakeTurn = (site: string, signal: AbortSignal) => Promise<() => void>;

/** Gives turns, in the order in which they were asked for. */
export function createTurns(): TakeTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (site, signal) => {
    const before = last.get(site);
    const mine = Promise.withResolvers<void>();
    // Whoever leaves the queue early keeps its place for those behind it.
    const turn = Promise.allSettled([before, mine.promise]);
    last.set(site, turn);
    const end = (): void => {
      mine.resolve();
      void turn.then(() => last.get(site) === turn && last.delete(site));
    };
    try {
      await unlessAborted(Promise.resolve(before), signal);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  };
}

/**
 * Lets a site have one request at a time, whoever asks: a sync, a preview and a test may run side by side. Parallel
 * requests meet Atlassian's burst limits long before their number does (atlassian/atlassian-mcp-server#171).
 */
export function oneAtATime(http: ConfluenceHttp, site: string, takeTurn: TakeTurn): ConfluenceHttp {
  return {
    ...http,
    async getJson(path, signal) {
      const endTurn = await takeTurn(site, signal);
      try {
        return await http.getJson(path, signal);
      } finally {
        endTurn();
      }
    },
  };
}
