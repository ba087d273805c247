import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';
import { viewPane } from './views.ts';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** The codicon without its prefix ("warning"), or "" where the row has another icon or none. */
  readonly icon: string;
  /** 1 for the top. */
  readonly level: number;
  /** What a screen reader says. */
  readonly spoken: string;
}

/** The rows of a tree view that are on screen; none while the view shows its welcome content. */
export async function treeRows(window: Window, view: string): Promise<readonly TreeRow[]> {
  return rows(window, view).evaluateAll((elements) =>
    elements.map((element) => {
      const text = (selector: string): string => element.querySelector(selector)?.textContent?.trim() ?? '';
      const icon = element.querySelector('.custom-view-tree-node-item-icon')?.className ?? '';
      return {
        label: text('.label-name'),
        description: text('.label-description'),
        icon: /codicon-([\w-]+)/.exec(icon)?.[1] ?? '',
        level: Number(element.getAttribute('aria-level')),
        spoken: element.getAttribute('aria-label')?.trim() ?? '',
      };
    }),
  );
}

/** The row with this label, or with one like it. */
export function treeRow(window: Window, view: string, label: string | RegExp): Locator {
  const name = window.page.locator('.label-name').getByText(label, { exact: true });
  return rows(window, view).filter({ has: name });
}

/** Clicks an inline action of a row, which shows while the pointer is over it. */
export async function clickRowAction(row: Locator, action: string): Promise<void> {
  await row.hover();
  await row.getByRole('button', { name: action }).click();
}

/** Shows what is below a row. */
export async function expandRow(row: Locator): Promise<void> {
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
}

/** Opens a row's context menu and chooses an entry. */
export async function chooseFromContextMenu(window: Window, row: Locator, entry: string): Promise<void> {
  await row.click({ button: 'right' });
  // A menu ignores clicks in its first moments, lest the click that opened it chooses; keys it takes at once.
  await window.page.getByRole('menuitem', { name: entry }).hover();
  await window.page.keyboard.press('Enter');
}

function rows(window: Window, view: string): Locator {
  return viewPane(window, view).locator('.monaco-list-row');
}
