let isDown = false;
addEventListener('pointerdown', () => setDown(true), true);
addEventListener('pointerup', () => setDown(false), true);
addEventListener('pointercancel', () => setDown(false), true);
let waiting: (() => void)[] = [];

/** Resolves at once, or while a pointer is pressed after it was released and its click was delivered. */
export function whenPointerIsUp(): Promise<void> {
  if (!isDown) return Promise.resolve();
  return new Promise((resolve) => waiting.push(resolve));
}

function setDown(down: boolean): void {
  isDown = down;
  if (down) return;
  const released = waiting;
  waiting = [];
  requestAnimationFrame(() => {
    for (const resolve of released) resolve();
  });
}
