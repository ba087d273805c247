import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeResultsHost } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, focused, openResults, title } from './resultsPage.ts';
import { auditTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const focusedText = (page: Page) =>
  page.evaluate(() => document.activeElement?.querySelector('.json-line')?.textContent ?? '');

describe('the open row', () => {
  test('shows every value whole, null and empty each in their way, and follows the focus', async () => {
    const long = 'long text '.repeat(100);
    const table = {
      columns: ['A', 'B', 'C'].map((name) => ({ name, type: 'string' })),
      rows: [
        [long, '', null],
        ['x', 'y', 'z'],
      ],
    };
    const { page } = await openResults(views, fakeResultsHost(table));
    await (await cell(page, 0, 'A')).click();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Row 1' }).waitFor();
    expect(await page.locator('.row-cell dd').allTextContents()).toEqual([long, 'empty', 'null']);
    expect(await page.locator('.no-value').count()).toBe(2);
    expect(await focused(page)).toEqual([0, 0]);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Row 2' }).waitFor();
    expect(await page.locator('.row-cell dd').allTextContents()).toEqual(['x', 'y', 'z']);
    expect(await page.locator('[role=row][aria-current=true]').getAttribute('aria-rowindex')).toBe('3');
    await page.keyboard.press('Escape');
    expect(await page.locator('.row-detail').isVisible()).toBe(false);
    expect(await focused(page)).toEqual([1, 0]);
  });

  test('stays with the first row after sorting, and shows that row', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(100)));
    await (await cell(page, 2, 'Events')).dblclick();
    await page.getByRole('heading', { name: 'Row 3' }).waitFor();
    await title(page, 'Events').click();
    await page.getByRole('heading', { name: 'Row 1' }).waitFor();
    await expect.poll(() => page.locator('.row-cell dd').nth(5).textContent()).toBe('null');
  });

  test('a failure is said in its place', async () => {
    const host = fakeResultsHost(auditTable(10));
    host.failures.set('detail', 'The row is gone.');
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Events')).dblclick();
    await page.locator('.row-detail').getByText('The row is gone.').waitFor();
    await page.getByRole('button', { name: 'Close row' }).click();
    expect(await focused(page)).toEqual([0, 5]);
  });
});

describe('the tree of a dynamic value', () => {
  test('is walked through, opened and closed by keyboard', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(10)));
    await (await cell(page, 0, 'Events')).dblclick();
    const tree = page.getByRole('tree', { name: 'ChangedValues' });
    await tree.waitFor();
    expect(await tree.locator('[tabindex="0"]').count()).toBe(1);
    await tree.getByRole('treeitem').first().focus();
    const steps: readonly (readonly [key: string, text: string])[] = [
      ['ArrowDown', 'nameSpace'],
      ['End', 'nested{ depth }'],
      ['ArrowRight', 'nested{ depth }'],
      ['ArrowRight', 'depth{ of }'],
      ['Enter', 'depth{ of }'],
      ['ArrowDown', 'of[ 3 ]'],
      ['ArrowLeft', 'depth{ of }'],
      ['ArrowLeft', 'depth{ of }'],
      ['ArrowLeft', 'nested{ depth }'],
      ['ArrowLeft', 'nested{ depth }'],
      ['ArrowDown', 'nested{ depth }'],
      ['Home', '0{ name, oldValue, newValue, nested }'],
    ];
    for (const [key, text] of steps) {
      await page.keyboard.press(key);
      expect([key, await focusedText(page)]).toEqual([key, text]);
    }
    expect(await tree.locator('[tabindex="0"]').count()).toBe(1);
  });

  test('keeps the digits of a long, and shows a thousand entries step by step', async () => {
    const table = {
      columns: [{ name: 'D', type: 'dynamic' }],
      rows: [[Array.from({ length: 1000 }, (_, index) => index)]],
    };
    const host = fakeResultsHost(table);
    const detail = host.handlers.detail;
    const handlers = {
      ...host.handlers,
      detail: {
        ...detail,
        run: () => ({
          cells: [
            { name: 'D', type: 'dynamic', text: '…', json: JSON.stringify(table.rows[0]?.[0]) },
            { name: 'E', type: 'dynamic', text: '…', json: '{"id":9007199254740993,"<b>":"\\u202e"}' },
            { name: 'F', type: 'dynamic', text: '{"cut', json: '{"cut' },
          ],
        }),
      },
    };
    const { page } = await openResults(views, host, { handlers });
    await (await cell(page, 0, 'D')).dblclick();
    await page.getByText('9007199254740993').waitFor();
    expect(await page.getByRole('tree', { name: 'E' }).textContent()).toContain('<b>\\u202e');
    expect(await page.getByText('{"cut').isVisible()).toBe(true);
    const list = page.getByRole('tree', { name: 'D' });
    expect(await list.getByRole('treeitem').count()).toBe(101);
    await list.getByText('900 more').click();
    expect(await list.getByRole('treeitem').count()).toBe(201);
    expect(await focusedText(page)).toBe('100100');
  });
});
