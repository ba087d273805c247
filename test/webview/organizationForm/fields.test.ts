import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_ORGANIZATION, fakeOrganizationHost } from '../fakeOrganizationHost.ts';
import { field, input } from '../formLocators.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { fillAccount, openOrganizationForm } from './organizationPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

describe('the fields of the organization form', () => {
  test('leaving a field judges what was typed, and nothing that was only passed by', async () => {
    const { page } = await openOrganizationForm(views, fakeOrganizationHost());
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
    const { page, sent, delivered } = await openOrganizationForm(views, host);
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

  test('new destinations are offered, the choice is kept, and the one just added is chosen', async () => {
    const host = fakeOrganizationHost();
    const { page, emit } = await openOrganizationForm(views, host);
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
    const { page, emit } = await openOrganizationForm(views, host);
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
    const { page } = await openOrganizationForm(views, host);
    // A test begins only with what may be right, and what is right cannot be saved twice.
    if (name === 'Test connection') await fillAccount(page);
    await page.getByRole('button', { name }).press('Enter');
    await page.getByRole('button', { name }).press('Space');
    await expect.poll(() => host.called.slice(0, 2)).toEqual([call, call]);
  });

  test('the sample has only a name, a destination and the background sync', async () => {
    const { page } = await openOrganizationForm(
      views,
      fakeOrganizationHost({ ...EMPTY_ORGANIZATION, mode: 'edit', sample: true }),
    );
    const labels = await page
      .locator('vscode-text-field:visible, vscode-dropdown:visible, input.native-input:visible')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')));
    expect(labels).toEqual(['Display name (optional)', 'Destination', 'Minutes between syncs']);
    expect(await page.getByRole('checkbox').textContent()).toBe('Sync in the background');
  });

  test('the range of the first sync cannot be chosen once it is over', async () => {
    const { page } = await openOrganizationForm(views, fakeOrganizationHost({ ...EMPTY_ORGANIZATION, synced: true }));
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
    const { page, sent, delivered } = await openOrganizationForm(views, host, {
      handlers: { ...host.handlers, ready },
    });
    await page.getByText('The organization is gone.').waitFor();
    const focus = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.getByRole('button', { name: 'Retry' }).press('Enter');
    await expect.poll(() => sent.length).toBe(2);
    await delivered();
    expect(await focus()).toBe('Retry');
    isBroken = false;
    await page.keyboard.press('Enter');
    const hasFocus = () => input(page, 'Organization URL').evaluate((node) => node.matches(':focus'));
    await expect.poll(hasFocus).toBe(true);
  });
});
