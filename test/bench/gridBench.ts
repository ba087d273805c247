import { installChromium } from '../vscode/chromium.ts';
import { fakeResultsHost, infoOf } from '../webview/fakeResultsHost.ts';
import { cell, elementCount, openResults } from '../webview/kqlResults/resultsPage.ts';
import { auditTable } from '../webview/kqlResults/resultTables.ts';
import { firstPaintMs, scroll, watchFirstPaint } from '../webview/kqlResults/watchPage.ts';
import { launchViews } from '../webview/viewBrowser.ts';
import { table } from './table.ts';

const ROUNDS = 3;
const SIZE = { width: 1280, height: 800 };

/** The grid of results with so many rows of 33 columns, in Chromium. */
export async function benchGrid(count: number): Promise<string> {
  await installChromium();
  const views = await launchViews();
  try {
    const rows = auditTable(count);
    const paints: number[] = [];
    const tasks: number[] = [];
    let most = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const host = fakeResultsHost(rows);
      host.state = { kind: 'nothing' };
      const { page, emit } = await openResults(views, host, SIZE);
      await watchFirstPaint(page);
      await emit('state', { kind: 'result', result: infoOf(rows) });
      paints.push(await firstPaintMs(page));
      await (await cell(page, 0, 'Summary')).waitFor();
      const scrolled = await scroll(page);
      tasks.push(scrolled.longestMs);
      most = Math.max(most, scrolled.most, await elementCount(page));
      await page.close();
    }
    const each = (values: readonly number[]): string => values.map((ms) => ms.toFixed(0)).join(', ');
    return table([
      ['first paint after the rows came', `${each(paints)} ms`],
      ['longest task while scrolling', `${each(tasks)} ms`],
      ['elements', String(most)],
    ]);
  } finally {
    await views.close();
  }
}
