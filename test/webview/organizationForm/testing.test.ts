import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, fakeOrganizationHost } from '../fakeOrganizationHost.ts';
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

  test('what is wrong before any test is said as such, and gone to', async () => {
    const host = fakeOrganizationHost();
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await input(page, 'User name (e-mail)').fill('nobody');
    await page.getByRole('button', { name: 'Test connection' }).press('Enter');
    await field(page, 'User name (e-mail)').getByText('Enter the e-mail address').waitFor();
    await input(page, 'User name (e-mail)').and(page.locator(':focus')).waitFor();
    expect(await statusText(page)).toBe('Nothing was tested. What is wrong is written at the fields.');
    expect(host.called).toEqual([]);
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
  });

  test.each(['the button', 'Escape in a field', 'Escape on the page'])(
    'a running test is stopped by %s, keeps what was typed, and can be begun anew',
    async (by) => {
      const host = fakeOrganizationHost();
      const gate = Promise.withResolvers<void>();
      host.testGate = gate.promise;
      const { page, delivered } = await openOrganizationForm(views, host);
      await fillAccount(page);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect.poll(() => host.called).toEqual(['testConnection']);
      expect(await statusText(page)).toBe('Testing…');
      if (by === 'the button') await page.getByRole('button', { name: 'Stop test' }).click();
      else if (by === 'Escape in a field') await input(page, 'API token').press('Escape');
      else {
        await page.locator('h1').click();
        await page.keyboard.press('Escape');
      }
      await page.getByRole('button', { name: 'Test connection' }).waitFor();
      expect(await statusText(page)).toBe('The test was stopped.');
      gate.resolve();
      await delivered();
      expect(await page.locator('.note').count()).toBe(0);
      expect(await input(page, 'API token').inputValue()).toBe(ACCOUNT.apiToken);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect.poll(() => statusText(page)).toBe('The connection works.');
      expect(host.called).toEqual(['testConnection', 'testConnection']);
    },
  );

  test('a double click begins a test and does not stop it', async () => {
    const host = fakeOrganizationHost();
    host.testGate = new Promise(() => undefined);
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).dblclick();
    await expect.poll(() => host.called).toEqual(['testConnection']);
    expect(await statusText(page)).toBe('Testing…');
  });

  test('Escape that closes a list does not stop the test', async () => {
    const host = fakeOrganizationHost();
    host.testGate = new Promise(() => undefined);
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('combobox', { name: 'Destination' }).click();
    await page.keyboard.press('Escape');
    await page.locator('vscode-dropdown[aria-label=Destination]:not([open])').waitFor();
    expect(await statusText(page)).toBe('Testing…');
    await page.keyboard.press('Escape');
    await expect.poll(() => statusText(page)).toBe('The test was stopped.');
  });

  test('editing stops a running test, and its late answer is dropped', async () => {
    const host = fakeOrganizationHost();
    const gate = Promise.withResolvers<void>();
    host.testGate = gate.promise;
    const { page, delivered } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Stop test' }).waitFor();
    await input(page, 'Display name (optional)').fill('A');
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    gate.resolve();
    await delivered();
    expect(await page.locator('.note').count()).toBe(0);
    expect(await statusText(page)).toBe('The test was stopped because the form was changed.');
  });
});
