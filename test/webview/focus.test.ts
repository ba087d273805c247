import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_ORGANIZATION, fakeOrganizationHost } from './fakeOrganizationHost.ts';
import { openOrganizationForm } from './organizationForm/organizationPage.ts';
import { THEMES } from './themes.ts';
import { launchViews, type ViewBrowser } from './viewBrowser.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const EXPIRES = 'Token expires on (optional)';
const FIELDS = [
  ...['Organization URL', 'User name (e-mail)', 'API token', EXPIRES],
  ...['Destination', 'Sync in the background'],
];

interface Look {
  readonly outline: string;
  /** Width and colour. */
  readonly border: string;
}

/** How the box of a field is drawn. */
function lookOf(page: Page, label: string): Promise<Look> {
  return control(page, label).evaluate((field) => {
    const part = field.localName === 'vscode-text-field' ? 'root' : 'control';
    const box = field.localName === 'input' ? field : field.shadowRoot?.querySelector(`[part=${part}]`);
    if (!box) throw new Error(`${field.localName} has no part ${part}`);
    const { outlineStyle, outlineWidth, outlineColor, borderTopColor, borderTopWidth } = getComputedStyle(box);
    const isDrawn = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    return { outline: isDrawn ? outlineColor : 'none', border: `${borderTopWidth} ${borderTopColor}` };
  });
}

function control(page: Page, label: string): Locator {
  const own = (name: string) => page.locator(`${name}[aria-label=${JSON.stringify(label)}]`);
  return own('vscode-text-field')
    .or(own('vscode-dropdown'))
    .or(own('input.native-input'))
    .or(page.locator('vscode-checkbox', { hasText: label }));
}

function colorOf(page: Page, name: string): Promise<string> {
  return page.evaluate((color) => {
    const probe = document.createElement('div');
    probe.style.color = color;
    document.body.append(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    return computed;
  }, name);
}

describe.each(THEMES.flatMap((theme) => [[theme, 'none'] as const, [theme, 'active'] as const]))(
  'in the theme %s with forced colors %s',
  (theme, forcedColors) => {
    test('the focus shows on every field, right or wrong, and what is wrong still does', async () => {
      const host = fakeOrganizationHost({
        ...EMPTY_ORGANIZATION,
        values: { ...EMPTY_ORGANIZATION.values, userName: 'admin@acme.example' },
      });
      const save = {
        ...host.handlers.save,
        run: () => ({
          saved: false,
          notes: (['siteUrl', 'apiToken', 'tokenExpiresOn', 'destinationId'] as const).map((field) => {
            return { field, verdict: 'failed' as const, text: 'Wrong.' };
          }),
        }),
      };
      const { page } = await openOrganizationForm(views, host, { handlers: { ...host.handlers, save }, theme });
      await page.emulateMedia({ forcedColors });
      const wrong = ['Organization URL', 'API token', EXPIRES, 'Destination'];
      const right = new Map<string, Look>();
      for (const label of wrong) right.set(label, await lookOf(page, label));
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('.note-failed').first().waitFor();
      const ring = await colorOf(page, forcedColors === 'active' ? 'Highlight' : 'var(--vscode-focusBorder)');
      for (const label of FIELDS) {
        await page.getByRole('button', { name: 'Save' }).focus();
        const { outline, border } = await lookOf(page, label);
        expect([label, outline]).toEqual([label, 'none']);
        if (wrong.includes(label)) expect([label, border]).not.toEqual([label, right.get(label)?.border]);
        await page.keyboard.press('Shift'); // The keyboard is in use, for :focus-visible.
        await control(page, label).evaluate((field: HTMLElement) => field.focus());
        const focused = await lookOf(page, label);
        expect([label, focused.outline]).toEqual([label, ring]);
        if (wrong.includes(label)) expect([label, focused.border]).toEqual([label, border]);
      }
    });
  },
);
