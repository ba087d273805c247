import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousProblems } from '../axe.ts';
import { fakeResultsHost, QUERY } from '../fakeResultsHost.ts';
import { THEMES } from '../themes.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, openResults, title } from './resultsPage.ts';
import { auditTable, categoryTable, hourlyTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe.each(THEMES.flatMap((theme) => [[theme, 'none'] as const, [theme, 'active'] as const]))(
  'in the theme %s with forced colors %s',
  (theme, forcedColors) => {
    const options = { areColorsForced: forcedColors === 'active' };

    test('the table has no serious problem: selected, sorted, filtered, with a row and a menu open', async () => {
      const host = fakeResultsHost(auditTable(300), { remark: 'Cut off after 300 rows.' });
      const { page } = await openResults(views, host, { theme });
      await page.emulateMedia({ forcedColors });
      await title(page, 'Category').click();
      await page.getByRole('button', { name: 'Filter' }).click();
      await (await cell(page, 0, 'Events')).click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('tree').first().waitFor();
      expect(await seriousProblems(page, options)).toEqual([]);
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menu').waitFor();
      expect(await seriousProblems(page, options)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Columns' }).click();
      expect(await seriousProblems(page, options)).toEqual([]);
    });

    test('charts, cards and sentences have no serious problem', async () => {
      for (const render of ['timechart', 'card']) {
        const { page } = await openResults(views, fakeResultsHost(hourlyTable(), { render }), { theme });
        await page.emulateMedia({ forcedColors });
        await page.locator(render === 'card' ? '.cards' : 'canvas').waitFor();
        expect(await seriousProblems(page, options)).toEqual([]);
      }
      const host = fakeResultsHost(categoryTable());
      for (const state of [
        { kind: 'nothing' },
        { kind: 'running', query: QUERY },
        { kind: 'failed', query: QUERY, message: 'The query ends in the middle.', canShow: true },
      ] as const) {
        host.state = state;
        const { page } = await openResults(views, host, { theme });
        await page.emulateMedia({ forcedColors });
        expect(await seriousProblems(page, options)).toEqual([]);
      }
    });
  },
);
