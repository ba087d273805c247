import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { projectFolder } from '../run/projectFolder.ts';
import { hostEval } from './extensionHost.ts';
import type { Window } from './openWindow.ts';
import { THEMES, type ThemeKind } from './userSettings.ts';

/** Takes a picture of the window into `test-results/<name>.png`. */
export async function screenshot({ page }: Window, name: string): Promise<void> {
  await page.screenshot({ path: pictureFile(name), animations: 'disabled', caret: 'hide' });
}

/** Takes a picture of the window, or of a part of it, in each kind of theme, and goes back to the dark one. */
export async function screenshotThemes(window: Window, name: string, part?: Locator): Promise<void> {
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await setTheme(window, theme);
    if (part === undefined) await screenshot(window, `${name}-${theme}`);
    else await part.screenshot({ path: pictureFile(`${name}-${theme}`), animations: 'disabled' });
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

function pictureFile(name: string): string {
  return join(projectFolder, 'test-results', `${name}.png`);
}

const THEME_CLASSES = {
  dark: 'vs-dark',
  light: 'vs',
  highContrast: 'hc-black',
  highContrastLight: 'hc-light',
} as const;
