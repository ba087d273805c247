import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeResultsHost } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, openResults } from './resultsPage.ts';
import { auditTable } from './resultTables.ts';
import { scroll } from './watchPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const table = auditTable(100_000);
const SIZE = { width: 1280, height: 800 };

describe('100,000 rows of 33 columns', () => {
  test('take fewer than 1,000 elements, however they are scrolled', async () => {
    const { page } = await openResults(views, fakeResultsHost(table), SIZE);
    await (await cell(page, 0, 'Summary')).waitFor();
    await page.getByRole('button', { name: 'Filter' }).click();
    expect((await scroll(page)).most).toBeLessThan(1000);
  });

  test('the last row can be reached, and lies above the lower edge', async () => {
    const { page } = await openResults(views, fakeResultsHost(table));
    await (await cell(page, 0, 'Summary')).click();
    await page.keyboard.press('Control+End');
    await page.getByText('extra24 99999').waitFor();
    const [last, grid] = [
      await (await cell(page, 99_999, 'Extra24')).boundingBox(),
      await page.getByRole('grid').boundingBox(),
    ];
    if (last === null || grid === null) throw new Error('the last row is not to be seen');
    expect(last.y + last.height).toBeLessThanOrEqual(grid.y + grid.height);
    expect(last.x + last.width).toBeLessThanOrEqual(grid.x + grid.width);
  });
});
