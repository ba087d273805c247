import { element } from '../ui/element.ts';

/** A titled group of fields. */
export function section(title: string, content: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, [element('h2', {}, [title]), ...content]);
}
