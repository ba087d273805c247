import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakePreviewHost, loadedOf, ORGANIZATION } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, openPreview } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('the search of the preview', () => {
  test('Enter loads what contains the text, and the button tells a new search from the same one', async () => {
    const host = fakePreviewHost(5);
    const { page } = await openPreview(views, host);
    await page.getByRole('button', { name: 'Refresh' }).waitFor();
    const search = page.getByRole('searchbox', { name: 'Search text' });
    expect(await search.getAttribute('placeholder')).toBe("Find in the site's records");
    await search.fill(' page restored ');
    await page.getByRole('button', { name: 'Load' }).waitFor();
    await search.press('Enter');
    await expect.poll(() => host.queries.map((query) => query.search)).toEqual(['', 'page restored']);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => host.queries.at(2)?.search).toBe('page restored');
    await search.fill('');
    await page.getByRole('button', { name: 'Load' }).click();
    await expect.poll(() => host.queries.at(3)?.search).toBe('');
  });

  test('is part of a custom range too', async () => {
    const host = fakePreviewHost(5);
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    await page.getByRole('combobox', { name: 'Time range' }).press('End');
    await page.getByLabel('Search text').fill('ann');
    await page.getByLabel('Search text').press('Enter');
    await expect.poll(() => host.queries.at(1)).toMatchObject({ range: 'custom', search: 'ann' });
  });

  test('Escape empties it and leaves the open record open; pressed again it closes that', async () => {
    const { page } = await openPreview(views, fakePreviewHost(5));
    await cell(page, 2, 'Summary').getByText('record 2').click();
    const record = page.getByRole('region', { name: 'Record', exact: true });
    await record.waitFor();
    const search = page.getByLabel('Search text');
    await search.fill('ann');
    await search.press('Escape');
    expect(await search.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Refresh' }).waitFor();
    expect(await record.isVisible()).toBe(true);
    await search.press('Escape');
    expect(await record.isVisible()).toBe(false);
  });

  test('that finds nothing says so', async () => {
    const host = fakePreviewHost(0);
    const { page } = await openPreview(views, host);
    await page.getByText('No audit records from').waitFor();
    await page.getByLabel('Search text').fill('<b>gone');
    await page.getByLabel('Search text').press('Enter');
    await page.getByText('No record of this range contains “<b>gone”.').waitFor();
  });

  test('is remembered while the view is hidden, and shown with what the host still holds', async () => {
    const host = fakePreviewHost(5);
    const first = await openPreview(views, host);
    await first.page.getByLabel('Search text').fill('ann');
    await first.page.getByLabel('Search text').press('Enter');
    await expect.poll(() => host.queries.length).toBe(2);
    const second = await openPreview(views, host, { state: first.state() });
    await expect.poll(() => host.queries.at(2)?.search).toBe('ann');
    expect(await second.page.getByLabel('Search text').inputValue()).toBe('ann');
    const query = { ...ORGANIZATION.query, search: 'bob' };
    const third = await openPreview(views, fakePreviewHost(5, { ...ORGANIZATION, query, loaded: loadedOf(5) }));
    expect(await third.page.getByLabel('Search text').inputValue()).toBe('bob');
  });

  test('a state kept before there was a search is still taken', async () => {
    const host = fakePreviewHost(5);
    await openPreview(views, host, { state: { query: { range: 'lastHour' }, selected: undefined } });
    await expect.poll(() => host.queries).toMatchObject([{ range: 'lastHour', search: '' }]);
  });
});
