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

const items = (page: Page) => page.getByRole('menu').locator('[role^=menuitem]');
const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the menu of a cell', () => {
  test('opens at the pointer and by the keys for it, is walked through, and gives the focus back', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(100)));
    await (await cell(page, 1, 'Category')).click({ button: 'right' });
    await page.getByRole('menu', { name: 'Category' }).waitFor();
    expect(await focused(page)).not.toEqual([1, 2]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
    expect(await focused(page)).toEqual([1, 2]);
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await page.keyboard.press(key);
      await page.getByRole('menu').waitFor();
      expect(await page.getByRole('menu').count()).toBe(1);
      expect(await focusedText(page)).toBe('CopyCtrl+C');
      await page.keyboard.press('ArrowDown');
      expect(await focusedText(page)).toBe('Include in query');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      expect(await focusedText(page)).toBe('KQL in (…)');
      await page.keyboard.press('h');
      expect(await focusedText(page)).toBe('Hide column');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toEqual([1, 2]);
    }
    await page.keyboard.press('Shift+F10');
    const keys = (name: string) => page.getByRole('menuitem', { name }).first().getAttribute('aria-keyshortcuts');
    expect(await keys('Copy')).toBe('Control+C');
    await page.mouse.click(5, 270);
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  test('stays inside a low panel', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(100)));
    await (await cell(page, 7, 'Category')).click({ button: 'right' });
    const box = await page.getByRole('menu').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(280);
  });

  test('writes a step into the query for the cell as the view shows it', async () => {
    const host = fakeResultsHost(auditTable(100));
    const { page } = await openResults(views, host);
    await title(page, 'TimeGenerated').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await expect.poll(() => title(page, 'TimeGenerated').count()).toBe(0);
    await (await cell(page, 2, 'Category')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Exclude from query' }).click();
    await page.getByText('Written into the query.').waitFor();
    await (await cell(page, 2, 'Summary')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Include in query' }).click();
    const steps = () => host.calls.filter(([name]) => name === 'filterQuery').map(([, params]) => params);
    await expect.poll(steps).toEqual([
      { id: 1, row: 2, column: 1, exclude: true },
      { id: 1, row: 2, column: 0, exclude: false },
    ]);
  });

  test('filters by the value, but not by none', async () => {
    const host = fakeResultsHost(auditTable(100));
    const { page } = await openResults(views, host);
    await (await cell(page, 1, 'Category')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter by this value' }).click();
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('20 of 100 rows');
    expect(await page.getByRole('textbox', { name: 'Filter Category' }).inputValue()).toBe('Spaces');
    await page.getByRole('textbox', { name: 'Filter Category' }).fill('');
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('100 rows');
    for (const [row, column] of [
      [3, 'Summary'],
      [4, 'Events'],
    ] as const) {
      await (await cell(page, row, column)).click({ button: 'right' });
      const item = page.getByRole('menuitem', { name: 'Filter by this value' });
      expect(await item.getAttribute('aria-disabled')).toBe('true');
      await page.keyboard.press('Escape');
    }
  });
});

test('the menu of a title sorts, filters, selects and moves', async () => {
  const { page } = await openResults(views, fakeResultsHost(auditTable(100)));
  await (await cell(page, 0, 'TimeGenerated')).click();
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toEqual([-1, 0]);
  await page.keyboard.press('Shift+F10');
  expect(await items(page).allTextContents()).toContain('Move right' + 'Ctrl+Shift+Right');
  expect(await page.getByRole('menuitem', { name: 'Move left' }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('menuitem', { name: 'Sort descending' }).click();
  await expect.poll(() => title(page, 'TimeGenerated').getAttribute('aria-sort')).toBe('descending');
  expect(await focused(page)).toEqual([-1, 0]);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Filter…' }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Filter TimeGenerated: contains',
  );
  await page.keyboard.press('Escape');
  expect(await focused(page)).toEqual([-1, 0]);
});

test.each([920, 480])('in a page %d wide the menu of 33 columns is in it, with what restores them', async (width) => {
  const { page } = await openResults(views, fakeResultsHost(auditTable(20)), { width, height: 225 });
  await (await cell(page, 0, 'Summary')).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  const inPage = async (of: ReturnType<typeof items>) => {
    const box = await of.boundingBox();
    if (box === null) throw new Error('it is not shown');
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(225);
  };
  await inPage(page.getByRole('menu'));
  for (const name of ['Show all columns', 'Restore order']) await inPage(page.getByRole('menuitem', { name }));
  // Nothing has to be scrolled aside, which a wheel does not do.
  expect(
    await page
      .locator('.menu-group')
      .first()
      .evaluate((group) => group.scrollWidth - group.clientWidth),
  ).toBe(0);
  await page.getByRole('menuitemcheckbox', { name: 'Extra24' }).focus();
  await inPage(page.getByRole('menuitemcheckbox', { name: 'Extra24' }));
});

test('the button of the columns says how many are hidden', async () => {
  const { page } = await openResults(views, fakeResultsHost(auditTable(20)));
  const button = page.getByRole('button', { name: 'Columns' });
  await (await cell(page, 0, 'Summary')).waitFor();
  expect(await button.getAttribute('aria-label')).toBe('Columns');
  await button.click();
  await page.getByRole('menuitemcheckbox', { name: 'Summary' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Score' }).click();
  await expect.poll(() => button.getAttribute('aria-label')).toBe('Columns, 2 hidden');
  await page.getByText('2 hidden', { exact: true }).waitFor();
  await page.getByRole('menuitem', { name: 'Show all columns' }).click();
  await expect.poll(() => button.getAttribute('aria-label')).toBe('Columns');
  expect(await page.getByText('hidden').filter({ visible: true }).count()).toBe(0);
});
