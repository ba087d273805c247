import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakePreviewHost } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, elementCount, focused, isRowInSight, openPreview } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('an opened record', () => {
  test('a row that is opened shows its record and its mapped row, and Escape goes back to it', async () => {
    const host = fakePreviewHost(500);
    const { page, state } = await openPreview(views, host);
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
    const { page } = await openPreview(views, host);
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
    const { page, delivered } = await openPreview(views, host);
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
    const { page } = await openPreview(views, host);
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
    const { page } = await openPreview(views, host);
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

  test('the row that was opened stays in sight with its focus, wherever it was', async () => {
    const { page } = await openPreview(views, fakePreviewHost(500));
    for (const index of [24, 3, 26]) {
      await cell(page, index, 'Summary').getByText(`record ${index}`).click();
      await page.getByText(`"number": ${index},`).waitFor();
      await expect.poll(() => isRowInSight(page, index)).toBe(true);
      expect(await focused(page)).toEqual([index, 2]);
      await page.keyboard.press('Escape');
    }
    // A smaller window takes away from below, too.
    await cell(page, 20, 'Summary').click();
    await page.getByText('"number": 20,').waitFor();
    await page.setViewportSize({ width: 1000, height: 560 });
    await expect.poll(() => isRowInSight(page, 20)).toBe(true);
  });

  test('a row that was scrolled out of sight is not brought back by the record that opens', async () => {
    const host = fakePreviewHost(500);
    const gate = Promise.withResolvers<void>();
    host.gate.record = gate.promise;
    const { page } = await openPreview(views, host);
    await cell(page, 2, 'Summary').getByText('record 2').click();
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 5000));
    await cell(page, 230, 'Summary').getByText('record 230').waitFor();
    gate.resolve();
    await page.getByText('"number": 2,').waitFor();
    expect(await page.getByRole('grid').evaluate((grid) => grid.scrollTop)).toBe(5000);
  });
});
