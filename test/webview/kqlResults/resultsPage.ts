import type { Locator, Page } from 'playwright-core';
import type { KqlResultsCalls, KqlResultsEvents } from '../../../src/protocol/kqlResults.ts';
import type { FakeResultsHost } from '../fakeResultsHost.ts';
import type { OpenOptions, View, ViewBrowser } from '../viewBrowser.ts';

/** The size of VS Code's panel below an editor. */
const PANEL = { width: 1200, height: 280 };

export function openResults(
  views: ViewBrowser,
  host: FakeResultsHost,
  more: Partial<OpenOptions<KqlResultsCalls>> = {},
): Promise<View<KqlResultsEvents>> {
  return views.open<KqlResultsCalls, KqlResultsEvents>({
    view: 'kqlResults',
    handlers: host.handlers,
    ...PANEL,
    ...more,
  });
}

/** The title of a column. */
export function title(page: Pick<Page, 'locator'>, column: string): Locator {
  return page.locator(`[role=columnheader][aria-label^="${column}, "]`);
}

/** The cell of a row, by its place in the view (from 0) and the name of its column. */
export async function cell(page: Pick<Page, 'locator'>, row: number, column: string): Promise<Locator> {
  const colindex = await title(page, column).getAttribute('aria-colindex');
  const headers = await page.locator('.grid-header [role=row]').count();
  return page.locator(
    `.grid-body [role=row][aria-rowindex="${row + 1 + headers}"] [role=gridcell][aria-colindex="${colindex}"]`,
  );
}

export async function cellText(page: Pick<Page, 'locator'>, row: number, column: string): Promise<string | null> {
  return (await cell(page, row, column)).textContent();
}

/** The place of the cell that has the focus: row (-1 is the header) and column, both from 0. */
export function focused(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const active = document.activeElement;
    const headers = document.querySelectorAll('.grid-header [role=row]').length;
    const row = Number(active?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? Number.NaN);
    const isTitle = active?.getAttribute('role') === 'columnheader';
    return [isTitle ? -1 : row - 1 - headers, Number(active?.getAttribute('aria-colindex') ?? Number.NaN) - 1];
  });
}

/** The cells in the page that are selected, as rows from and to and columns from and to. */
export function selected(page: Page): Promise<readonly number[] | undefined> {
  return page.evaluate(() => {
    const headers = document.querySelectorAll('.grid-header [role=row]').length;
    const cells = [...document.querySelectorAll('[role=gridcell][aria-selected=true]')];
    if (cells.length === 0) return undefined;
    const rows = cells.map((each) => Number(each.parentElement?.getAttribute('aria-rowindex')) - 1 - headers);
    const columns = cells.map((each) => Number(each.getAttribute('aria-colindex')) - 1);
    return [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
  });
}

export function elementCount(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}
