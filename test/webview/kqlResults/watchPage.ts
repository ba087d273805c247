import type { Page } from 'playwright-core';

/** How a page of results behaves while it is scrolled. */
export interface Scrolled {
  /** Milliseconds of the main thread's own time. */
  readonly longestMs: number;
  /** Elements in the page. */
  readonly most: number;
}

/** Scrolls far and near, down and aside, for 150 frames. */
export async function scroll(page: Page): Promise<Scrolled> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('there is no browser');
  const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  const most = await page.getByRole('grid').evaluate(async (grid) => {
    let most = 0;
    grid.scrollTo(0, 0);
    for (let step = 0; step < 150; step++) {
      grid.scrollTop += step % 3 === 0 ? 15_000 : 400;
      if (step % 10 === 9) grid.scrollLeft = (step * 37) % grid.scrollWidth;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      most = Math.max(most, document.querySelectorAll('*').length);
    }
    return most;
  });
  return { longestMs: longestTaskMs(await browser.stopTracing()), most };
}

interface Watched {
  rowsAt: number | undefined;
  painted: Promise<number>;
}

/** Begins to watch for the first rows to arrive, and for the frame in which they are painted. */
export function watchFirstPaint(page: Page): Promise<void> {
  return page.evaluate(() => {
    const watched = window as unknown as Watched;
    const listener = ({ data }: MessageEvent): void => {
      if (data.kind === 'reply' && Array.isArray(data.outcome.value?.rows)) watched.rowsAt ??= performance.now();
    };
    window.addEventListener('message', listener, { capture: true });
    watched.painted = new Promise((resolve) => {
      new MutationObserver((_, observer) => {
        if (document.querySelectorAll('.grid-body [role=gridcell]').length <= 50) return;
        observer.disconnect();
        // Its task comes after the frame that is being made.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      }).observe(document, { childList: true, subtree: true });
    });
  });
}

export function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const watched = window as unknown as Watched;
    const paintedAt = await watched.painted;
    return paintedAt - (watched.rowsAt ?? Number.NaN);
  });
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds that the thread worked, without what other processes took of its time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of the page's main thread. */
function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { readonly traceEvents: readonly TraceEvent[] };
  const isMain = (event: TraceEvent): boolean => event.name === 'thread_name' && event.args?.name === 'CrRendererMain';
  const threads = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid} ${tid}`));
  if (tasks.length < 150) throw new Error('The trace does not hold the scrolling.');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
