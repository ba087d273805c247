import { element } from './element.ts';

/** What a view is about: an organization, and its site beside it. */
export function viewTitle(organization: string, site: string): HTMLElement {
  return element('header', { class: 'view-title' }, [
    element('h1', {}, [organization]),
    element('span', { class: 'hint' }, [site]),
  ]);
}
