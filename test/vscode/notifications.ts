import type { Locator } from 'playwright-core';
import type { Window } from './openWindow.ts';

/**
 * The notification whose message contains the text, once it is there: as a toast, or where VS Code has shown no toast,
 * as it does with more than three in 800 ms, in the list behind the bell.
 */
export async function waitForNotification({ page }: Window, text: string): Promise<Locator> {
  const notification = page
    .locator('.notifications-toasts, .notifications-center')
    .locator('.notification-list-item')
    .filter({ hasText: text, visible: true })
    .first();
  const bell = page.locator('[id="status.notifications"]');
  const hasToast = await notification.waitFor({ timeout: TOAST_LIMIT_MS }).then(
    () => true,
    () => false,
  );
  if (!hasToast) {
    await bell.click();
    await notification.waitFor();
  }
  return notification;
}

const TOAST_LIMIT_MS = 5_000;

/** Presses a button of the notification whose message contains the text. */
export async function pressNotificationButton(window: Window, text: string, button: string): Promise<void> {
  const notification = await waitForNotification(window, text);
  await notification.hover();
  await notification.getByRole('button', { name: button }).click();
}

export interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** Waits for a modal dialog and reads it. */
export async function readDialog(window: Window): Promise<Dialog> {
  return dialogBox(window).evaluate((element) => {
    const text = (selector: string): string => element.querySelector(selector)?.textContent?.trim() ?? '';
    const buttons = [...element.querySelectorAll('.dialog-buttons .monaco-button')];
    const [heading, body] = [text('.dialog-message-text'), text('.dialog-message-detail')];
    return {
      // Without a detail the message stands in the detail's place.
      message: heading || body,
      detail: heading ? body : '',
      buttons: buttons.map((button) => button.textContent ?? ''),
    };
  });
}

/** Presses a button of the modal dialog, after which another one may come. */
export async function pressDialogButton(window: Window, button: string): Promise<void> {
  await dialogBox(window).getByRole('button', { name: button, exact: true }).click();
}

/** Answers the modal dialog and waits until it is gone. */
export async function answerDialog(window: Window, button: string): Promise<void> {
  await pressDialogButton(window, button);
  await dialogBox(window).waitFor({ state: 'hidden' });
}

function dialogBox({ page }: Window): Locator {
  return page.locator('.monaco-dialog-box');
}
