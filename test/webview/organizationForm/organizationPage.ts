import type { Page } from 'playwright-core';
import type { OrganizationFormCalls, OrganizationFormEvents } from '../../../src/protocol/organizationForm.ts';
import { ACCOUNT, type FakeOrganizationHost } from '../fakeOrganizationHost.ts';
import { input } from '../formLocators.ts';
import type { OpenOptions, View, ViewBrowser } from '../viewBrowser.ts';

export function openOrganizationForm(
  views: ViewBrowser,
  host: FakeOrganizationHost,
  more: Partial<OpenOptions<OrganizationFormCalls>> = {},
): Promise<View<OrganizationFormEvents>> {
  return views.open<OrganizationFormCalls, OrganizationFormEvents>({
    view: 'organizationForm',
    handlers: host.handlers,
    ...more,
  });
}

export async function fillAccount(page: Page): Promise<void> {
  await input(page, 'Organization URL').fill(ACCOUNT.siteUrl);
  await input(page, 'User name (e-mail)').fill(ACCOUNT.userName);
  await input(page, 'API token').fill(ACCOUNT.apiToken);
}
