import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openDiagnosis } from './diagnosis/diagnosisPage.ts';
import { EMPTY_DESTINATION, fakeDestinationHost } from './fakeDestinationHost.ts';
import { FAILING } from './fakeDiagnosis.ts';
import { BEGUN, fakeDiagnosisHost } from './fakeDiagnosisHost.ts';
import { fakeOrganizationHost } from './fakeOrganizationHost.ts';
import { fakePreviewHost } from './fakePreviewHost.ts';
import { cell, openPreview } from './recordPreview/previewPage.ts';
import { launchViews, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const SIZES = [
  { width: 480, height: 600 },
  { width: 480, height: 400 },
  { width: 320, height: 480 },
  { width: 320, height: 640 },
];

/** What Tab reaches that is not in sight when it has the focus: below the footer or out of the window. */
async function hiddenStops(page: Page): Promise<readonly string[]> {
  const hidden: string[] = [];
  for (let stop = 0; stop < 40; stop++) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return undefined;
      const { left, right, top, bottom } = active.getBoundingClientRect();
      const isFound = [top + 2, bottom - 2].every((y) => {
        const found = document.elementFromPoint((left + right) / 2, y);
        return found !== null && (active.contains(found) || found.contains(active));
      });
      return { name: active.getAttribute('aria-label') ?? active.textContent ?? '', isFound };
    });
    if (place === undefined) return hidden;
    if (!place.isFound) hidden.push(place.name);
  }
  throw new Error('Tab does not come to an end.');
}

describe.each(SIZES)('at $width x $height', (size) => {
  test('the organization form hides nothing that has the focus, with notes at every field', async () => {
    const host = fakeOrganizationHost();
    const { page } = await views.open({ view: 'organizationForm', handlers: host.handlers, ...size });
    expect(await hiddenStops(page)).toEqual([]);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('.note-failed').first().waitFor();
    await page.evaluate(() => document.querySelector('h1')?.scrollIntoView());
    await page.locator('h1').click();
    expect(await hiddenStops(page)).toEqual([]);
  });

  test('the diagnosis hides nothing that has the focus', async () => {
    const { page } = await openDiagnosis(
      views,
      fakeDiagnosisHost({ ...BEGUN, finished: FAILING, running: false }),
      size,
    );
    expect(await hiddenStops(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test('the destination form hides nothing that has the focus', async () => {
    const state = { ...EMPTY_DESTINATION, values: { ...EMPTY_DESTINATION.values, cloud: 'custom' as const } };
    const { page } = await views.open({
      view: 'destinationForm',
      handlers: fakeDestinationHost(state).handlers,
      ...size,
    });
    expect(await hiddenStops(page)).toEqual([]);
  });
});

test.each([
  { width: 1280, height: 300 },
  { width: 480, height: 400 },
])('at $width x $height an opened record is high enough to be read', async (size) => {
  const { page } = await openPreview(views, fakePreviewHost(500), size);
  await cell(page, 2, 'Summary').getByText('record 2').click();
  await page.getByText('"number": 2,').waitFor();
  for (const pane of await page.locator('.pane-content').all()) {
    expect((await pane.boundingBox())?.height).toBeGreaterThanOrEqual(100);
  }
  expect((await page.getByRole('grid').boundingBox())?.height).toBeGreaterThanOrEqual(100);
});
