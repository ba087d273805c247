import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import type { Window } from './openWindow.ts';

const LIMIT_MS = 15_000;

/**
 * The document of the visible webview whose editor tab has this title. Take it anew after the webview was hidden or
 * the window reloaded: the document is another one then.
 */
export async function webviewFrame(window: Window, title: string): Promise<Frame> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const active = window.page.locator('.editor-group-container .tab.active').filter({ hasText: title });
    for (const frame of (await active.count()) > 0 ? window.page.frames() : []) {
      if (await isVisibleDocument(frame)) return frame;
    }
    await delay(50);
  }
  throw new Error(`No webview "${title}" is visible.`);
}

/** A webview is an iframe of the workbench with one of two frames inside; only the loaded one is `active-frame`. */
async function isVisibleDocument(frame: Frame): Promise<boolean> {
  const outer = frame.parentFrame();
  if (!outer?.url().includes('/webview/browser/pre/')) return false;
  try {
    const isLoaded = (await (await frame.frameElement()).getAttribute('id')) === 'active-frame';
    return isLoaded && (await (await outer.frameElement()).isVisible());
  } catch {
    return false; // The frame went away while it was looked at.
  }
}
