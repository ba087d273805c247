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

/** Folds a view of the open container, so that the others have more room. */
export async function foldView(window: Window, view: string): Promise<void> {
  const header = viewPane(window, view).locator('.pane-header');
  if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
}

/** Makes the side bar so wide, by dragging its edge. */
export async function widenSideBar({ page }: Window, widthPx: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no side bar.');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width + 1, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + widthPx, middle, { steps: 4 });
  await page.mouse.up();
}

/** A button or link of the welcome content that a view shows while it is empty. */
export function welcomeButton(window: Window, view: string, label: string): Locator {
  return viewPane(window, view).locator('.welcome-view-content').getByRole('button', { name: label });
}
