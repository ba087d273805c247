import type { Locator, Page } from 'playwright-core';

/** A page, or a frame of one. */
type Document = Pick<Page, 'locator'>;

/** The native input of a text field, or a native input by itself, by its label. */
export function input(page: Document, label: string): Locator {
  const name = `[aria-label=${JSON.stringify(label)}]`;
  return page.locator(`vscode-text-field${name} input, input.native-input${name}`);
}

/** A text field or dropdown with everything written around it. */
export function field(page: Document, label: string): Locator {
  return page.locator('.field', { has: page.locator(`[aria-label=${JSON.stringify(label)}]`) });
}

export function statusText(page: Document): Promise<string | null> {
  return page.locator('.form-footer [role=status]').textContent();
}
