import { element } from './element.ts';

/** Tells a screen reader at once what happened; unseen, because the same is written where it belongs. */
export interface Announcer {
  readonly element: HTMLElement;
  announce(text: string): void;
}

export function announcer(): Announcer {
  const region = element('div', { class: 'visually-hidden', role: 'alert' });
  return {
    element: region,
    // A new element is spoken even when its words are those of the last one.
    announce: (text) => region.replaceChildren(element('span', {}, [text])),
  };
}
