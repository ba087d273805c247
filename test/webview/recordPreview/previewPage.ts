import type { Locator, Page } from 'playwright-core';
import type { RecordPreviewCalls, RecordPreviewEvents } from '../../../src/protocol/recordPreview.ts';
import { COLUMNS, type FakePreviewHost } from '../fakePreviewHost.ts';
import type { OpenOptions, View, ViewBrowser } from '../viewBrowser.ts';

export function openPreview(
  views: ViewBrowser,
  host: FakePreviewHost,
  more: Partial<OpenOptions<RecordPreviewCalls>> = {},
): Promise<View<RecordPreviewEvents>> {
  return views.open<RecordPreviewCalls, RecordPreviewEvents>({
    view: 'recordPreview',
    handlers: host.handlers,
    ...more,
  });
}

/** The cell of a record, by its number (from 0) and the name of its column. */
export function cell(page: Page, index: number, column: string): Locator {
  const colindex = COLUMNS.findIndex((known) => known.name === column) + 1;
  return page.locator(`[role=row][aria-rowindex="${index + 2}"] [role=gridcell][aria-colindex="${colindex}"]`);
}

/** The cell that has the focus, as record number and column number, both from 0. */
export function focused(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const active = document.activeElement;
    const number = (element: Element | null | undefined, name: string) =>
      Number(element?.getAttribute(name) ?? Number.NaN);
    return [number(active?.closest('[role=row]'), 'aria-rowindex') - 2, number(active, 'aria-colindex') - 1];
  });
}

/** Whether the row of a record is in sight as a whole, below the header and above the grid's lower edge. */
export async function isRowInSight(page: Page, index: number): Promise<boolean> {
  return page.evaluate((rowindex) => {
    const row = document.querySelector(`[role=row][aria-rowindex="${rowindex}"]`)?.getBoundingClientRect();
    const header = document.querySelector('.grid-header')?.getBoundingClientRect();
    const grid = document.querySelector('[role=grid]');
    if (row === undefined || header === undefined || grid === null) return false;
    const bottom = grid.getBoundingClientRect().top + grid.clientTop + grid.clientHeight;
    return row.top >= header.bottom - 1 && row.bottom <= bottom;
  }, index + 2);
}

export function elementCount(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}

export function toolbarStatus(page: Page): Promise<string | null> {
  return page.locator('.toolbar [role=status]').textContent();
}
