import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ChartKind } from '../../../src/protocol/kqlResults.ts';
import { fakeResultsHost } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, focused, openResults } from './resultsPage.ts';
import { auditTable, categoryTable, hourlyTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

/** How many pixels of the chart have about this colour. */
function pixelsOf(page: Page, variable: string): Promise<number> {
  return page.evaluate((name) => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const drawn = document.querySelector<HTMLCanvasElement>('.chart-canvas canvas');
    const context = drawn?.getContext('2d');
    if (!probe || !drawn || !context) throw new Error('there is no chart');
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    probe.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = context.getImageData(0, 0, drawn.width, drawn.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const far =
        Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
      if (far < 12 && (data[at + 3] ?? 0) > 200) count++;
    }
    return count;
  }, variable);
}

const scripts = (page: Page) =>
  page.evaluate(() =>
    [...document.scripts].map((script) => script.src.split('/').at(-1)).filter((name) => name !== ''),
  );

describe('charts', () => {
  test('are loaded only when one is wanted', async () => {
    const { page } = await openResults(views, fakeResultsHost(hourlyTable()));
    await (await cell(page, 0, 'Security')).waitFor();
    expect(await scripts(page)).toEqual(['kqlResults.js']);
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.locator('canvas').waitFor();
    expect(await scripts(page)).toEqual(['kqlResults.js', 'kqlChart.js']);
    await expect.poll(() => pixelsOf(page, '--vscode-charts-blue')).toBeGreaterThan(200);
  });

  test('a query with render opens as its chart, and Escape leads to the rows and back', async () => {
    const { page } = await openResults(views, fakeResultsHost(hourlyTable(), { render: 'timechart' }));
    await page.locator('canvas').waitFor();
    expect(await page.getByRole('grid').isVisible()).toBe(false);
    await page.locator('.chart-canvas').focus();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('grid').isVisible()).toBe(true);
    await expect.poll(() => focused(page)).toEqual([0, 0]);
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    expect(await page.locator('canvas').isVisible()).toBe(true);
  });

  test.each<[ChartKind, () => ReturnType<typeof hourlyTable>]>([
    ['timechart', hourlyTable],
    ['linechart', categoryTable],
    ['areachart', hourlyTable],
    ['columnchart', hourlyTable],
    ['barchart', categoryTable],
    ['piechart', categoryTable],
    ['scatterchart', hourlyTable],
  ])('a %s is drawn in the colours of the theme, and again when the theme changes', async (render, table) => {
    const { page } = await openResults(views, fakeResultsHost(table(), { render }));
    await expect.poll(() => pixelsOf(page, '--vscode-charts-blue')).toBeGreaterThan(100);
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-blue', 'rgb(1 200 3)'));
    await expect.poll(() => pixelsOf(page, '--vscode-charts-blue')).toBeGreaterThan(100);
  });

  test('a card shows the figures themselves', async () => {
    const table = {
      columns: [
        { name: 'all', type: 'string' },
        { name: 'count_', type: 'long' },
      ],
      rows: [['x', 1234567]],
    };
    const { page } = await openResults(views, fakeResultsHost(table, { render: 'card' }));
    await page.locator('.card').waitFor();
    expect(await page.locator('.card').textContent()).toBe('count_1,234,567');
    expect(await page.locator('.chart-canvas').getAttribute('aria-label')).toBe(
      'Card: count_ 1,234,567. Escape shows the rows.',
    );
  });

  test('other kinds are chosen by a list', async () => {
    const host = fakeResultsHost(hourlyTable(), { render: 'timechart' });
    const { page } = await openResults(views, host);
    await page.locator('canvas').waitFor();
    await page.getByRole('combobox', { name: 'Kind of chart' }).click();
    await page.getByRole('option', { name: 'Column chart' }).click();
    await expect.poll(() => host.calls.at(-1)).toEqual(['chart', { id: 1, kind: 'columnchart' }]);
    await expect.poll(() => page.locator('.chart-canvas').getAttribute('aria-label')).toContain('Column chart');
  });

  test('what does not fit is a sentence, with a way to the rows', async () => {
    const { page } = await openResults(
      views,
      fakeResultsHost({ columns: [{ name: 'A', type: 'string' }], rows: [['x']] }, { render: 'piechart' }),
    );
    await page.getByText('The result has no column of numbers.').waitFor();
    expect(await page.locator('.chart-canvas').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Show the rows' }).press('Enter');
    expect(await page.getByRole('grid').isVisible()).toBe(true);
    await expect.poll(() => focused(page)).toEqual([0, 0]);
  });

  test('is told in words, point by point', async () => {
    const { page } = await openResults(views, fakeResultsHost(hourlyTable(), { render: 'timechart' }));
    const chart = page.locator('.chart-canvas');
    await page.locator('canvas').waitFor();
    expect(await chart.getAttribute('aria-label')).toBe(
      'Time chart: Permissions by TimeGenerated. 24 points, from 2026-11-21 00:00 to 2026-11-21 23:00. ' +
        '2 series: Permissions, Security. Least 0, most 75. The arrow keys read the points, Escape shows the rows.',
    );
    await chart.focus();
    for (const [key, text] of [
      ['ArrowRight', '2026-11-21 00:00: Permissions 40, Security 0'],
      ['End', '2026-11-21 23:00: Permissions 74, Security 9'],
      ['ArrowRight', '2026-11-21 23:00: Permissions 74, Security 9'],
      ['Home', '2026-11-21 00:00: Permissions 40, Security 0'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await page.locator('.chart-pane > [role=status].visually-hidden').textContent()).toBe(text);
    }
    expect(await page.locator('.chart-tooltip').textContent()).toContain('2026-11-21 00:00');
  });

  test('in words there are no holes where names are empty', async () => {
    const host = fakeResultsHost(categoryTable(), { render: 'linechart' });
    const x = { name: 'Category', type: 'category', values: ['', 'Spaces'] } as const;
    const series = [
      { name: '', values: [1, 2] },
      { name: 'Actors', values: [3, 4] },
    ];
    const chart = { title: '', x, y: { name: '' }, series, isStacked: false, remark: undefined };
    host.chart = (kind) => ({ ok: true, chart: { ...chart, kind } });
    const { page } = await openResults(views, host);
    await page.locator('canvas').waitFor();
    expect(await page.locator('.chart-canvas').getAttribute('aria-label')).toMatch(
      /^Line chart: values by Category\. 2 points, from empty to Spaces\. 2 series: empty, Actors\. /,
    );
    await page.locator('.chart-canvas').focus();
    await page.keyboard.press('Home');
    await page.getByText('empty: empty 1, Actors 3', { exact: true }).waitFor();
  });

  test('a title is shown where there is room for it, and the name of the values is drawn', async () => {
    const table = hourlyTable();
    const host = fakeResultsHost(table, { render: 'timechart' });
    let names = { title: '', y: { name: '' } };
    const { page } = await openResults(views, {
      ...host,
      handlers: {
        ...host.handlers,
        chart: {
          ...host.handlers.chart,
          run: async (params) => {
            const answer = await host.handlers.chart.run(params);
            return answer.ok ? { ok: true, chart: { ...answer.chart, ...names } } : answer;
          },
        },
      },
    });
    await page.locator('canvas').waitFor();
    expect(await page.locator('.chart-title').isVisible()).toBe(false);
    const picture = () => page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const bare = await picture();
    names = { title: '', y: { name: 'Count' } };
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await expect.poll(picture).not.toBe(bare);
    names = { title: 'Events per <b>day</b>', y: { name: 'Count' } };
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.getByText('Events per <b>day</b>', { exact: true }).waitFor();
    expect(await page.locator('.chart-canvas').getAttribute('aria-label')).toMatch(
      /^Time chart: Events per <b>day<\/b>\./,
    );
    await page.setViewportSize({ width: 1200, height: 160 });
    expect(await page.locator('.chart-title').isVisible()).toBe(false);
  });

  test('the names of the slices of a pie are whole in a low panel', async () => {
    const rows = [5600, 3000, 2400, 1400, 750, 700, 300, 60, 40, 20].map((count, index) => [`Slices ${index}`, count]);
    const table = { ...categoryTable(), rows };
    const { page } = await openResults(views, fakeResultsHost(table, { render: 'piechart' }), {
      width: 920,
      height: 225,
    });
    await expect.poll(() => pixelsOf(page, '--vscode-charts-blue')).toBeGreaterThan(100);
    const painted = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const context = canvas.getContext('2d');
      const edges = [0, canvas.height - 1].map((y) => context?.getImageData(0, y, canvas.width, 1).data ?? []);
      return edges.map((edge) => edge.some((value) => value > 0));
    });
    expect(painted).toEqual([false, false]);
  });

  test('hostile names are text in the tooltip', async () => {
    const name = '<img src=x onerror="alert(1)">';
    const table = {
      columns: [
        { name, type: 'string' },
        { name: `n${name}`, type: 'long' },
      ],
      rows: [[name, 5]],
    };
    for (const render of ['columnchart', 'piechart']) {
      const { page } = await openResults(views, fakeResultsHost(table, { render }));
      await page.locator('canvas').waitFor();
      await page.locator('.chart-canvas').focus();
      await page.keyboard.press('Home');
      await expect.poll(() => page.locator('.chart-tooltip').textContent()).toContain(`${name}n${name}5`);
      expect(await page.locator('img').count()).toBe(0);
    }
  });

  test('zooms by keyboard', async () => {
    const { page } = await openResults(views, fakeResultsHost(hourlyTable(), { render: 'timechart' }));
    await page.locator('canvas').waitFor();
    const picture = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await expect.poll(() => pixelsOf(page, '--vscode-charts-blue')).toBeGreaterThan(100);
    const whole = await picture();
    await page.locator('.chart-canvas').focus();
    await page.keyboard.press('+');
    await expect.poll(picture).not.toBe(whole);
    await page.keyboard.press('0');
    await expect.poll(picture).toBe(whole);
  });

  test('rows copied beside a chart are those of the table', async () => {
    const host = fakeResultsHost(auditTable(20), { render: 'timechart' });
    const { page } = await openResults(views, host);
    await page.locator('canvas').waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('group', { name: 'All rows' }).getByRole('menuitem', { name: 'JSON' }).click();
    await page.getByText('Copied 20 rows: JSON').waitFor();
  });
});
