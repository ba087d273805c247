import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import type { Window } from './openWindow.ts';

const LIMIT_MS = 15_000;

/**
 * The document of the visible webview whose editor tab has this title. Take it anew after the webview was hidden or
 * the window reloaded: the document is another one then.
 */
export async function webviewFrame(window: Window, title: string): Promise<Frame> {
  const active = window.page.locator('.editor-group-container .tab.active').filter({ hasText: title });
  const frame = await waitFor(async () =>
    (await active.count()) > 0 ? documentIn(window, '.part.editor') : undefined,
  );
  if (frame === undefined) throw new Error(`No webview "${title}" is visible.`);
  return frame;
}

/** The document of the webview that the panel at the bottom shows. */
export async function panelFrame(window: Window): Promise<Frame> {
  const frame = await waitFor(() => documentIn(window, '.part.panel'));
  if (frame === undefined) throw new Error('No webview is visible in the panel.');
  return frame;
}

async function waitFor(find: () => Promise<Frame | undefined>): Promise<Frame | undefined> {
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; await delay(50)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Webviews lie above the parts of the workbench, and in none of them: the place tells. */
async function documentIn({ page }: Window, part: string): Promise<Frame | undefined> {
  const place = await page.locator(part).boundingBox();
  if (place === null) return undefined;
  for (const frame of page.frames()) {
    const box = (await isVisibleDocument(frame)) ? await boxOf(frame) : null;
    if (box === null) continue;
    const [x, y] = [box.x + box.width / 2 - place.x, box.y + box.height / 2 - place.y];
    if (x > 0 && x < place.width && y > 0 && y < place.height) return frame;
  }
  return undefined;
}

/** Null too when the frame went away while it was looked at. */
async function boxOf(frame: Frame) {
  const outer = await frame
    .parentFrame()
    ?.frameElement()
    .catch(() => null);
  return (await outer?.boundingBox()) ?? null;
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
