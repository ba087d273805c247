import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakePreviewHost, loadedOf } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, elementCount, focused, openPreview, toolbarStatus } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('the grid of records', () => {
  test('100,000 records: shows the right ones at both ends, and keeps the page small', async () => {
    const host = fakePreviewHost(100_000);
    host.loaded = loadedOf(100_000, { complete: false, unreadable: 3 });
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await toolbarStatus(page)).toContain('newest 100,000 shown, more exist · 3 could not be understood');
    expect(await elementCount(page)).toBeLessThan(1000);
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await cell(page, 99_999, 'Summary').getByText('record 99999').waitFor();
    const [last, grid] = [
      await cell(page, 99_999, 'Summary').boundingBox(),
      await page.getByRole('grid').boundingBox(),
    ];
    if (last === null || grid === null) throw new Error('the last row is not to be seen');
    expect(last.y + last.height).toBeLessThanOrEqual(grid.y + grid.height);
    expect(await elementCount(page)).toBeLessThan(1000);
    // The rest of the columns, at the far right.
    await page.getByRole('grid').evaluate((node) => node.scrollTo(node.scrollWidth, node.scrollHeight));
    await cell(page, 99_999, 'Extra24').getByText('extra24 99999').waitFor();
    expect(await elementCount(page)).toBeLessThan(1000);
  });

  test('scrolling through 100,000 records lays out and makes little, and asks for no more rows than it shows', async () => {
    const host = fakePreviewHost(100_000);
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    /** How often the page was styled and laid out: once a frame, unless the code asks for places while it draws. */
    const counts = async (): Promise<readonly number[]> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return ['RecalcStyleCount', 'LayoutCount'].map((name) => metrics.find((each) => each.name === name)?.value ?? 0);
    };
    const before = await counts();
    const steps = 100;
    const { most, made } = await page.getByRole('grid').evaluate(async (grid, count) => {
      let [most, made] = [0, 0];
      const observer = new MutationObserver((changes) => {
        for (const { addedNodes } of changes) made += [...addedNodes].filter((node) => node instanceof Element).length;
      });
      observer.observe(grid, { childList: true, subtree: true });
      for (let step = 1; step <= count; step++) {
        grid.scrollTop = (grid.scrollHeight / count) * step;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, document.querySelectorAll('*').length);
      }
      return { most, made };
    }, steps);
    const after = await counts();
    const [styled, laidOut] = after.map((count, index) => count - (before[index] ?? 0));
    expect(styled).toBeLessThan(3 * steps);
    expect(laidOut).toBeLessThan(2 * steps);
    // Rows and cells are used again; anew they would be some hundred a step.
    expect(made).toBeLessThan(10 * steps);
    expect(most).toBeLessThan(1000);
    await cell(page, 99_999, 'Summary').getByText('record 99999').waitFor();
    const chunks = host.rowCalls.map((call) => call.offset);
    expect(new Set(chunks).size).toBe(chunks.length);
    expect(chunks.every((offset) => offset % 200 === 0)).toBe(true);
  });

  test('is walked through by keyboard', async () => {
    const host = fakePreviewHost(100_000);
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await page.locator('[role=gridcell][tabindex="0"]').count()).toBe(1);
    await cell(page, 0, 'TimeGenerated').focus();
    const steps: readonly (readonly [key: string, row: number, column: number])[] = [
      ['ArrowDown', 1, 0],
      ['ArrowRight', 1, 1],
      ['ArrowUp', 0, 1],
      ['ArrowUp', 0, 1],
      ['End', 0, 32],
      ['Home', 0, 0],
      ['ArrowLeft', 0, 0],
      ['Control+End', 99_999, 32],
      ['ArrowDown', 99_999, 32],
      ['Control+ArrowLeft', 99_999, 0],
      ['Control+Home', 0, 0],
      ['Control+ArrowDown', 99_999, 0],
      ['Control+ArrowUp', 0, 0],
    ];
    for (const [key, row, column] of steps) {
      await page.keyboard.press(key);
      expect([key, ...(await focused(page))]).toEqual([key, row, column]);
    }
    await page.keyboard.press('PageDown');
    const [page1] = await focused(page);
    expect(page1).toBeGreaterThan(10);
    expect(page1).toBeLessThan(60);
    await page.keyboard.press('PageUp');
    expect(await focused(page)).toEqual([0, 0]);
    expect(await page.locator('[role=gridcell][tabindex="0"]').count()).toBe(1);
  });

  test('the cell with the focus is in sight and keeps the focus when it is scrolled away', async () => {
    const { page } = await openPreview(views, fakePreviewHost(100_000));
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    await cell(page, 0, 'TimeGenerated').focus();
    await page.keyboard.press('Control+End');
    await cell(page, 99_999, 'Extra24').getByText('extra24 99999').waitFor();
    const [box, grid] = [await cell(page, 99_999, 'Extra24').boundingBox(), await page.getByRole('grid').boundingBox()];
    if (box === null || grid === null) throw new Error('the cell is not to be seen');
    expect(box.x + box.width).toBeLessThanOrEqual(grid.x + grid.width);
    expect(box.y + box.height).toBeLessThanOrEqual(grid.y + grid.height);
    await page.getByRole('grid').evaluate((node) => node.scrollTo(0, 0));
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await focused(page)).toEqual([99_999, 32]);
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toEqual([99_998, 32]);
  });

  test('the focus stays in its cell while that is scrolled out of sight, whichever way', async () => {
    const { page } = await openPreview(views, fakePreviewHost(1000));
    await cell(page, 20, 'Summary').getByText('record 20').waitFor();
    await cell(page, 20, 'Summary').focus();
    for (const top of [100, 300, 500, 900, 5000, 900, 500, 300, 100, 0]) {
      await page.getByRole('grid').evaluate((grid, to) => grid.scrollTo(0, to), top);
      await cell(page, Math.ceil(top / 22) + 3, 'Summary')
        .getByText('record')
        .waitFor();
      expect([top, ...(await focused(page))]).toEqual([top, 20, 2]);
    }
    const indexes = await page
      .locator('.grid-body [role=row]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
    expect(indexes).toEqual(indexes.toSorted((left, right) => left - right));
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toEqual([21, 2]);
  });
});
