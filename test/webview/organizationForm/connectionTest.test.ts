import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationFormCalls, OrganizationFormEvents } from '../../../src/protocol/organizationForm.ts';
import { step, stepTexts, summaryText } from '../diagnosis/diagnosisPage.ts';
import { FAILING, PLANNED } from '../fakeDiagnosis.ts';
import { fakeOrganizationHost } from '../fakeOrganizationHost.ts';
import { field, input } from '../formLocators.ts';
import { launchViews, type OpenOptions, type View, type ViewBrowser } from '../viewBrowser.ts';
import { fillAccount, openOrganizationForm } from './organizationPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const OUTDATED = 'The form was changed after this test.';

interface RunningTest extends View<OrganizationFormEvents> {
  readonly host: ReturnType<typeof fakeOrganizationHost>;
  /** Lets the host answer. */
  readonly answer: () => void;
}

/** A form whose test was begun and waits. */
async function runningTest(more: Partial<OpenOptions<OrganizationFormCalls>> = {}): Promise<RunningTest> {
  const host = fakeOrganizationHost();
  const gate = Promise.withResolvers<void>();
  host.testGate = gate.promise;
  const view = await openOrganizationForm(views, host, more);
  await fillAccount(view.page);
  await input(view.page, 'API token').fill('another');
  await view.page.getByRole('button', { name: 'Test connection' }).click();
  await view.page.getByRole('button', { name: 'Stop test' }).waitFor();
  await view.emit('diagnosisBegun', { steps: PLANNED });
  return { ...view, host, answer: gate.resolve };
}

/** Whether all of it can be seen, above the footer. */
function isInSight(target: Locator): Promise<boolean> {
  return target.evaluate((node) => {
    const { left, top, bottom } = node.getBoundingClientRect();
    return [top + 2, bottom - 2].every((y) => node.contains(document.elementFromPoint(left + 2, y)));
  });
}

describe('the diagnosis in the organization form', () => {
  test('is not there before the first test', async () => {
    const { page } = await openOrganizationForm(views, fakeOrganizationHost());
    expect(await page.getByRole('heading', { name: 'Connection test' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Copy as Markdown' }).count()).toBe(0);
  });

  test('goes on below the fields, in sight, and takes no focus; the notes come at their fields', async () => {
    const { page, emit, answer } = await runningTest();
    const section = page.locator('section', { has: page.locator('.diagnosis') });
    expect(await isInSight(section)).toBe(true);
    for (const each of FAILING) await emit('stepFinished', each);
    expect(await isInSight(section)).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stop test');
    answer();
    await field(page, 'API token').getByText('does not accept this token').waitFor();
    expect(await summaryText(page)).toBe('1 problem, 1 remark, 2 not checked');
    expect(await step(page, 'Confluence administrator').textContent()).toContain('may not read the audit log');
  });

  test('does not move a page that a person has scrolled away', async () => {
    const { page, emit } = await runningTest({ height: 500 });
    await page.mouse.move(300, 200);
    await page.mouse.wheel(0, -5000);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    for (const each of FAILING) await emit('stepFinished', each);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test('its buttons call the host and do not save', async () => {
    const { page, emit, host } = await runningTest();
    for (const each of FAILING) await emit('stepFinished', each);
    await page.getByRole('button', { name: 'Open user management' }).press('Enter');
    await expect.poll(() => host.repaired).toEqual(['administrator']);
    await page.getByRole('button', { name: 'Copy as Markdown' }).press('Enter');
    await page.getByText('Copied.').waitFor();
    expect(host.called).toEqual(['testConnection', 'copyDiagnosis']);
  });

  test('edited after the test, it stays and says that it is outdated, until the next one', async () => {
    const { page, emit, answer } = await runningTest();
    for (const each of FAILING) await emit('stepFinished', each);
    answer();
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    expect(await page.getByText(OUTDATED).isVisible()).toBe(false);
    await page.getByRole('checkbox', { name: 'Sync in the background' }).click();
    await page.getByText(OUTDATED).waitFor();
    expect(await page.locator('.outdated .step').count()).toBe(PLANNED.length);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await emit('diagnosisBegun', { steps: PLANNED });
    expect(await page.getByText(OUTDATED).isVisible()).toBe(false);
    expect(await page.locator('.outdated').count()).toBe(0);
  });

  test('edited during the test, it stops where it is, and its late steps are dropped', async () => {
    const { page, emit, answer, delivered } = await runningTest();
    for (const each of FAILING.slice(0, 1)) await emit('stepFinished', each);
    await input(page, 'Display name (optional)').fill('A');
    await page.getByText(OUTDATED).waitFor();
    for (const each of FAILING.slice(1, 2)) await emit('stepFinished', each);
    answer();
    await delivered();
    expect(await summaryText(page)).toBe('Stopped after 1 of 9 steps');
    expect((await stepTexts(page))[1]).toBe('Not done: Proxy');
  });

  test('stopped by Escape, it stays where it is, and its late steps are dropped', async () => {
    const { page, emit, answer, delivered } = await runningTest();
    for (const each of FAILING.slice(0, 1)) await emit('stepFinished', each);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    await emit('diagnosisBegun', { steps: PLANNED.slice(0, 3) });
    for (const each of FAILING.slice(1, 2)) await emit('stepFinished', each);
    answer();
    await delivered();
    expect(await summaryText(page)).toBe('Stopped after 1 of 9 steps');
    expect(await page.locator('.note').count()).toBe(0);
  });

  test.each([
    ['refused for what is in a field', 'nonsense', ['testConnection']],
    ['answered without a diagnosis', 'https://other.atlassian.net', ['testConnection', 'testConnection']],
  ])('is gone when the next test is %s', async (_how, siteUrl, called) => {
    const { page, emit, answer, host } = await runningTest();
    for (const each of FAILING) await emit('stepFinished', each);
    answer();
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    await input(page, 'Organization URL').fill(siteUrl);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('heading', { name: 'Connection test' }).waitFor({ state: 'hidden' });
    expect(host.called).toEqual(called);
  });

  test('a diagnosis that begins only after an edit is not shown as current', async () => {
    const { page, emit } = await runningTest();
    await input(page, 'Display name (optional)').fill('A');
    await emit('diagnosisBegun', { steps: PLANNED.slice(0, 3) });
    expect(await page.locator('.outdated .step').count()).toBe(PLANNED.length);
  });

  test('a save runs it too, and a test that ends without all steps says so', async () => {
    const host = fakeOrganizationHost();
    const gate = Promise.withResolvers<void>();
    host.saveGate = gate.promise;
    host.saveFailure = 'The secret storage is locked.';
    const { page, emit } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await input(page, 'API token').press('Enter');
    await page.getByRole('button', { name: 'Saving…' }).waitFor();
    await emit('diagnosisBegun', { steps: PLANNED });
    for (const each of FAILING.slice(0, 3)) await emit('stepFinished', each);
    expect(await summaryText(page)).toBe('Running: 3 of 9 steps done');
    gate.resolve();
    await expect.poll(() => summaryText(page)).toBe('Stopped after 3 of 9 steps');
  });
});
