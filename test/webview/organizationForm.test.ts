import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationFormCalls, OrganizationFormEvents } from '../../src/protocol/organizationForm.ts';
import {
  ACCOUNT,
  EMPTY_ORGANIZATION,
  type FakeOrganizationHost,
  fakeOrganizationHost,
} from './fakeOrganizationHost.ts';
import { field, input, statusText } from './formLocators.ts';
import { launchViews, type OpenOptions, type View, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
}, 60_000);
afterEach(() => views.closePages());
afterAll(() => views.close());

type Form = View<OrganizationFormEvents>;

function open(host: FakeOrganizationHost, more: Partial<OpenOptions<OrganizationFormCalls>> = {}): Promise<Form> {
  return views.open<OrganizationFormCalls, OrganizationFormEvents>({
    view: 'organizationForm',
    handlers: host.handlers,
    ...more,
  });
}

async function fillAccount(page: Page): Promise<void> {
  await input(page, 'Organization URL').fill(ACCOUNT.siteUrl);
  await input(page, 'User name (e-mail)').fill(ACCOUNT.userName);
  await input(page, 'API token').fill(ACCOUNT.apiToken);
}

describe('organization form', { timeout: 60_000 }, () => {
  test('is filled in and saved by keyboard alone', async () => {
    const host = fakeOrganizationHost();
    const { page } = await open(host);
    const keys = page.keyboard;
    await keys.press('Tab');
    await keys.type(ACCOUNT.siteUrl);
    await keys.press('Tab');
    await keys.type(ACCOUNT.userName);
    await keys.press('Tab');
    await keys.type(ACCOUNT.apiToken);
    await keys.press('Tab'); // Create an API token
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
          displayName: 'Acme',
          destinationId: 'azure-1',
          firstSync: 'last30Days',
          backgroundSync: true,
          intervalMinutes: '15',
        },
      ]);
  });

  test.each(['Organization URL', 'User name (e-mail)', 'API token', 'Display name (optional)'])(
    'Enter in %s saves, once',
    async (label) => {
      const host = fakeOrganizationHost();
      const gate = Promise.withResolvers<void>();
      host.saveGate = gate.promise;
      const { page } = await open(host);
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
    const { page } = await open(host);
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

  test('a save that fails as a whole says why and can be tried again', async () => {
    const host = fakeOrganizationHost();
    host.saveFailure = 'The secret storage is locked.';
    const { page } = await open(host);
    await fillAccount(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.form-notes').getByText('The secret storage is locked.').waitFor();
    host.saveFailure = undefined;
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.length).toBe(1);
  });

  test('leaving a field judges what was typed, and nothing that was only passed by', async () => {
    const { page } = await open(fakeOrganizationHost());
    await input(page, 'Organization URL').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type('nobody');
    await page.keyboard.press('Tab');
    await field(page, 'User name (e-mail)').getByText('Enter the e-mail address of the account.').waitFor();
    expect(await page.locator('.note').count()).toBe(1);
    // The note goes as soon as the value changes.
    await input(page, 'User name (e-mail)').press('End');
    await page.keyboard.type('@');
    expect(await page.locator('.note').count()).toBe(0);
  });

  test('a note that comes while the pointer is pressed does not make the click miss', async () => {
    const host = fakeOrganizationHost();
    const { page, sent, delivered } = await open(host);
    await input(page, 'Organization URL').fill('nonsense');
    const save = await page.getByRole('button', { name: 'Save' }).boundingBox();
    if (save === null) throw new Error('Save is not to be seen');
    await page.mouse.move(save.x + save.width / 2, save.y + 4);
    await page.mouse.down();
    await expect.poll(() => sent).toContainEqual(expect.objectContaining({ name: 'validate' }));
    await delivered();
    expect(await page.locator('.note').count()).toBe(0);
    await page.mouse.up();
    await expect.poll(() => host.called).toEqual(['save']);
  });

  test('a test of the connection says field by field what works', async () => {
    const { page } = await open(fakeOrganizationHost());
    await fillAccount(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await field(page, 'Organization URL').getByText('acme.atlassian.net answers.').waitFor();
    expect(await field(page, 'API token').locator('.note-ok').textContent()).toContain('The site accepts the token.');
    expect(await page.locator('.form-notes').textContent()).toContain('The audit log can be read.');
    expect(await statusText(page)).toBe('The connection works.');
  });

  test('a test that fails marks the field it speaks of', async () => {
    const { page } = await open(fakeOrganizationHost());
    await fillAccount(page);
    await input(page, 'API token').fill('another');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await field(page, 'API token').getByText('does not accept this token').waitFor();
    expect(await input(page, 'API token').getAttribute('aria-invalid')).toBe('true');
    expect(await statusText(page)).toContain('The test failed.');
  });

  test('editing stops a running test, and its late answer is dropped', async () => {
    const host = fakeOrganizationHost();
    const gate = Promise.withResolvers<void>();
    host.testGate = gate.promise;
    const { page, delivered } = await open(host);
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

  test('Save works while a test is running', async () => {
    const host = fakeOrganizationHost();
    host.testGate = new Promise(() => undefined);
    const { page } = await open(host);
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
      values: { ...EMPTY_ORGANIZATION.values, siteUrl: ACCOUNT.siteUrl, userName: ACCOUNT.userName },
    });
    const { page } = await open(host);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Edit Confluence organization');
    expect(await input(page, 'API token').inputValue()).toBe('');
    expect(await field(page, 'API token').textContent()).toContain('Stored; leave empty to keep it.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.map((values) => values.apiToken)).toEqual(['']);
  });

  test('hidden and shown again it holds what was typed, except the token', async () => {
    const host = fakeOrganizationHost();
    const first = await open(host);
    await fillAccount(first.page);
    await first.page.getByRole('checkbox').click();
    expect(JSON.stringify(first.state())).toContain(ACCOUNT.userName);
    expect(JSON.stringify(first.state())).not.toContain(ACCOUNT.apiToken);
    const second = await open(host, { state: first.state() });
    expect(await input(second.page, 'Organization URL').inputValue()).toBe(ACCOUNT.siteUrl);
    await expect.poll(() => second.page.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    expect(await input(second.page, 'API token').inputValue()).toBe('');
    expect(await field(second.page, 'API token').textContent()).toContain('Type the API token again');
  });

  test('new destinations are offered, the choice is kept, and the one just added is chosen', async () => {
    const host = fakeOrganizationHost();
    const { page, emit } = await open(host);
    const dropdown = page.getByRole('combobox', { name: 'Destination' });
    const chosen = () =>
      dropdown.evaluate((node) => node.shadowRoot?.querySelector('.selected-value')?.textContent?.trim());
    await expect.poll(chosen).toBe('None yet');
    await dropdown.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(chosen).toBe('Local folder');
    const more = [{ id: 'new', label: 'Archive' }, ...EMPTY_ORGANIZATION.destinations];
    await emit('destinationsChanged', { destinations: more, selectId: undefined });
    await expect.poll(() => dropdown.locator('vscode-option').count()).toBe(4);
    await expect.poll(chosen).toBe('Local folder');
    await emit('destinationsChanged', { destinations: more, selectId: 'new' });
    await expect.poll(chosen).toBe('Archive');
    await fillAccount(page);
    await input(page, 'API token').press('Enter');
    await expect.poll(() => host.saved.map((values) => values.destinationId)).toEqual(['new']);
  });

  test('a destination that is gone is no longer chosen', async () => {
    const host = fakeOrganizationHost({
      ...EMPTY_ORGANIZATION,
      values: { ...EMPTY_ORGANIZATION.values, destinationId: 'folder-1' },
    });
    const { page, emit } = await open(host);
    await emit('destinationsChanged', {
      destinations: EMPTY_ORGANIZATION.destinations.slice(0, 1),
      selectId: undefined,
    });
    await fillAccount(page);
    await input(page, 'API token').press('Enter');
    await expect.poll(() => host.saved.map((values) => values.destinationId)).toEqual(['']);
  });

  test.each([
    ['Test connection', 'testConnection'],
    ['Add destination…', 'addDestination'],
    ['Create an API token', 'openTokenPage'],
    ['Cancel', 'cancel'],
    ['Save', 'save'],
  ])('Enter on the button %s does what it says and nothing else', async (name, call) => {
    const host = fakeOrganizationHost();
    const { page } = await open(host);
    await page.getByRole('button', { name }).press('Enter');
    await page.getByRole('button', { name }).press('Space');
    await expect.poll(() => host.called.slice(0, 2)).toEqual([call, call]);
  });

  test('Escape cancels, but first closes an open dropdown', async () => {
    const host = fakeOrganizationHost();
    const { page } = await open(host);
    await page.getByRole('combobox', { name: 'Destination' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Create an API token' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => host.called).toEqual(['openTokenPage', 'cancel']);
  });

  test('the sample has only a name, a destination and the background sync', async () => {
    const { page } = await open(fakeOrganizationHost({ ...EMPTY_ORGANIZATION, mode: 'edit', sample: true }));
    const labels = await page
      .locator('vscode-text-field, vscode-dropdown')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')));
    expect(labels).toEqual(['Display name (optional)', 'Destination', 'Minutes between syncs']);
    expect(await page.getByRole('checkbox').textContent()).toBe('Sync in the background');
  });

  test('the range of the first sync cannot be chosen once it is over', async () => {
    const { page } = await open(fakeOrganizationHost({ ...EMPTY_ORGANIZATION, synced: true }));
    expect(await page.getByRole('combobox').count()).toBe(1);
  });

  test('a host that fails is told of, and asked again on demand', async () => {
    const host = fakeOrganizationHost();
    let isBroken = true;
    const ready = {
      ...host.handlers.ready,
      run: () => {
        if (isBroken) throw new Error('The organization is gone.');
        return EMPTY_ORGANIZATION;
      },
    };
    const { page } = await open(host, { handlers: { ...host.handlers, ready } });
    await page.getByText('The organization is gone.').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Retry' }).click();
    await input(page, 'Organization URL').waitFor();
  });
});
