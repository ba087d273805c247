import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, EMPTY_ORGANIZATION, fakeOrganizationHost } from '../fakeOrganizationHost.ts';
import { field, input } from '../formLocators.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { fillAccount, openOrganizationForm } from './organizationPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const EXPIRES = 'Token expires on (optional)';

describe('saving the organization form', () => {
  test('is filled in and saved by keyboard alone', async () => {
    const host = fakeOrganizationHost();
    const { page } = await openOrganizationForm(views, host);
    const keys = page.keyboard;
    // The focus is in the first field from the start.
    await input(page, 'Organization URL').and(page.locator(':focus')).waitFor();
    await keys.type(ACCOUNT.siteUrl);
    await keys.press('Tab');
    await keys.type(ACCOUNT.userName);
    await keys.press('Tab');
    await keys.type(ACCOUNT.apiToken);
    await keys.press('Tab'); // Create an API token
    await keys.press('Tab');
    await keys.type('12312026'); // its month, its day, its year
    await keys.press('Tab'); // the calendar's button
    await keys.press('Tab');
    await keys.type('Acme');
    await keys.press('Tab');
    await keys.press('ArrowDown'); // the first destination
    await keys.press('Tab'); // Add destination…
    await keys.press('Tab');
    await keys.press('ArrowDown'); // the last 30 days
    await keys.press('Tab');
    await keys.press('Space'); // background sync
    await keys.press('Tab');
    await keys.press('ControlOrMeta+A');
    await keys.type('15');
    await keys.press('Tab');
    await keys.press('Enter'); // Save
    await expect
      .poll(() => host.saved)
      .toEqual([
        {
          ...ACCOUNT,
          tokenExpiresOn: '2026-12-31',
          displayName: 'Acme',
          destinationId: 'azure-1',
          firstSync: 'last30Days',
          backgroundSync: true,
          intervalMinutes: '15',
        },
      ]);
  });

  test.each(['Organization URL', 'User name (e-mail)', 'API token', 'Display name (optional)', EXPIRES])(
    'Enter in %s saves, once',
    async (label) => {
      const host = fakeOrganizationHost();
      const gate = Promise.withResolvers<void>();
      host.saveGate = gate.promise;
      const { page } = await openOrganizationForm(views, host);
      await fillAccount(page);
      await input(page, label).press('Enter');
      await input(page, label).press('Enter');
      await page.getByRole('button', { name: 'Saving…' }).click();
      gate.resolve();
      await expect.poll(() => host.saved.length).toBe(1);
      // Until the host closes the page, nothing is saved a second time.
      await input(page, label).press('Enter');
      await page.getByRole('button', { name: 'Saving…' }).click();
      expect(host.called).toEqual(['save']);
    },
  );

  test('a failed save says what is wrong at each field and goes to the first', async () => {
    const host = fakeOrganizationHost();
    const { page } = await openOrganizationForm(views, host);
    await input(page, 'User name (e-mail)').fill(ACCOUNT.userName);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => field(page, 'Organization URL').textContent())
      .toContain('not the address of a Confluence site');
    expect(await field(page, 'API token').textContent()).toContain('Enter an API token.');
    expect(await field(page, 'User name (e-mail)').locator('.note').count()).toBe(0);
    expect(await input(page, 'Organization URL').getAttribute('aria-invalid')).toBe('true');
    expect(await input(page, 'Organization URL').getAttribute('aria-description')).toContain('not the address');
    expect(await input(page, 'User name (e-mail)').getAttribute('aria-invalid')).toBeNull();
    expect(await input(page, 'Organization URL').evaluate((node) => node.matches(':focus'))).toBe(true);
    expect(await page.getByRole('alert').textContent()).toContain('Not saved. This is not the address');
    expect(host.saved).toEqual([]);
    // What was typed is still there, and a correction is saved.
    await fillAccount(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.length).toBe(1);
  });

  test('what a save says of a field stays there when the field is gone to, and until it is edited', async () => {
    const host = fakeOrganizationHost();
    const refusal = { field: 'siteUrl', verdict: 'failed', text: 'There is no site of this name.' } as const;
    const save = { ...host.handlers.save, run: () => ({ saved: false, notes: [refusal] }) };
    const { page, delivered } = await openOrganizationForm(views, host, { handlers: { ...host.handlers, save } });
    const url = field(page, 'Organization URL');
    await input(page, 'Organization URL').focus();
    for (const text of [ACCOUNT.siteUrl, ACCOUNT.userName, ACCOUNT.apiToken]) {
      await page.keyboard.type(text);
      if (text !== ACCOUNT.apiToken) await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await url.getByText(refusal.text).waitFor();
    await input(page, 'Organization URL').and(page.locator(':focus')).waitFor();
    await delivered();
    expect(await url.locator('.note').textContent()).toContain(refusal.text);
    // Another field that is edited and left is judged by itself.
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('nobody');
    await page.keyboard.press('Tab');
    await field(page, 'User name (e-mail)').getByText('Enter the e-mail address of the account.').waitFor();
    expect(await url.locator('.note').textContent()).toContain(refusal.text);
    await input(page, 'Organization URL').press('End');
    await page.keyboard.type('x');
    expect(await url.locator('.note').count()).toBe(0);
  });

  test('a save that fails as a whole says why and can be tried again', async () => {
    const host = fakeOrganizationHost();
    host.saveFailure = 'The secret storage is locked.';
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.form-notes').getByText('The secret storage is locked.').waitFor();
    host.saveFailure = undefined;
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.length).toBe(1);
  });

  test('a day that is typed by half is not taken for none', async () => {
    const host = fakeOrganizationHost();
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await input(page, EXPIRES).focus();
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await field(page, EXPIRES).getByText('This is not a day.').waitFor();
    expect(await input(page, EXPIRES).getAttribute('aria-invalid')).toBe('true');
    expect(await input(page, EXPIRES).getAttribute('aria-description')).toContain('This is not a day. Atlassian');
    expect(host.saved).toEqual([]);
    // From the day to the year, and to the calendar's button, which opens the calendar and saves nothing.
    for (const key of ['Tab', 'Tab', 'Enter', 'Escape']) await page.keyboard.press(key);
    await input(page, EXPIRES).fill('2026-12-31');
    expect(await input(page, EXPIRES).getAttribute('aria-invalid')).toBeNull();
    await input(page, EXPIRES).press('Enter');
    await expect.poll(() => host.saved.map((values) => values.tokenExpiresOn)).toEqual(['2026-12-31']);
    expect(host.called).toEqual(['save', 'save']);
  });

  test('Save works while a test is running', async () => {
    const host = fakeOrganizationHost();
    host.testGate = new Promise(() => undefined);
    const { page } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.length).toBe(1);
  });

  test('the stored token never comes to the form, and an empty one keeps it', async () => {
    const host = fakeOrganizationHost({
      ...EMPTY_ORGANIZATION,
      mode: 'edit',
      tokenStored: true,
      values: {
        ...EMPTY_ORGANIZATION.values,
        siteUrl: ACCOUNT.siteUrl,
        userName: ACCOUNT.userName,
        tokenExpiresOn: '2027-01-15',
      },
    });
    const { page } = await openOrganizationForm(views, host);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Edit Confluence organization');
    expect(await input(page, 'API token').inputValue()).toBe('');
    expect(await field(page, 'API token').textContent()).toContain('Stored; leave empty to keep it.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => host.saved.map((values) => [values.apiToken, values.tokenExpiresOn]))
      .toEqual([['', '2027-01-15']]);
  });

  test('Escape closes an open dropdown and throws nothing away', async () => {
    const host = fakeOrganizationHost();
    const { page, delivered } = await openOrganizationForm(views, host);
    await fillAccount(page);
    await page.getByRole('combobox', { name: 'Destination' }).click();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Destination' }).getAttribute('aria-expanded'))
      .toBe('false');
    await page.keyboard.press('Escape');
    await input(page, 'API token').press('Escape');
    await delivered();
    expect(host.called).toEqual([]);
    expect(await input(page, 'API token').inputValue()).toBe(ACCOUNT.apiToken);
  });

  test.each([
    { width: 480, height: 560 },
    { width: 320, height: 640 },
    { width: 480, height: 400 },
  ])('a failure of the whole form is in sight at $width x $height', async (size) => {
    const host = fakeOrganizationHost();
    host.saveFailure = 'The connection does not work yet. Press Save again to save it anyway.';
    const { page } = await openOrganizationForm(views, host, size);
    await fillAccount(page);
    await input(page, 'Organization URL').press('Enter');
    const note = page.locator('.form-notes .note-failed');
    await note.waitFor();
    const isInSight = () =>
      note.evaluate((node) => {
        const { left, bottom } = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(left + 30, bottom - 4));
      });
    await expect.poll(isInSight).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // It did not scroll away what is in sight already.
    if (size.height > 480) expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});
