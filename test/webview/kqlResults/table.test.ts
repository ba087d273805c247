import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeResultsHost } from '../fakeResultsHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, cellText, focused, openResults, title } from './resultsPage.ts';
import { auditTable } from './resultTables.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const SMALL = {
  columns: [
    { name: 'Name', type: 'string' },
    { name: 'Count', type: 'long' },
    { name: 'Seen', type: 'datetime' },
  ],
  rows: [
    ['beta', 2, '2026-11-22 09:15:03.123'],
    ['', null, null],
    ['Alpha', 10, '2026-11-22 09:15:00.000'],
    ['gamma', 1, '2026-11-21 00:00:00.1234567'],
  ],
} as const;

describe('the table of a result', () => {
  test('shows types, null unlike an empty text, and numbers at the right', async () => {
    const { page } = await openResults(views, fakeResultsHost(SMALL));
    await title(page, 'Count').waitFor();
    expect(await title(page, 'Count').textContent()).toBe('Countlong');
    expect(await title(page, 'Seen').getAttribute('aria-label')).toBe('Seen, datetime');
    const look = async (row: number, column: string) =>
      (await cell(page, row, column)).evaluate((node) => {
        const { fontStyle, textAlign } = getComputedStyle(node);
        return [node.textContent, fontStyle, textAlign];
      });
    expect(await look(1, 'Name')).toEqual(['', 'normal', 'start']);
    expect(await look(1, 'Count')).toEqual(['null', 'italic', 'right']);
    expect(await look(0, 'Count')).toEqual(['2', 'normal', 'right']);
    expect(await cellText(page, 0, 'Seen')).toBe('2026-11-22 09:15:03.123');
    expect(await cellText(page, 2, 'Seen')).toBe('2026-11-22 09:15:00.000');
    expect(await cellText(page, 3, 'Seen')).toBe('2026-11-21 00:00:00.1234567');
  });

  test('hostile text is text, in titles, cells, facts and the open row', async () => {
    const hostile = '<img src=x onerror="alert(1)">\u202e{{7*7}}';
    const shown = hostile.replace('\u202e', '\\u202e');
    const table = { columns: [{ name: hostile, type: 'string' }], rows: [[hostile]] };
    const query = { text: '', file: 'x.kql', data: hostile, target: 'local' } as const;
    const { page } = await openResults(views, fakeResultsHost(table, { query, remark: hostile }));
    await page.getByRole('gridcell').first().dblclick();
    await page.locator('.row-cell dd').waitFor();
    for (const place of ['.grid-title', '[role=gridcell]', '.facts > span:nth-child(4)', '.note', '.row-cell dd']) {
      expect([place, await page.locator(place).first().textContent()]).toEqual([place, expect.stringContaining(shown)]);
    }
    expect(await page.locator('img').count()).toBe(0);
  });

  test('sorts by click and by Enter: ascending, descending, not at all', async () => {
    const host = fakeResultsHost(SMALL);
    const { page } = await openResults(views, host);
    const names = async () => Promise.all([0, 1, 2, 3].map((row) => cellText(page, row, 'Name')));
    await title(page, 'Count').click();
    await expect.poll(names).toEqual(['', 'gamma', 'beta', 'Alpha']);
    expect(await title(page, 'Count').getAttribute('aria-sort')).toBe('ascending');
    expect(await focused(page)).toEqual([-1, 1]);
    await page.keyboard.press('Enter');
    await expect.poll(names).toEqual(['Alpha', 'beta', 'gamma', '']);
    expect(await title(page, 'Count').getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press(' ');
    await expect.poll(names).toEqual(['beta', '', 'Alpha', 'gamma']);
    expect(await title(page, 'Count').getAttribute('aria-sort')).toBe('none');
    expect(await focused(page)).toEqual([-1, 1]);
  });

  test('filters each column while one types, and says how many rows are left', async () => {
    const host = fakeResultsHost(auditTable(5000));
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).click();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Filter Category: contains',
    );
    expect(await page.getByRole('textbox', { name: 'Filter Category' }).getAttribute('placeholder')).toBe('Contains…');
    await page.keyboard.type('secur');
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('1,000 of 5,000 rows');
    expect(await cellText(page, 0, 'Category')).toBe('Security');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1002');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Filter Category: contains',
    );
    await page.getByRole('textbox', { name: 'Filter Summary' }).fill('nothing is like this');
    await page.getByText('No row fits the filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('5,000 rows');
    await page.getByRole('textbox', { name: 'Filter Category' }).fill('spaces');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toEqual([0, 2]);
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('5,000 rows');
    expect(await page.getByRole('textbox').count()).toBe(0);
  });

  test('finds by the keys for it, which VS Code, that listens to the window, does not get too', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(50)));
    await (await cell(page, 0, 'Category')).click();
    await page.evaluate(() => {
      window.addEventListener('keydown', ({ key }) => document.body.setAttribute('data-heard', key));
    });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+f');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Filter Category: contains',
    );
    expect(await page.getAttribute('body', 'data-heard')).toBe('Control');
  });

  test('what is typed faster than it is filtered is asked for once', async () => {
    const host = fakeResultsHost(auditTable(2000));
    const { page } = await openResults(views, host);
    await (await cell(page, 0, 'Category')).click();
    await page.keyboard.press('/');
    const gate = Promise.withResolvers<void>();
    host.gates.set('view', gate.promise);
    const before = host.views.length;
    await page.keyboard.type('global');
    host.gates.clear();
    gate.resolve();
    await expect.poll(() => page.locator('.facts > span').first().textContent()).toBe('400 of 2,000 rows');
    expect(host.views.length - before).toBeLessThanOrEqual(2);
    expect(host.views.at(-1)?.filters).toEqual([{ column: 2, contains: 'global' }]);
  });

  test('columns are made wider and narrower by pointer and by keyboard, and as wide as their texts', async () => {
    const { page } = await openResults(views, fakeResultsHost(auditTable(100)));
    const width = () => title(page, 'Summary').evaluate((node) => node.getBoundingClientRect().width);
    await title(page, 'Summary').waitFor();
    const first = await width();
    const handle = await title(page, 'Summary').locator('.grid-handle').boundingBox();
    if (handle === null) throw new Error('there is no handle');
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 100, y, { steps: 4 });
    await page.mouse.up();
    expect(await width()).toBe(first + 100);
    expect(await title(page, 'Summary').getAttribute('aria-sort')).toBe('none');
    const next = await (await cell(page, 0, 'Category')).boundingBox();
    const own = await (await cell(page, 0, 'Summary')).boundingBox();
    expect(next?.x).toBe((own?.x ?? 0) + first + 100);
    await title(page, 'Summary').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await width()).toBe(first + 84);
    await title(page, 'Summary').locator('.grid-handle').dblclick();
    expect(await width()).toBe(first);
  });

  test('columns are hidden, shown and moved, and the rows follow', async () => {
    const host = fakeResultsHost(auditTable(50));
    const { page } = await openResults(views, host);
    const titles = () => page.locator('.grid-title').allTextContents();
    await title(page, 'Summary').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await expect.poll(titles).toEqual(expect.not.arrayContaining(['Summary']));
    expect(await cellText(page, 0, 'Category')).toBe('Permissions');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Summary' }).click();
    await expect.poll(async () => (await titles()).slice(0, 3)).toEqual(['TimeGenerated', 'Summary', 'Category']);
    await page.getByRole('menuitemcheckbox', { name: 'Category' }).press('Alt+ArrowUp');
    await expect.poll(async () => (await titles()).slice(0, 3)).toEqual(['TimeGenerated', 'Category', 'Summary']);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Category');
    await page.keyboard.press('Escape');
    await title(page, 'Category').focus();
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await expect.poll(async () => (await titles()).slice(0, 3)).toEqual(['Category', 'TimeGenerated', 'Summary']);
    expect(await cellText(page, 1, 'Category')).toBe('Spaces');
    await expect.poll(() => focused(page)).toEqual([-1, 0]);
    await title(page, 'Category').dragTo(title(page, 'Summary'), { targetPosition: { x: 200, y: 10 } });
    await expect.poll(async () => (await titles()).slice(0, 3)).toEqual(['TimeGenerated', 'Summary', 'Category']);
    expect(await title(page, 'Category').getAttribute('aria-sort')).toBe('none');
    expect(host.views.at(-1)?.columns.slice(0, 3)).toEqual([0, 1, 2]);
  });

  test('a second result of the same columns keeps how they are arranged, not the sort', async () => {
    const host = fakeResultsHost(auditTable(50));
    const { page, emit } = await openResults(views, host);
    await title(page, 'Category').click();
    await title(page, 'Summary').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await expect.poll(() => title(page, 'Summary').count()).toBe(0);
    if (host.state.kind !== 'result') throw new Error('it is a result');
    await emit('state', { kind: 'result', result: { ...host.state.result, id: 2 } });
    await expect.poll(() => title(page, 'Category').getAttribute('aria-sort')).toBe('none');
    expect(host.views.at(-1)).toMatchObject({ sort: undefined, filters: [] });
    expect(host.views.at(-1)?.columns).not.toContain(1);
  });
});
