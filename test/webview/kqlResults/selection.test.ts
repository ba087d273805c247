import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeResultsHost } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, focused, openResults, selected, title } from './resultsPage.ts';
import { auditTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

/** Presses the keys one after the other. */
async function press(page: { keyboard: { press(key: string): Promise<void> } }, ...keys: readonly string[]) {
  for (const key of keys) await page.keyboard.press(key);
}

describe('selecting', () => {
  test('by keyboard: cells, rows, columns, all, and none of the header', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(1000)));
    await (await cell(page, 2, 'Category')).click();
    expect(await selected(page)).toEqual([2, 2, 2, 2]);
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight');
    expect(await selected(page)).toEqual([2, 3, 2, 4]);
    expect(await focused(page)).toEqual([3, 4]);
    await press(page, 'Shift+Control+Home');
    expect(await selected(page)).toEqual([0, 2, 0, 2]);
    await press(page, 'Shift+ArrowUp');
    expect(await focused(page)).toEqual([0, 0]);
    await press(page, 'ArrowDown', 'Shift+Space');
    expect((await selected(page))?.slice(0, 3)).toEqual([1, 1, 0]);
    await press(page, 'Shift+ArrowDown');
    expect((await selected(page))?.slice(0, 3)).toEqual([1, 2, 0]);
    await press(page, 'ArrowDown', 'Control+Space');
    expect((await selected(page))?.slice(2)).toEqual([0, 0]);
    await expect.poll(() => page.locator('.figures').textContent()).toContain('Cells: 1,000');
    await press(page, 'Control+a');
    await expect.poll(() => page.locator('.figures').textContent()).toContain('Cells: 33,000');
    await press(page, 'ArrowDown');
    await expect.poll(() => page.locator('.figures').textContent()).toBe('');
  });

  test('by pointer: dragged, with Shift, by the numbers of rows and by titles', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(1000)));
    const from = await (await cell(page, 1, 'Summary')).boundingBox();
    const to = await (await cell(page, 4, 'AuthorDisplayName')).boundingBox();
    if (from === null || to === null) throw new Error('the cells are not to be seen');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 });
    await page.mouse.up();
    expect(await selected(page)).toEqual([1, 4, 1, 3]);
    await (await cell(page, 2, 'Category')).click({ modifiers: ['Shift'] });
    expect(await selected(page)).toEqual([1, 2, 1, 2]);
    await page.locator('.grid-number').getByText('3', { exact: true }).click();
    expect((await selected(page))?.slice(0, 3)).toEqual([2, 2, 0]);
    await page
      .locator('.grid-number')
      .getByText('5', { exact: true })
      .click({ modifiers: ['Shift'] });
    expect((await selected(page))?.slice(0, 3)).toEqual([2, 4, 0]);
    await title(page, 'Category').click({ modifiers: ['ControlOrMeta'] });
    expect((await selected(page))?.slice(2)).toEqual([2, 2]);
    expect(await title(page, 'Category').getAttribute('aria-sort')).toBe('none');
  });

  test('dragging beyond the lower edge scrolls and goes on selecting', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(1000)));
    const from = await (await cell(page, 0, 'Summary')).boundingBox();
    const grid = await page.getByRole('grid').boundingBox();
    if (from === null || grid === null) throw new Error('the grid is not to be seen');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 5, grid.y + grid.height + 15, { steps: 3 });
    await expect.poll(async () => (await focused(page))[0]).toBeGreaterThan(30);
    await page.mouse.up();
    const [row] = await focused(page);
    await expect.poll(() => page.locator('.figures').textContent()).toContain(`Cells: ${(row ?? 0) + 1}`);
  });

  test('figures of the selection stand in the line below', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(1000)));
    await (await cell(page, 0, 'Events')).click();
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
    // 0, 37, 74, 111 and a null.
    await expect
      .poll(() => page.locator('.figures > span').allTextContents())
      .toEqual(['Cells: 5', 'Not empty: 4', 'Sum: 222', 'Average: 55.5', 'Min: 0', 'Max: 111']);
    expect(await page.locator('.place').textContent()).toBe('Row 5 of 1,000 · Events');
  });

  test('copies what is selected, as it is shown: sorted and filtered', async () => {
    const host = fakeResultsHost(auditTable(1000));
    const { page } = await openResults(views, host);
    await title(page, 'Events').click();
    await (await cell(page, 999, 'Events')).waitFor({ state: 'detached' });
    await title(page, 'Events').click();
    await expect.poll(() => title(page, 'Events').getAttribute('aria-sort')).toBe('descending');
    await (await cell(page, 0, 'Events')).click();
    await press(page, 'Shift+ArrowDown', 'Control+c');
    await page.getByText('Copied 2 rows: Text').waitFor();
    const shown = [
      await (await cell(page, 0, 'Events')).textContent(),
      await (await cell(page, 1, 'Events')).textContent(),
    ];
    expect(host.clipboard).toBe(`text: ${shown.join('\n')}`);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('group', { name: 'Selection' }).getByRole('menuitem', { name: 'KQL datatable' }).click();
    await expect.poll(() => host.clipboard).toBe(`datatable: ${shown.join('\n')}`);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('group', { name: 'All rows' }).getByRole('menuitem', { name: 'CSV' }).click();
    await page.getByText('Copied 1,000 rows: CSV').waitFor();
    host.failures.set('copy', 'The rows are gone.');
    await page.getByRole('button', { name: 'Copy', exact: true }).press('ArrowDown');
    await press(page, 'Enter');
    await page.getByText('The rows are gone.').waitFor();
  });

  test('text that is marked in the open row is copied as such', async () => {
    const host = fakeResultsHost(auditTable(10));
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Summary')).dblclick();
    await page.locator('.row-cell .value').first().selectText();
    await page.locator('.row-cells').focus();
    await press(page, 'Control+c');
    expect(host.calls.filter(([name]) => name === 'copy')).toEqual([]);
  });

  test('while the rows are being sorted, what is copied is what is shown then', async () => {
    const host = fakeResultsHost(auditTable(1000));
    const { page } = await openResults(views, host);
    await (await cell(page, 3, 'Summary')).click();
    const gate = Promise.withResolvers<void>();
    host.gates.set('view', gate.promise);
    await title(page, 'Category').click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('group', { name: 'Selection' }).getByRole('menuitem', { name: 'Text' }).click();
    expect(host.clipboard).toBe('');
    host.gates.clear();
    gate.resolve();
    await page.getByText('Copied 1 row: Text').waitFor();
    expect(host.clipboard).toBe(`text: ${await (await cell(page, 0, 'Category')).textContent()}`);
  });
});
