import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { projectFolder } from '../run/projectFolder.ts';
import { hostEval } from './extensionHost.ts';
import type { Window } from './openWindow.ts';
import { THEMES, type ThemeKind } from './userSettings.ts';

/** Takes a picture of the window into `test-results/<name>.png`. */
export async function screenshot({ page }: Window, name: string): Promise<void> {
  const path = join(projectFolder, 'test-results', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

/** Takes a picture of a part of the window. */
export async function screenshotOf(part: Locator, name: string): Promise<void> {
  await part.screenshot({ path: join(projectFolder, 'test-results', `${name}.png`), animations: 'disabled' });
}

/** Takes a picture in each kind of theme, `<name>-<theme>`, and goes back to the dark one. */
export async function screenshotThemes(window: Window, name: string): Promise<void> {
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await setTheme(window, theme);
    await screenshot(window, `${name}-${theme}`);
  }
}

/** Switches the theme and waits until the window, and so its webviews, have it. */
export async function setTheme(window: Window, kind: ThemeKind): Promise<void> {
  await hostEval(
    window.extensionHost,
    ({ workspace, ConfigurationTarget }, theme) =>
      workspace.getConfiguration('workbench').update('colorTheme', theme, ConfigurationTarget.Global),
    THEMES[kind],
  );
  await window.page.locator(`.monaco-workbench.${THEME_CLASSES[kind]}`).waitFor();
}

const THEME_CLASSES = {
  dark: 'vs-dark',
  light: 'vs',
  highContrast: 'hc-black',
  highContrastLight: 'hc-light',
} as const;
