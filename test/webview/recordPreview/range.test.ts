import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakePreviewHost, loadedOf, ORGANIZATION } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, openPreview, toolbarStatus } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('the time range of the preview', () => {
  test('a custom range starts from the one shown, is judged here, and is loaded with Enter', async () => {
    const host = fakePreviewHost(5);
    const { page } = await openPreview(views, host);
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
    for (const input of [from, to]) {
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      const problem = page.locator(`#${await input.getAttribute('aria-describedby')}`);
      expect(await problem.textContent()).toContain('Enter a start and an end');
    }
    await from.fill('');
    expect(await page.locator('[aria-invalid]').count()).toBe(0);
    await page.getByRole('button', { name: 'Load' }).click();
    expect([await from.getAttribute('aria-invalid'), await to.getAttribute('aria-invalid')]).toEqual(['true', null]);
    await from.fill('2026-11-20T10:00');
    await to.fill('2026-11-21T10:30');
    await to.press('Enter');
    await expect
      .poll(() => host.queries.at(1))
      .toEqual({
        range: 'custom',
        fromMs: new Date('2026-11-20T10:00').getTime(),
        toMs: new Date('2026-11-21T10:30').getTime(),
        search: '',
      });
  });

  test('hidden and shown again it asks for the same range and opens the same row', async () => {
    const host = fakePreviewHost(500);
    const first = await openPreview(views, host);
    await first.page.getByRole('combobox', { name: 'Time range' }).press('Home');
    await first.page.getByRole('button', { name: 'Load' }).click();
    await cell(first.page, 11, 'Summary').getByText('record 11').click();
    await first.page.getByText('"number": 11').waitFor();
    expect(first.state()).toEqual({
      query: { range: 'lastHour', fromMs: undefined, toMs: undefined, search: '' },
      selected: 11,
    });
    const second = await openPreview(views, host, { state: first.state() });
    await second.page.getByText('"number": 11').waitFor();
    expect(host.queries.map((query) => query.range)).toEqual(['last24Hours', 'lastHour', 'lastHour']);
  });

  test('shown again while the host still holds the records it does not read the site anew', async () => {
    const loaded = loadedOf(40);
    const host = fakePreviewHost(40, {
      ...ORGANIZATION,
      loaded,
      query: { range: 'lastYear', fromMs: undefined, toMs: undefined, search: '' },
    });
    const { page } = await openPreview(views, host, { state: { query: ORGANIZATION.query, selected: 3 } });
    await page.getByText('"number": 3').waitFor();
    expect(await toolbarStatus(page)).toContain('40 records');
    expect(await page.getByRole('combobox', { name: 'Time range' }).textContent()).toContain('Last year');
    expect(host.queries).toEqual([]);
  });
});
