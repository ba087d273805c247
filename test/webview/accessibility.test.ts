import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousProblems } from './axe.ts';
import { openDiagnosis } from './diagnosis/diagnosisPage.ts';
import { fakeDestinationHost } from './fakeDestinationHost.ts';
import { FAILING, PLANNED } from './fakeDiagnosis.ts';
import { fakeDiagnosisHost } from './fakeDiagnosisHost.ts';
import { fakeOrganizationHost } from './fakeOrganizationHost.ts';
import { fakePreviewHost, loadedOf } from './fakePreviewHost.ts';
import { input } from './formLocators.ts';
import { openOrganizationForm } from './organizationForm/organizationPage.ts';
import { openPreview } from './recordPreview/previewPage.ts';
import { THEMES } from './themes.ts';
import { launchViews, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe.each(THEMES)('in the theme %s', (theme) => {
  test('the organization form has no serious problem, empty or with notes', async () => {
    const { page } = await views.open({ view: 'organizationForm', handlers: fakeOrganizationHost().handlers, theme });
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.note-failed').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the destination form has no serious problem, empty or with notes', async () => {
    const { page } = await views.open({ view: 'destinationForm', handlers: fakeDestinationHost().handlers, theme });
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'Cloud' }).press('End');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.note-failed').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the record preview has no serious problem, with and without an open record', async () => {
    const { page } = await views.open({ view: 'recordPreview', handlers: fakePreviewHost(1000).handlers, theme });
    await page.getByText('record 3').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByText('record 3').first().click();
    await page.getByText('"number": 3').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('what the catalogue does not know has no serious problem', async () => {
    const host = fakePreviewHost(1000);
    host.loaded = loadedOf(1000, { drift: [{ kind: 'category', name: 'AI governance', records: 12 }] });
    const { page } = await openPreview(views, host, { theme });
    await page.locator('summary').click();
    await page.getByText('AI governance').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the diagnosis has no serious problem, running or ended', async () => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost(), { theme });
    for (const step of FAILING.slice(0, 6)) await emit('stepFinished', step);
    expect(await seriousProblems(page)).toEqual([]);
    for (const step of FAILING) await emit('stepFinished', step);
    await emit('diagnosisEnded', { message: 'Cancelled.' });
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('the organization form has no serious problem with a test, current or outdated', async () => {
    const { page, emit } = await openOrganizationForm(views, fakeOrganizationHost(), { theme });
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('.note-failed').first().waitFor();
    await emit('diagnosisBegun', { steps: PLANNED });
    for (const step of FAILING) await emit('stepFinished', step);
    expect(await seriousProblems(page)).toEqual([]);
    await input(page, 'API token').fill('x');
    await page.locator('.outdated').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });
});
