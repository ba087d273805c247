import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DriftEntry } from '../../../src/protocol/recordPreview.ts';
import { fakePreviewHost, loadedOf } from '../fakePreviewHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { cell, openPreview } from './previewPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const DRIFT: readonly DriftEntry[] = [
  { kind: 'category', name: 'AI governance', records: 1204 },
  { kind: 'event', name: 'Agent deployed\u202e (AI governance)', records: 83 },
  { kind: 'field', name: 'agentSession', records: 3 },
];

describe('what the catalogue does not know', () => {
  test('is one line that opens to a list by keyboard', async () => {
    const host = fakePreviewHost(500);
    host.loaded = loadedOf(500, { drift: DRIFT });
    const { page } = await openPreview(views, host);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    const line = page.getByText('Not in the catalogue: 3 kinds of records or fields');
    expect(await page.getByRole('table').isVisible()).toBe(false);
    await line.press('Enter');
    await page.getByText('They are shown and forwarded all the same.').waitFor();
    expect(await page.getByRole('table').getByRole('row').allTextContents()).toEqual([
      'KindNameRecords',
      'CategoryAI governance1,204',
      'EventAgent deployed\\u202e (AI governance)83',
      'FieldagentSession3',
    ]);
  });

  test('a load without any takes the line away', async () => {
    const host = fakePreviewHost(5);
    host.loaded = loadedOf(5, { drift: DRIFT.slice(0, 1) });
    const { page } = await openPreview(views, host);
    await page.getByText('Not in the catalogue: 1 kind of record or field').waitFor();
    host.loaded = loadedOf(5);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('.drift').waitFor({ state: 'hidden' });
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
  });

  test.each([
    { width: 1280, height: 800 },
    { width: 480, height: 400 },
  ])('at $width x $height it leaves room for the records, closed and open', async (size) => {
    const host = fakePreviewHost(500);
    const many = Array.from({ length: 40 }, (_, index) => ({ kind: 'field' as const, name: `f${index}`, records: 1 }));
    host.loaded = loadedOf(500, { drift: many });
    const { page } = await openPreview(views, host, size);
    await cell(page, 0, 'Summary').getByText('record 0').waitFor();
    const height = async (selector: string) => (await page.locator(selector).boundingBox())?.height ?? Number.NaN;
    expect(await height('.drift')).toBeLessThan(24);
    await page.locator('summary').click();
    expect(await height('.drift')).toBeLessThan(size.height / 2);
    expect(await height('[role=grid]')).toBeGreaterThanOrEqual(100);
  });
});
