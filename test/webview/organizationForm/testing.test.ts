import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeOrganizationHost } from '../fakeOrganizationHost.ts';
import { field, input, statusText } from '../formLocators.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { fillAccount, openOrganizationForm } from './organizationPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('testing the connection of the organization form', () => {
  test('a test of the connection says field by field what works', async () => {
    const { page } = await openOrganizationForm(views, fakeOrganizationHost());
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await field(page, 'Organization URL').getByText('acme.atlassian.net answers.').waitFor();
    expect(await field(page, 'API token').locator('.note-ok').textContent()).toContain('The site accepts the token.');
    expect(await page.locator('.form-notes').textContent()).toContain('The audit log can be read.');
    expect(await statusText(page)).toBe('The connection works.');
  });

  test('a test that fails marks the field it speaks of', async () => {
    const { page } = await openOrganizationForm(views, fakeOrganizationHost());
    await fillAccount(page);
    await input(page, 'API token').fill('another');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await field(page, 'API token').getByText('does not accept this token').waitFor();
    expect(await input(page, 'API token').getAttribute('aria-invalid')).toBe('true');
    expect(await statusText(page)).toContain('The test failed.');
    expect(await page.getByRole('alert').textContent()).toBe('The site does not accept this token (401).');
  });

  test('editing stops a running test, and its late answer is dropped', async () => {
    const host = fakeOrganizationHost();
    const gate = Promise.withResolvers<void>();
    host.testGate = gate.promise;
    const { page, delivered } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Testing…' }).waitFor();
    await input(page, 'Display name (optional)').fill('A');
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    gate.resolve();
    await delivered();
    expect(await page.locator('.note').count()).toBe(0);
    expect(await statusText(page)).toBe('The test was stopped because the form was changed.');
  });
});
