import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeResultsHost, infoOf, QUERY } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, cellText, openResults, title } from './resultsPage.ts';
import { auditTable, categoryTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const failed = { kind: 'failed', query: QUERY, message: 'No column is named Categry.', canShow: true } as const;
const facts = '.facts';

describe('the panel of results', () => {
  test('says what to do before anything was run', async () => {
    const host = fakeResultsHost(categoryTable());
    host.state = { kind: 'nothing' };
    const { page } = await openResults(views, host);
    await page.getByText('press Shift+Enter').waitFor();
    expect(await page.getByRole('toolbar').isVisible()).toBe(false);
  });

  test('says of a result what it is: rows out of rows in, time, data, now, and why it was cut off', async () => {
    const host = fakeResultsHost(auditTable(1234), { remark: 'The result was cut off after 1,234 rows.' });
    const { page } = await openResults(views, host);
    await title(page, 'Summary').waitFor();
    expect(await page.locator(`${facts} > span`).allTextContents()).toEqual([
      '1,234 rows',
      'from 100,000',
      '12 ms',
      'Sample organization',
      'now() is 2026-11-22 09:15:03 UTC',
    ]);
    await page.getByText('The result was cut off after 1,234 rows.').waitFor();
  });

  test('while a query runs it counts the time and can stop it; what was there stays to be seen', async () => {
    const host = fakeResultsHost(categoryTable());
    const { page, emit } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).waitFor();
    await emit('state', { kind: 'running', query: QUERY });
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await page.getByRole('button', { name: 'Run again' }).isVisible()).toBe(false);
    await expect.poll(() => page.locator('.elapsed').textContent()).toMatch(/^(\d+ ms|\d+\.\d s)$/);
    expect(await page.getByText('Running on Sample organization…').isVisible()).toBe(true);
    expect(await cellText(page, 0, 'Category')).toBe('Permissions');
    expect(await page.locator('.result-stage').evaluate((stage: HTMLElement) => stage.inert)).toBe(true);
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(host.calls.map(([name]) => name)).toContain('stop');
  });

  test('what was told of the result before is gone when a new run begins', async () => {
    const { page, emit } = await openResults(views, fakeResultsHost(categoryTable()));
    await (await cell(page, 0, 'Category')).waitFor();
    await page.getByRole('button', { name: 'Copy as query with data' }).click();
    await page.getByText('Copied the query with its data.').waitFor();
    await emit('state', { kind: 'running', query: QUERY });
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await page.locator('.told').textContent()).toBe('');
  });

  test('the focus goes from Run again to Stop and back', async () => {
    const host = fakeResultsHost(categoryTable());
    const { page, emit } = await openResults(views, host);
    const name = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.getByRole('button', { name: 'Run again' }).press('Enter');
    expect(host.calls.map(([call]) => call)).toContain('runAgain');
    await emit('state', { kind: 'running', query: QUERY });
    expect(await name()).toBe('Stop');
    await emit('state', { kind: 'result', result: infoOf(categoryTable(), { id: 2 }) });
    expect(await name()).toBe('Run again');
  });

  test('says why a query failed, and leads to the place', async () => {
    const host = fakeResultsHost(categoryTable());
    const { page, emit } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).waitFor();
    await emit('state', failed);
    await page.getByText('No column is named Categry.').waitFor();
    expect(await page.getByRole('status').allTextContents()).toContainEqual(
      expect.stringContaining('No column is named Categry.'),
    );
    expect(await page.getByRole('grid').count()).toBe(0);
    expect(await page.getByText('Row 1 of').count()).toBe(0);
    await page.getByRole('button', { name: 'Show in query' }).click();
    expect(host.calls.map(([name]) => name)).toContain('showQuery');
    host.failures.set('showQuery', 'hunt.kql is not there any more.');
    await page.getByRole('button', { name: 'Show in query' }).click();
    await page.getByText('hunt.kql is not there any more.').waitFor();
    await emit('state', { ...failed, canShow: false });
    expect(await page.getByRole('button', { name: 'Show in query' }).count()).toBe(0);
  });

  test('no rows are a fact', async () => {
    const { page } = await openResults(views, fakeResultsHost({ ...categoryTable(), rows: [] }));
    await page.getByText('The query gave no rows.').waitFor();
    await page
      .getByText('It looked at 100,000 rows of Sample organization, with now() at 2026-11-22 09:15:03 UTC.')
      .waitFor();
    expect(await page.locator(`${facts} > span`).first().textContent()).toBe('0 rows');
    expect(await page.getByRole('button', { name: 'Run in workspace' }).isVisible()).toBe(true);
  });

  test('one row is one row', async () => {
    const { page, emit } = await openResults(views, fakeResultsHost(categoryTable()));
    await (await cell(page, 0, 'Category')).waitFor();
    await emit('state', { kind: 'result', result: infoOf(categoryTable(), { id: 2, rowsIn: 1, rowsOut: 0 }) });
    await page.getByText('It looked at 1 row of Sample organization, with now() at 2026-11-22 09:15:03 UTC.').waitFor();
    const one = { ...categoryTable(), rows: categoryTable().rows.slice(0, 1) };
    const single = await openResults(views, fakeResultsHost(one));
    const rows = single.page.locator(`${facts} > span`).first();
    await expect.poll(() => rows.textContent()).toBe('1 row');
    await (await cell(single.page, 0, 'Category')).focus();
    await single.page.keyboard.press('/');
    await single.page.keyboard.type('nowhere');
    await expect.poll(() => rows.textContent()).toBe('0 of 1 row');
  });

  test('rows that cannot be had are said so and can be tried again', async () => {
    const host = fakeResultsHost(categoryTable());
    host.failures.set('view', 'The rows are gone.');
    const { page } = await openResults(views, host);
    await page.getByText('The rows are gone.').waitFor();
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).click();
    expect(await cellText(page, 0, 'Category')).toBe('Permissions');
    expect(await page.getByText('The rows are gone.').count()).toBe(0);
  });

  test('of results that follow quickly the last is shown', async () => {
    const host = fakeResultsHost(categoryTable());
    const gate = Promise.withResolvers<void>();
    const { page, emit, delivered } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).waitFor();
    host.gates.set('view', gate.promise);
    await emit('state', { kind: 'result', result: infoOf(categoryTable(), { id: 2 }) });
    await emit('state', failed);
    gate.resolve();
    await delivered();
    expect(await page.getByText('No column is named Categry.').isVisible()).toBe(true);
    expect(await page.getByRole('grid').count()).toBe(0);
  });

  test('a result of a workspace is not run there again, nor copied with its data', async () => {
    const host = fakeResultsHost(categoryTable(), { query: { ...QUERY, target: 'workspace' }, rowsIn: undefined });
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).waitFor();
    expect(await page.getByRole('button', { name: 'Run in workspace' }).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Copy as query with data' }).isVisible()).toBe(false);
    expect(await page.locator(`${facts} > span`).allTextContents()).not.toContain('from 100,000');
  });

  test('hidden and shown again it looks at the same result in the same way, and keeps no value of it', async () => {
    const host = fakeResultsHost(auditTable(500));
    const first = await openResults(views, host);
    await title(first.page, 'Events').click();
    await expect.poll(() => title(first.page, 'Events').getAttribute('aria-sort')).toBe('ascending');
    await title(first.page, 'Events').focus();
    await first.page.keyboard.press('Shift+ArrowRight');
    await (await cell(first.page, 3, 'Events')).click();
    await first.page.keyboard.press('Enter');
    await first.page.getByRole('heading', { name: 'Row 4' }).waitFor();
    const state = first.state();
    const value = /permission changed|Permissions|Ana/i;
    expect(JSON.stringify(state)).not.toMatch(value);
    const width = await title(first.page, 'Events').evaluate((node) => node.getBoundingClientRect().width);
    const again = await openResults(views, host, { state });
    await again.page.getByRole('heading', { name: 'Row 4' }).waitFor();
    expect(host.views.at(-1)?.sort).toEqual({ column: 5, descending: false });
    expect(await title(again.page, 'Events').getAttribute('aria-sort')).toBe('ascending');
    expect(await title(again.page, 'Events').evaluate((node) => node.getBoundingClientRect().width)).toBe(width);
    await (await cell(again.page, 3, 'Category')).click({ button: 'right' });
    await again.page.getByRole('menuitem', { name: 'Filter by this value' }).click();
    await again.page.getByText(/ of 500 rows/).waitFor();
    expect(JSON.stringify(again.state())).not.toMatch(value);
  });

  test('buttons do what they say, and Tab reaches one of them, the arrow keys the others', async () => {
    const host = fakeResultsHost(categoryTable());
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).waitFor();
    await page.getByRole('button', { name: 'Copy as query with data' }).click();
    await page.getByText('Copied the query with its data.').waitFor();
    host.failures.set('copyQueryWithData', 'What it runs on is gone.');
    await page.getByRole('button', { name: 'Copy as query with data' }).click();
    await page.getByText('What it runs on is gone.').waitFor();
    host.failures.set('runInWorkspace', 'No destination is known.');
    await page.getByRole('button', { name: 'Run in workspace' }).click();
    await page.getByText('No destination is known.').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'NDJSON…' }).click();
    await page.getByText('Exported 5 rows: NDJSON').waitFor();
    expect(host.calls.filter(([name]) => name === 'export')).toEqual([['export', { id: 1, format: 'ndjson' }]]);
    host.failures.set('export', 'The disk is full.');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'CSV…' }).click();
    await page.getByText('The disk is full.').waitFor();
    expect(await page.locator('[role=toolbar] button[tabindex="0"]').count()).toBe(1);
    await page.getByRole('button', { name: 'Run again' }).focus();
    const names: (string | null)[] = [];
    for (let step = 0; step < 9; step++) {
      names.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null));
      await page.keyboard.press('ArrowRight');
    }
    expect(names).toEqual([
      ...['Run again', 'Table', 'Chart', 'Filter', 'Columns', 'Copy', 'Export'],
      ...['Copy as query with data', 'Run in workspace'],
    ]);
  });
});
