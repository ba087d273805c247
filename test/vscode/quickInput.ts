import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';

export interface QuickInput {
  readonly title: string;
  readonly value: string;
  readonly placeholder: string;
  /** The prompt, or what is wrong with the value. */
  readonly message: string;
  readonly isPassword: boolean;
  readonly labels: readonly string[];
}

/** Waits for a quick pick or input box with this title and reads it. */
export async function readQuickInput(window: Window, title: string): Promise<QuickInput> {
  const widget = quickInputWidget(window);
  await widget.filter({ has: window.page.locator('.quick-input-title', { hasText: title }) }).waitFor();
  return widget.evaluate((element) => {
    const text = (selector: string): string => element.querySelector(selector)?.textContent?.trim() ?? '';
    const input = element.querySelector('.quick-input-box input');
    if (!(input instanceof HTMLInputElement)) throw new Error('The quick input has no input box.');
    const labels = [...element.querySelectorAll('.quick-input-list .monaco-list-row .label-name')];
    return {
      title: text('.quick-input-title'),
      value: input.value,
      placeholder: input.placeholder,
      message: text('.quick-input-message'),
      isPassword: input.type === 'password',
      labels: labels.map((label) => label.textContent ?? ''),
    };
  });
}

/** Chooses the row of the open quick pick whose label contains the text. */
export async function pickItem(window: Window, label: string): Promise<void> {
  const name = window.page.locator('.label-name', { hasText: label });
  await quickInputList(window).filter({ has: name }).first().click();
}

/** Types into the open input box, in place of what is there, and accepts it with Enter. */
export async function answerInput(window: Window, text: string): Promise<void> {
  const input = quickInputWidget(window).locator('.quick-input-box input');
  await input.fill(text);
  await input.press('Enter');
}

/**
 * Types a path into the open file dialog, in place of what is there, and accepts it. The dialog looks into the folder
 * of that path, and takes nothing before it has: the neighbour is a folder in there, and nowhere else.
 */
export async function answerFileDialog(window: Window, file: string, neighbour: string): Promise<void> {
  const input = quickInputWidget(window).locator('.quick-input-box input');
  // It shows a folder of its own choice first, and forgets what was typed before that.
  await quickInputList(window).first().waitFor();
  await input.fill(file);
  await quickInputList(window).filter({ hasText: neighbour }).waitFor();
  await input.press('Enter');
}

/** The rows of the open quick pick. */
export function quickInputList(window: Window): Locator {
  return quickInputWidget(window).locator('.quick-input-list .monaco-list-row');
}

function quickInputWidget({ page }: Window): Locator {
  return page.locator('.quick-input-widget').filter({ visible: true });
}
