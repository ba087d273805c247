import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RecordPreviewCalls, RecordPreviewEvents } from '../../src/protocol/recordPreview.ts';
import { COLUMNS, type FakePreviewHost, fakePreviewHost, loadedOf, ORGANIZATION } from './fakePreviewHost.ts';
import { launchViews, type OpenOptions, type View, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

type Preview = View<RecordPreviewEvents>;

function open(host: FakePreviewHost, more: Partial<OpenOptions<RecordPreviewCalls>> = {}): Promise<Preview> {
  return views.open<RecordPreviewCalls, RecordPreviewEvents>({
    view: 'recordPreview',
    handlers: host.handlers,
    ...more,
  });
}

/** The cell of a record, by its number (from 0) and the name of its column. */
function cell(page: Page, index: number, column: string): Locator {
  const colindex = COLUMNS.findIndex((known) => known.name === column) + 1;
  return page.locator(`[role=row][aria-rowindex="${index + 2}"] [role=gridcell][aria-colindex="${colindex}"]`);
}

/** The cell that has the focus, as record number and column number, both from 0. */
function focused(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const active = document.activeElement;
    const number = (element: Element | null | undefined, name: string) =>
      Number(element?.getAttribute(name) ?? Number.NaN);
    return [number(active?.closest('[role=row]'), 'aria-rowindex') - 2, number(active, 'aria-colindex') - 1];
  });
}

function elementCount(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}

const toolbarStatus = (page: Page): Promise<string | null> => page.locator('.toolbar [role=status]').textContent();

describe('record preview', () => {
  test('loads by itself and says what it shows', async () => {
    const host = fakePreviewHost(1234);
    const { page } = await open(host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(host.queries.map((query) => query.range)).toEqual(['last24Hours']);
    expect(await toolbarStatus(page)).toBe('1,234 records · 2026-11-21 09:15:03 to 2026-11-22 09:15:03 (UTC)');
    expect(await page.locator('[role=columnheader]').first().textContent()).toBe('TimeGenerated (UTC)');
    expect(await cell(page, 0, 'TimeGenerated').textContent()).toBe('2026-11-22 09:15:03.123');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1235');
    expect(await page.getByRole('grid').getAttribute('aria-colcount')).toBe(String(COLUMNS.length));
  });

  test('100,000 records: shows the right ones at both ends, and keeps the page small', async () => {
    const host = fakePreviewHost(100_000);
    host.loaded = loadedOf(100_000, { complete: false, unreadable: 3 });
    const { page } = await open(host);
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

  test('scrolling through 100,000 records stays fast and asks for no more rows than it shows', async () => {
    const host = fakePreviewHost(100_000);
    const { page } = await open(host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    // What our code costs: its script, and the styling and layout that it causes. Painting depends on the machine.
    const busySeconds = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      const ours = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];
      return metrics.filter((metric) => ours.includes(metric.name)).reduce((sum, metric) => sum + metric.value, 0);
    };
    const before = await busySeconds();
    const steps = 100;
    const most = await page.getByRole('grid').evaluate(async (grid, count) => {
      let elements = 0;
      for (let step = 1; step <= count; step++) {
        grid.scrollTop = (grid.scrollHeight / count) * step;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        elements = Math.max(elements, document.querySelectorAll('*').length);
      }
      return elements;
    }, steps);
    const msPerStep = ((await busySeconds()) - before) * (1000 / steps);
    expect(msPerStep).toBeLessThan(16);
    expect(most).toBeLessThan(1000);
    await cell(page, 99_999, 'Summary').getByText('record 99999').waitFor();
    const chunks = host.rowCalls.map((call) => call.offset);
    expect(new Set(chunks).size).toBe(chunks.length);
    expect(chunks.every((offset) => offset % 200 === 0)).toBe(true);
  });

  test('is walked through by keyboard', async () => {
    const host = fakePreviewHost(100_000);
    const { page } = await open(host);
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
    const { page } = await open(fakePreviewHost(100_000));
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
    const { page } = await open(fakePreviewHost(1000));
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

  test('a row that is opened shows its record and its mapped row, and Escape goes back to it', async () => {
    const host = fakePreviewHost(500);
    const { page, state } = await open(host);
    await cell(page, 7, 'Summary').getByText('record 7').click();
    const detail = page.getByRole('region', { name: 'Record', exact: true });
    await detail.getByText('"number": 7,').waitFor();
    expect(await detail.getByRole('row', { name: 'Summary' }).textContent()).toBe('Summarystring"record 7"');
    expect(await page.locator('[role=row][aria-selected=true]').getAttribute('aria-rowindex')).toBe('9');
    expect(state()).toMatchObject({ selected: 7 });
    // The arrow keys walk on with the record open.
    await page.keyboard.press('ArrowDown');
    await detail.getByText('"number": 8,').waitFor();
    expect(await page.locator('[role=row][aria-selected=true]').getAttribute('aria-rowindex')).toBe('10');
    await detail.getByRole('button', { name: 'Copy: As the site sent it' }).click();
    await detail.getByText('Copied.').waitFor();
    await detail.getByRole('button', { name: 'Copy: As a row of ConfluenceAuditLogs_CL' }).click();
    await expect
      .poll(() => host.copies)
      .toEqual([
        { index: 8, form: 'raw' },
        { index: 8, form: 'mapped' },
      ]);
    expect(await elementCount(page)).toBeLessThan(1000);
    await page.keyboard.press('Escape');
    expect(await detail.isVisible()).toBe(false);
    expect(await focused(page)).toEqual([8, 2]);
    expect(await page.locator('[role=row][aria-selected=true]').count()).toBe(0);
    await page.keyboard.press('Enter');
    await detail.getByText('"number": 8,').waitFor();
  });

  test('of the records passed by quickly only the last is asked for and shown', async () => {
    const host = fakePreviewHost(500);
    const { page } = await open(host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    const gate = Promise.withResolvers<void>();
    host.gate.record = gate.promise;
    await cell(page, 0, 'Summary').click();
    await expect.poll(() => host.recordCalls).toEqual([0]);
    for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowDown');
    gate.resolve();
    await page.getByText('"number": 9,').waitFor();
    expect(host.recordCalls).toEqual([0, 9]);
  });

  test('a record that is closed before it came stays closed', async () => {
    const host = fakePreviewHost(500);
    const gate = Promise.withResolvers<void>();
    host.gate.record = gate.promise;
    const { page, delivered } = await open(host);
    await cell(page, 5, 'Summary').getByText('record 5').click();
    await expect.poll(() => host.recordCalls).toEqual([5]);
    await page.keyboard.press('Escape');
    gate.resolve();
    await delivered();
    expect(await page.locator('.detail').isVisible()).toBe(false);
  });

  test('a record that cannot be had is said so in its place', async () => {
    const host = fakePreviewHost(10);
    host.failures.set('record', 'The preview was closed.');
    const { page } = await open(host);
    await cell(page, 3, 'Summary').getByText('record 3').click();
    await page.locator('.detail .note-failed').getByText('The preview was closed.').waitFor();
  });

  test('text of records stays text', async () => {
    const host = fakePreviewHost(3);
    const hostile = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
    host.cellOverride = (index, column) => {
      if (column === 'Summary') return index === 0 ? hostile : 'a\u202egpj.exe\nsecond\u0007\u200b';
      return column === 'AuthorDisplayName' ? 'x'.repeat(100_000) : undefined;
    };
    const { page } = await open(host);
    await cell(page, 0, 'Summary').getByText('<img src=x').waitFor();
    expect(await cell(page, 0, 'Summary').textContent()).toBe(hostile);
    expect(await cell(page, 1, 'Summary').textContent()).toBe('a\\u202egpj.exe\\nsecond\\u0007\\u200b');
    expect((await cell(page, 0, 'AuthorDisplayName').textContent())?.length).toBe(301);
    await cell(page, 1, 'Summary').click();
    const raw = page.locator('.detail pre');
    await raw.getByText('"number": 1').waitFor();
    expect(JSON.parse((await raw.textContent()) ?? '')).toMatchObject({
      Summary: 'a\u202egpj.exe\nsecond\u0007\u200b',
    });
    expect(await raw.textContent()).not.toContain('\u202e');
    await cell(page, 0, 'Summary').click();
    await raw.getByText('"number": 0').waitFor();
    expect(await page.locator('#root img, #root script').count()).toBe(0);
    expect(await page.title()).toBe('recordPreview');
  });

  test('rows of a load that another one took the place of are dropped', async () => {
    const host = fakePreviewHost(1000);
    const gate = Promise.withResolvers<void>();
    host.gate.rows = gate.promise;
    host.label = 'old';
    const { page, delivered } = await open(host);
    await expect.poll(() => host.rowCalls.length).toBe(1);
    expect(await cell(page, 0, 'Summary').textContent()).toBe('…');
    host.gate.rows = Promise.resolve();
    host.label = 'new';
    await page.getByRole('button', { name: 'Refresh' }).click();
    await cell(page, 0, 'Summary').getByText('new 0').waitFor();
    gate.resolve();
    await delivered();
    expect(await cell(page, 0, 'Summary').textContent()).toBe('new 0');
  });

  test('the answer of a load that another one took the place of is dropped', async () => {
    const host = fakePreviewHost(5);
    const gate = Promise.withResolvers<void>();
    host.gate.load = gate.promise;
    const { page, delivered } = await open(host);
    await expect.poll(() => host.queries.length).toBe(1);
    host.gate.load = Promise.resolve();
    host.loaded = loadedOf(9);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => toolbarStatus(page)).toContain('9 records');
    gate.resolve();
    await delivered();
    expect(await toolbarStatus(page)).toContain('9 records');
  });

  test('progress is told, and Cancel ends the load', async () => {
    const host = fakePreviewHost(5);
    host.gate.load = new Promise(() => undefined);
    const { page, emit } = await open(host);
    await emit('progress', { read: 12_345 });
    await expect.poll(() => toolbarStatus(page)).toBe('Reading… 12,345 records so far');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByText('Reading was cancelled.').waitFor();
    expect(host.cancels).toBe(1);
    expect(await page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(false);
    host.gate.load = Promise.resolve();
    await page.locator('.notice').getByRole('button', { name: 'Load' }).click();
    await cell(page, 4, 'Summary').getByText('record 4').waitFor();
  });

  test('a failed load says why and can be tried again', async () => {
    const host = fakePreviewHost(5);
    host.failures.set('load', 'acme.atlassian.net does not accept the token (401). Edit the organization.');
    const { page } = await open(host);
    await page.getByText('does not accept the token (401)').waitFor();
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).click();
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await page.locator('.notice').textContent()).toBe('');
  });

  test('rows that cannot be had are said so and can be tried again', async () => {
    const host = fakePreviewHost(5);
    host.failures.set('rows', 'The records are gone.');
    const { page } = await open(host);
    await page.getByText('The records are gone.').waitFor();
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).click();
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
  });

  test('an empty range is not a failure and says which range it was', async () => {
    const { page } = await open(fakePreviewHost(0));
    await page.getByText('No audit records from 2026-11-21 09:15:03 to 2026-11-22 09:15:03 (UTC).').waitFor();
    expect(await page.getByRole('grid').isVisible()).toBe(false);
  });

  test('a custom range starts from the one shown, is judged here, and is loaded with Enter', async () => {
    const host = fakePreviewHost(5);
    const { page } = await open(host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    await page.getByRole('button', { name: 'Refresh' }).waitFor();
    await page.getByRole('combobox', { name: 'Time range' }).press('End');
    const from = page.getByLabel('From (local time)');
    const to = page.getByLabel('To', { exact: true });
    await from.waitFor();
    expect(await from.inputValue()).not.toBe('');
    await from.fill('2026-11-20T10:00');
    await to.fill('2026-11-19T10:00');
    await page.getByRole('button', { name: 'Load' }).click();
    await page.getByText('the start must not be after the end').waitFor();
    await to.fill('2026-11-21T10:30');
    await to.press('Enter');
    await expect
      .poll(() => host.queries.at(1))
      .toEqual({
        range: 'custom',
        fromMs: new Date('2026-11-20T10:00').getTime(),
        toMs: new Date('2026-11-21T10:30').getTime(),
      });
  });

  test('hidden and shown again it asks for the same range and opens the same row', async () => {
    const host = fakePreviewHost(500);
    const first = await open(host);
    await first.page.getByRole('combobox', { name: 'Time range' }).press('Home');
    await first.page.getByRole('button', { name: 'Load' }).click();
    await cell(first.page, 11, 'Summary').getByText('record 11').click();
    await first.page.getByText('"number": 11').waitFor();
    expect(first.state()).toEqual({ query: { range: 'lastHour', fromMs: undefined, toMs: undefined }, selected: 11 });
    const second = await open(host, { state: first.state() });
    await second.page.getByText('"number": 11').waitFor();
    expect(host.queries.map((query) => query.range)).toEqual(['last24Hours', 'lastHour', 'lastHour']);
  });

  test('shown again while the host still holds the records it does not read the site anew', async () => {
    const loaded = loadedOf(40);
    const host = fakePreviewHost(40, {
      ...ORGANIZATION,
      loaded,
      query: { range: 'lastYear', fromMs: undefined, toMs: undefined },
    });
    const { page } = await open(host, { state: { query: ORGANIZATION.query, selected: 3 } });
    await page.getByText('"number": 3').waitFor();
    expect(await toolbarStatus(page)).toContain('40 records');
    expect(await page.getByRole('combobox', { name: 'Time range' }).textContent()).toContain('Last year');
    expect(host.queries).toEqual([]);
  });
});
