import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';

/** Opens a view container by its name in the activity bar. */
export async function openContainer({ page }: Window, name: string): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name });
  if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
}

/** A view of the open container, by its name. */
export function viewPane({ page }: Window, view: string): Locator {
  return page.locator('.pane').filter({ has: page.locator(`.pane-header[aria-label="${view} Section"]`) });
}

/** A button or link of the welcome content that a view shows while it is empty. */
export function welcomeButton(window: Window, view: string, label: string): Locator {
  return viewPane(window, view).locator('.welcome-view-content').getByRole('button', { name: label });
}
