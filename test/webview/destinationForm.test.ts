import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DestinationFormCalls, DestinationFormEvents } from '../../src/protocol/destinationForm.ts';
import { EMPTY_DESTINATION, type FakeDestinationHost, fakeDestinationHost } from './fakeDestinationHost.ts';
import { field, input, statusText } from './formLocators.ts';
import { launchViews, type OpenOptions, type View, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

type Form = View<DestinationFormEvents>;

function open(host: FakeDestinationHost, more: Partial<OpenOptions<DestinationFormCalls>> = {}): Promise<Form> {
  return views.open<DestinationFormCalls, DestinationFormEvents>({
    view: 'destinationForm',
    handlers: host.handlers,
    ...more,
  });
}

const AZURE = {
  endpoint: 'https://acme-x1y2.westeurope-1.ingest.monitor.azure.com',
  ruleId: 'dcr-00000000000000000000000000000001',
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  clientSecret: 'canary-secret-0815',
} as const;

async function fillAzure(page: Page): Promise<void> {
  await input(page, 'Logs ingestion endpoint').fill(AZURE.endpoint);
  await input(page, 'Immutable ID of the data collection rule').fill(AZURE.ruleId);
  await input(page, 'Tenant ID').fill(AZURE.tenantId);
  await input(page, 'Client ID').fill(AZURE.clientId);
  await input(page, 'Client secret').fill(AZURE.clientSecret);
}

function shownFields(page: Page): Promise<readonly (string | null)[]> {
  return page
    .locator('vscode-text-field:visible, vscode-dropdown:visible')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')));
}

describe('destination form', () => {
  test('an Azure destination is filled in and saved with Enter', async () => {
    const host = fakeDestinationHost();
    const { page } = await open(host);
    await fillAzure(page);
    await input(page, 'Client secret').press('Enter');
    await expect.poll(() => host.saved).toEqual([{ ...EMPTY_DESTINATION.values, ...AZURE }]);
  });

  test('a local folder is chosen by keyboard and saved', async () => {
    const host = fakeDestinationHost();
    const { page } = await open(host);
    // The focus is in the first field from the start.
    await page.locator('vscode-radio:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => shownFields(page)).toEqual(['Display name (optional)', 'Folder']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('/var/audit');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => host.saved)
      .toEqual([{ ...EMPTY_DESTINATION.values, kind: 'folder', folder: '/var/audit' }]);
  });

  test('Browse… puts the chosen path into the field; dismissed it changes nothing', async () => {
    const host = fakeDestinationHost({ ...EMPTY_DESTINATION, values: { ...EMPTY_DESTINATION.values, kind: 'folder' } });
    host.pickedFolder = '/home/me/audit';
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Browse…' }).click();
    await expect.poll(() => input(page, 'Folder').inputValue()).toBe('/home/me/audit');
    host.pickedFolder = undefined;
    await page.getByRole('button', { name: 'Browse…' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => host.saved.map((values) => values.folder)).toEqual(['/home/me/audit']);
  });

  test('only a custom cloud asks for an authority host and an audience', async () => {
    const { page } = await open(fakeDestinationHost());
    expect(await shownFields(page)).not.toContain('Authority host');
    await page.getByRole('combobox', { name: 'Cloud' }).press('End');
    await expect.poll(() => shownFields(page)).toContain('Authority host');
    await fillAzure(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await field(page, 'Authority host').getByText('Enter authorityHost.').waitFor();
    expect(await input(page, 'Authority host').evaluate((node) => node.matches(':focus'))).toBe(true);
  });

  test('a failed save goes to the first field that is wrong', async () => {
    const host = fakeDestinationHost();
    const { page } = await open(host);
    await input(page, 'Logs ingestion endpoint').fill(AZURE.endpoint);
    await page.getByRole('button', { name: 'Save' }).click();
    const rule = 'Immutable ID of the data collection rule';
    await field(page, rule).getByText('Enter ruleId.').waitFor();
    expect(await input(page, rule).evaluate((node) => node.matches(':focus'))).toBe(true);
    expect(await page.locator('.field:visible .note-failed').count()).toBe(4);
    expect(host.saved).toEqual([]);
  });

  test('a test of the connection says field by field what works', async () => {
    const { page } = await open(fakeDestinationHost());
    await fillAzure(page);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await field(page, 'Client secret').getByText('Signed in.').waitFor();
    expect(await field(page, 'Stream name').locator('.note-warning').textContent()).toContain(
      'a column that is not sent',
    );
    expect(await statusText(page)).toBe('The connection works, with remarks.');
  });

  test('the stream declaration is copied on request', async () => {
    const host = fakeDestinationHost();
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Copy stream declaration' }).click();
    await page.getByText('Copied. Paste it into').waitFor();
    expect(host.copies).toBe(1);
  });

  test('a stored secret is kept by leaving the field empty', async () => {
    const { page } = await open(fakeDestinationHost({ ...EMPTY_DESTINATION, mode: 'edit', secretStored: true }));
    expect(await field(page, 'Client secret').textContent()).toContain('Stored; leave empty to keep it.');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Edit destination');
  });
});
