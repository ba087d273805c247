import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COLUMNS, fakePreviewHost, loadedOf } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, focused, openPreview, toolbarStatus } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('loading records', () => {
  test('loads by itself and says what it shows', async () => {
    const host = fakePreviewHost(1234);
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(host.queries.map((query) => query.range)).toEqual(['last24Hours']);
    expect(await toolbarStatus(page)).toBe('1,234 records · 2026-11-21 09:15:03 to 2026-11-22 09:15:03 (UTC)');
    expect(await page.locator('[role=columnheader]').first().textContent()).toBe('TimeGenerated (UTC)');
    expect(await cell(page, 0, 'TimeGenerated').textContent()).toBe('2026-11-22 09:15:03.123');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1235');
    expect(await page.getByRole('grid').getAttribute('aria-colcount')).toBe(String(COLUMNS.length));
  });

  test('rows of a load that another one took the place of are dropped', async () => {
    const host = fakePreviewHost(1000);
    const gate = Promise.withResolvers<void>();
    host.gate.rows = gate.promise;
    host.label = 'old';
    const { page, delivered } = await openPreview(views, host);
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
    const { page, delivered } = await openPreview(views, host);
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
    const { page, emit } = await openPreview(views, host);
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

  test('a wait is told in place of the progress, until it goes on', async () => {
    const host = fakePreviewHost(5);
    const gate = Promise.withResolvers<void>();
    host.gate.load = gate.promise;
    const { page, emit } = await openPreview(views, host);
    await emit('progress', { read: 200 });
    await emit('waiting', { sentence: 'The site asked to wait until 09:20.' });
    expect(await toolbarStatus(page)).toBe('The site asked to wait until 09:20.');
    await emit('waiting', { sentence: '' });
    expect(await toolbarStatus(page)).toBe('Reading… 200 records so far');
    await emit('waiting', { sentence: 'The site stumbles.' });
    await emit('progress', { read: 300 });
    expect(await toolbarStatus(page)).toBe('Reading… 300 records so far');
    await emit('waiting', { sentence: 'The site stumbles.' });
    gate.resolve();
    await expect.poll(() => toolbarStatus(page)).toContain('5 records');
    await emit('waiting', { sentence: 'Too late.' });
    expect(await toolbarStatus(page)).toContain('5 records');
  });

  test('a failed load says why and can be tried again', async () => {
    const host = fakePreviewHost(5);
    host.failures.set('load', 'acme.atlassian.net does not accept the token (401). Edit the organization.');
    const { page } = await openPreview(views, host);
    await page.getByText('does not accept the token (401)').waitFor();
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).click();
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await page.locator('.notice').textContent()).toBe('');
  });

  test('rows that cannot be had are said so and can be tried again', async () => {
    const host = fakePreviewHost(5);
    host.failures.set('rows', 'The records are gone.');
    const { page } = await openPreview(views, host);
    await page.getByText('The records are gone.').waitFor();
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).press('Enter');
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await focused(page)).toEqual([0, 0]);
  });

  test('an empty range is not a failure and says which range it was', async () => {
    const { page } = await openPreview(views, fakePreviewHost(0));
    await page.getByText('No audit records from 2026-11-21 09:15:03 to 2026-11-22 09:15:03 (UTC).').waitFor();
    expect(await page.getByRole('grid').isVisible()).toBe(false);
  });

  test.each(['Retry', 'Load'])('%s by keyboard leads to the records', async (button) => {
    const host = fakePreviewHost(5);
    if (button === 'Retry') host.failures.set('load', 'The site does not answer.');
    else host.gate.load = new Promise(() => undefined);
    const { page } = await openPreview(views, host);
    if (button === 'Load') await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    const gate = Promise.withResolvers<void>();
    host.gate.load = gate.promise;
    host.failures.clear();
    await page.locator('.notice').getByRole('button', { name: button }).press('Enter');
    await page.locator('.notice .progress').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('.toolbar') !== null)).toBe(true);
    gate.resolve();
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await focused(page)).toEqual([0, 0]);
  });

  test('records that come do not take the focus from where a person went meanwhile', async () => {
    const host = fakePreviewHost(5);
    host.failures.set('load', 'The site does not answer.');
    const { page } = await openPreview(views, host);
    const gate = Promise.withResolvers<void>();
    host.gate.load = gate.promise;
    host.failures.clear();
    await page.getByRole('button', { name: 'Retry' }).press('Enter');
    await page.getByRole('combobox', { name: 'Time range' }).focus();
    gate.resolve();
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Time range');
  });
});
