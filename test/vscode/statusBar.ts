import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';

/** The status bar item whose text or spoken name contains the text. */
export function statusBarItem({ page }: Window, text: string): Locator {
  return page.locator('[id="workbench.parts.statusbar"] .statusbar-item').filter({ hasText: text });
}
