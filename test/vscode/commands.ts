import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';
import { quickInputList } from './quickInput.ts';

/** Runs a command as a person does: F1, its title with the category ("Confluence Audit: Show Log"), a click. */
export async function runCommand(window: Window, title: string): Promise<void> {
  await openPalette(window, title);
  await commandRow(window, title).click();
}

async function openPalette({ page }: Window, title: string): Promise<void> {
  // A webview that has the focus passes keys on late; the workbench itself takes them at once.
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
  });
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget .quick-input-box input').fill(`>${title}`);
}

function commandRow(window: Window, title: string): Locator {
  const label = window.page.locator('.label-name').getByText(title, { exact: true });
  return quickInputList(window).filter({ has: label }).first();
}
