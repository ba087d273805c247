import type { EngineNews } from './engineRequest.ts';

/** Tells how far a request is ten times a second at most, and everything else at once. */
export function tellSeldom(tell: (news: EngineNews) => void) {
  let latest: EngineNews | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tellLatest = (): void => {
    timer = undefined;
    if (latest === undefined) return;
    tell(latest);
    latest = undefined;
    timer = setTimeout(tellLatest, PAUSE_MS);
  };
  return {
    tell(news: EngineNews): void {
      if (news.kind !== 'progress' && news.kind !== 'counted') {
        tell(news);
        return;
      }
      latest = news;
      if (timer === undefined) tellLatest();
    },
    /** Tells what was held back; to be called at the end. */
    flush(): void {
      clearTimeout(timer);
      if (latest !== undefined) tell(latest);
      latest = undefined;
    },
  };
}

const PAUSE_MS = 100;
